package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.check.CheckReport;
import io.divergence.check.TargetCheck;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every model. */
class ModelContractTest {

    static List<ModelCatalogue> all() {
        return ModelCatalogue.all();
    }

    private static double[] points(ModelCatalogue entry, int count) {
        RandomStream rng = RandomStream.of(8);
        int d = entry.model().dimension();
        double[] z = new double[count * d];
        Arrays.setAll(z, i -> entry.center()[i % d] + entry.scale() * rng.nextGaussian());
        return z;
    }

    /** Gradients by differences, values far out, rows and workers: all comparisons decided. */
    @ParameterizedTest
    @MethodSource("all")
    void passesTheCheckOfTargets(ModelCatalogue entry) {
        CheckReport report = TargetCheck.of(entry.model()).around(entry.center(), entry.scale(), 8, 3).run();
        assertTrue(report.isGood(), report.toString());
        CheckReport.Row gradient = report.rows().get(1);
        assertEquals("gradient", gradient.check());
        assertEquals(0, gradient.undecided(), report.toString());
        assertTrue(gradient.comparisons() >= 8 * entry.model().dimension());
    }

    @ParameterizedTest
    @MethodSource("all")
    void valuesHaveTheSameBitsInEveryBlockAndCopy(ModelCatalogue entry) {
        int d = entry.model().dimension();
        int rows = 7;
        double[] z = points(entry, rows);
        double[] value = new double[rows];
        double[] gradient = new double[rows * d];
        entry.model().logDensityAndGradient(z, 0, rows, value, gradient);
        DifferentiableLogDensity bound = entry.model().boundCopy();
        double[] again = new double[rows];
        double[] gradientAgain = new double[rows * d];
        Arrays.fill(gradientAgain, Double.NaN);
        for (int k = 0; k < rows; k++) {
            bound.logDensityAndGradient(z, k, k + 1, again, gradientAgain);
        }
        assertArrayEquals(value, again);
        assertArrayEquals(gradient, gradientAgain);
        bound.logDensity(z, 2, 5, again);
        assertArrayEquals(value, again);
        assertEquals(entry.model().logNormalizer(), bound.logNormalizer());
        assertEquals(d, bound.dimension());
        assertEquals(entry.model().toString(), bound.toString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBoundCopyAllocatesNothing(ModelCatalogue entry) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        DifferentiableLogDensity bound = entry.model().boundCopy();
        double[] z = points(entry, 4);
        double[] value = new double[4];
        double[] gradient = new double[z.length];
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long start = bean.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                bound.logDensity(z, 0, 4, value);
                bound.logDensityAndGradient(z, 0, 4, value, gradient);
            }
            least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - start);
        }
        assertEquals(0, least, "bytes in 200 calls of " + entry.model());
    }

    /** Checkpoints compare these texts: equal in every run, different for different models. */
    @Test
    void textsTellModelsApart() {
        Set<String> texts = new HashSet<>();
        for (ModelCatalogue entry : all()) {
            assertTrue(texts.add(entry.model().toString()), "twice: " + entry.model());
        }
        assertEquals(texts, new HashSet<>(all().stream().map(entry -> entry.model().toString()).toList()));
        assertNotEquals(Models.illConditionedGaussian(3, 10, 1).toString(), Models.illConditionedGaussian(3, 10, 2).toString());
    }

    @Test
    void wrongArgumentsAreNamed() {
        DesignMatrix x = ModelCatalogue.design();
        double[] y = ModelCatalogue.responses(false);
        rejects("y[0]", () -> GeneralizedLinearModel.logistic(y, x));
        rejects("y[0]", () -> GeneralizedLinearModel.poisson(y, x));
        rejects("y.length", () -> LinearRegression.of(new double[3], x));
        rejects("noiseSd", () -> GeneralizedLinearModel.linear(y, x, 0));
        rejects("sds[0]", () -> LinearRegression.of(y, x).withNormalPrior(Double.NaN));
        rejects("scale", () -> ScalePrior.cauchy(-1));
        rejects("columns[1].length", () -> DesignMatrix.ofColumns(new double[3], new double[2]));
        rejects("entries.length", () -> DesignMatrix.ofRows(new double[5], 2));
        rejects("series.length", () -> DesignMatrix.lagged(new double[3], 3));
        rejects("dimension", () -> Models.funnel(1));
        rejects("condition", () -> Models.illConditionedGaussian(2, 0.5));
        rejects("means.length", () -> Models.mixture(new double[] {0.5, 0.5}, new double[][] {{1}}, new double[] {1, 1}));
        rejects("priors[1]", () -> GaussianProcessRegression.of(y, y, GaussianProcessRegression.Noise.VARIANCE)
                .withPriors(ScalePrior.flat(), null, ScalePrior.flat()));
    }

    private static void rejects(String name, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(name + " = "), message);
    }
}
