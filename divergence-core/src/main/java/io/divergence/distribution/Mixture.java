package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A mixture of one-dimensional distributions, p(x) = SUM_i w_i p_i(x). Evaluated in log space throughout: far from
 * every component the density is still right, and its derivative is SUM_i r_i (log p_i)' with the responsibilities
 * r_i. Components of weight zero are dropped. Immutable.
 */
public final class Mixture implements UnivariateDistribution {
    /** How far a sum of weights may be from one by rounding. */
    private static final double ROUNDING = 1e-12;

    private final double[] weights;
    private final double[] logWeights;
    private final UnivariateDistribution[] components;
    private final boolean isOfNormals;
    /** Of a bound copy of a mixture of normals; else null. */
    private final NormalMixtureKernel kernel;

    /** A bound copy. */
    private Mixture(Mixture mixture) {
        weights = mixture.weights;
        logWeights = mixture.logWeights;
        components = mixture.components;
        isOfNormals = mixture.isOfNormals;
        kernel = new NormalMixtureKernel(mixture);
    }

    private Mixture(double[] weights, UnivariateDistribution[] components) {
        kernel = null;
        int kept = 0;
        for (double w : weights) {
            kept += w > 0 ? 1 : 0;
        }
        this.weights = new double[kept];
        this.logWeights = new double[kept];
        this.components = new UnivariateDistribution[kept];
        int i = 0;
        boolean normals = true;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 0) {
                normals &= components[k] instanceof Normal;
                this.weights[i] = weights[k];
                this.logWeights[i] = Math.log(weights[k]);
                this.components[i++] = components[k];
            }
        }
        isOfNormals = normals;
    }

    /**
     * Returns a mixture. A sum of weights that differs from one by rounding alone (up to 1e-12) is divided out.
     *
     * @param weights not negative, with the sum one
     * @throws IllegalArgumentException if lengths differ, a weight is negative or not finite, or the sum is not one
     *     (see {@link #normalized})
     */
    public static Mixture of(double[] weights, UnivariateDistribution... components) {
        double sum = checkedSum(weights, components);
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw Checks.illegal("sum of weights", sum,
                    "must be 1; Mixture.normalized(...) divides by the sum, if that is what is wanted");
        }
        return new Mixture(divided(weights, sum), components);
    }

    /** Returns a mixture with weights in proportion to those given. */
    public static Mixture normalized(double[] weights, UnivariateDistribution... components) {
        double sum = checkedSum(weights, components);
        if (!(sum > 0 && sum <= Double.MAX_VALUE)) {
            throw Checks.illegal("sum of weights", sum, "must be positive and finite");
        }
        return new Mixture(divided(weights, sum), components);
    }

    /** Returns a mixture of normal distributions with the given weights, means and standard deviations. */
    public static Mixture ofNormals(double[] weights, double[] means, double[] sds) {
        Checks.notNull("weights", weights);
        Checks.length("means", means, weights.length);
        Checks.length("sds", sds, weights.length);
        Normal[] components = new Normal[weights.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = Normal.of(means[i], sds[i]);
        }
        return of(weights, components);
    }

    private static double checkedSum(double[] weights, UnivariateDistribution[] components) {
        Checks.allFinite("weights", weights);
        Checks.noNulls("components", components);
        Checks.length("weights", weights, components.length);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0)) {
                throw Checks.illegal("weights[" + i + "]", weights[i], "must be finite and not negative");
            }
            sum += weights[i];
        }
        return sum;
    }

    /** The weights themselves, if there is nothing to divide: they are copied anyway. */
    private static double[] divided(double[] weights, double sum) {
        if (sum == 1) {
            return weights;
        }
        double[] divided = weights.clone();
        for (int i = 0; i < divided.length; i++) {
            divided[i] /= sum;
        }
        return divided;
    }

    /** {@return the number of components of positive weight} */
    public int size() {
        return weights.length;
    }

    /** {@return the weight of component i} */
    public double weight(int i) {
        return weights[i];
    }

    /** {@return component i} */
    public UnivariateDistribution component(int i) {
        return components[i];
    }

    /** {@return whether every component is a normal distribution} */
    public boolean isOfNormals() {
        return isOfNormals;
    }

    @Override
    public Support support() {
        double lower = Double.POSITIVE_INFINITY;
        double upper = Double.NEGATIVE_INFINITY;
        for (UnivariateDistribution component : components) {
            lower = Math.min(lower, component.support().lower(0));
            upper = Math.max(upper, component.support().upper(0));
        }
        return Support.interval(lower, upper);
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * components[i].mean();
        }
        return sum;
    }

    /** The variance within the components and between them: SUM_i w_i (v_i + (m_i - m)^2). */
    @Override
    public double variance() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double distance = components[i].mean() - mean;
            sum += weights[i] * (components[i].variance() + distance * distance);
        }
        return sum;
    }

    @Override
    public double logDensity(double x) {
        return logSum(x, 0, 0);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        if (kernel == null) {
            UnivariateDistribution.super.logDensity(z, from, to, out);
        } else {
            kernel.evaluate(z, from, to, out, null);
        }
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        if (kernel == null) {
            UnivariateDistribution.super.logDensityAndGradient(z, from, to, out, gradient);
        } else {
            kernel.evaluate(z, from, to, out, gradient);
        }
    }

    @Override
    public boolean relativeDensity(double[] z, int from, int to, double[] logScale, double[] out) {
        return kernel != null && kernel.relativeDensity(z, from, to, logScale, out);
    }

    @Override
    public boolean densityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        return kernel != null && kernel.densityAndGradient(z, from, to, out, gradient);
    }

    /** Of normals: one that works on many points at a time, in its own scratch space. */
    @Override
    public Mixture boundCopy() {
        return isOfNormals() ? new Mixture(this) : this;
    }

    @Override
    public double logDensityNear(double point, int side, double logDistance) {
        return logSum(point, side, logDistance);
    }

    /** At x, or, if there is a side, near it. No function is passed: this is an inner loop, which must not allocate. */
    private double logSum(double x, int side, double logDistance) {
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double log = side == 0 ? components[i].logDensity(x) : components[i].logDensityNear(x, side, logDistance);
            double term = logWeights[i] + log;
            if (term > max) {
                sum = sum * Math.exp(max - term) + 1;
                max = term;
            } else if (term > Double.NEGATIVE_INFINITY) {
                sum += Math.exp(term - max);
            } else if (Double.isNaN(term)) {
                return Double.NaN;
            }
        }
        return max + (sum == 1 ? 0 : Math.log(sum));
    }

    @Override
    public double logDensityDerivative(double x) {
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < weights.length; i++) {
            double term = logWeights[i] + components[i].logDensity(x);
            if (term > max) {
                double shrink = Math.exp(max - term);
                sum = sum * shrink + 1;
                weighted = weighted * shrink + components[i].logDensityDerivative(x);
                max = term;
            } else if (term > Double.NEGATIVE_INFINITY) {
                double share = Math.exp(term - max);
                sum += share;
                weighted += share * components[i].logDensityDerivative(x);
            }
        }
        return sum == 0 ? 0 : weighted / sum;
    }

    @Override
    public double cumulative(double x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * components[i].cumulative(x);
        }
        return sum;
    }

    @Override
    public double survival(double x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * components[i].survival(x);
        }
        return sum;
    }

    @Override
    public double sample(RandomGenerator rng) {
        double u = rng.nextDouble();
        int i = 0;
        while (i < weights.length - 1 && u >= weights[i]) {
            u -= weights[i++];
        }
        return components[i].sample(rng);
    }

    @Override
    public List<Feature> features() {
        List<Feature> features = new ArrayList<>();
        for (UnivariateDistribution component : components) {
            features.addAll(component.features());
        }
        return features;
    }

    @Override
    public Tail lowerTail() {
        return towards(support().lower(0), 1);
    }

    @Override
    public Tail upperTail() {
        return towards(support().upper(0), -1);
    }

    @Override
    public double[] breakPoints() {
        TreeSet<Double> points = new TreeSet<>();
        for (UnivariateDistribution component : components) {
            for (double point : component.breakPoints()) {
                points.add(point);
            }
        }
        return points.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The heaviest of the components rules. */
    @Override
    public Tail towards(double point, int side) {
        Tail tail = Tail.none();
        for (UnivariateDistribution component : components) {
            tail = Tail.heavier(tail, component.towards(point, side));
        }
        return tail;
    }

    @Override
    public double condition() {
        double condition = 0;
        for (UnivariateDistribution component : components) {
            condition = Math.max(condition, component.condition());
        }
        return condition;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Mixture(");
        for (int i = 0; i < weights.length; i++) {
            text.append(i == 0 ? "" : " + ").append(weights[i]).append(' ').append(components[i]);
        }
        return text.append(')').toString();
    }
}
