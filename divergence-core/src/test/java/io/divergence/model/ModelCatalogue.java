package io.divergence.model;

import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every model of the package, with a point in its middle and the scale of its coordinates, for tests that hold for all. */
record ModelCatalogue(Model model, double[] center, double scale) {
    private static final int OBSERVATIONS = 150;

    static final double[] FACTOR = {1.2, 0, 0, -0.7, 0.5, 0, 0.3, 0.9, 2};
    static final double[] LOCATION = {1, -2, 0.5};

    private static ModelCatalogue of(Model model, double scale, double... center) {
        return new ModelCatalogue(model, Arrays.copyOf(center, model.dimension()), scale);
    }

    static List<ModelCatalogue> all() {
        List<ModelCatalogue> all = new ArrayList<>(List.of(
                of(Models.gaussian(LOCATION, FACTOR), 2, LOCATION),
                of(Models.illConditionedGaussian(4, 1e4), 0.5),
                of(Models.studentT(5, 3), 2),
                of(Models.studentT(2.5, LOCATION, FACTOR), 2, LOCATION),
                of(Models.funnel(4), 2),
                of(Models.banana(), 3),
                of(Models.banana(1.5, -0.4), 1),
                of(mixture(), 2),
                of(Models.cauchy(3), 3),
                of(EightSchools.centered(), 1.5, 6, 5, 4, 5, 4, 4, 6, 5, 4, 1),
                of(EightSchools.nonCentered(), 1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1)));
        all.addAll(regressions());
        return all;
    }

    static Model mixture() {
        return Models.mixture(new double[] {0.3, 0.7}, new double[][] {{-2, 1}, {1.5, 0}}, new double[] {0.6, 1.1});
    }

    static DesignMatrix design() {
        RandomStream rng = RandomStream.of(11);
        double[] entries = new double[2 * OBSERVATIONS];
        Arrays.setAll(entries, i -> rng.nextGaussian());
        return DesignMatrix.ofRows(entries, 2).withIntercept();
    }

    /** Integers, 0 or 1, or reals that follow the design. */
    static double[] responses(boolean binary) {
        RandomStream rng = RandomStream.of(12);
        DesignMatrix x = design();
        double[] y = new double[OBSERVATIONS];
        for (int n = 0; n < y.length; n++) {
            double eta = 0.3 + x.entry(n, 1) - 0.5 * x.entry(n, 2) + rng.nextGaussian();
            y[n] = binary ? (eta > 0 ? 1 : 0) : eta;
        }
        return y;
    }

    static double[] counts() {
        double[] y = responses(false);
        Arrays.setAll(y, n -> Math.floor(Math.exp(y[n])));
        return y;
    }

    private static List<ModelCatalogue> regressions() {
        DesignMatrix x = design();
        double[] y = responses(false);
        double[] means = {0.1, 0, -0.2};
        double[] sds = {2, Double.POSITIVE_INFINITY, 0.5};
        double[] places = {-3, -2.5, -1, 0, 0.4, 2, 2.2, 4};
        double[] seen = {0.5, 0.7, -0.3, 0.2, 0.1, -1, -1.3, 0.4};
        return List.of(
                of(GeneralizedLinearModel.linear(y, x, 0.8), 0.2, 0.3, 1, -0.5),
                of(GeneralizedLinearModel.linear(y, x, 0.8).withNormalPrior(3), 0.2, 0.3, 1, -0.5),
                of(GeneralizedLinearModel.logistic(responses(true), x), 0.3, 0.3, 1, -0.5),
                of(GeneralizedLinearModel.logistic(responses(true), x).withNormalPrior(means, sds), 0.3, 0.3, 1, -0.5),
                of(GeneralizedLinearModel.probit(responses(true), x).withNormalPrior(1), 0.3, 0.3, 1, -0.5),
                of(GeneralizedLinearModel.poisson(counts(), x).withNormalPrior(1), 0.2, 0.3, 1, -0.5),
                of(LinearRegression.of(y, x), 0.2, 0.3, 1, -0.5, 0),
                of(LinearRegression.of(y, x).withNormalPrior(means, sds).withNoisePrior(ScalePrior.halfNormal(2)), 0.2, 0.3, 1, -0.5, 0),
                of(LinearRegression.autoregression(y, 3).withNormalPrior(1).withNoisePrior(ScalePrior.halfCauchy(1)), 0.1),
                of(LinearRegression.of(y, x).withNoisePrior(ScalePrior.gamma(2, 1.5)), 0.2, 0.3, 1, -0.5, 0),
                of(GaussianProcessRegression.of(places, seen, GaussianProcessRegression.Noise.STANDARD_DEVIATION), 0.3, 0, 0, -0.5),
                of(GaussianProcessRegression.of(places, seen, GaussianProcessRegression.Noise.VARIANCE).withPriors(
                        ScalePrior.gamma(5, 4), ScalePrior.halfNormal(2), ScalePrior.cauchy(1)), 0.3, 0, 0, -0.5));
    }
}
