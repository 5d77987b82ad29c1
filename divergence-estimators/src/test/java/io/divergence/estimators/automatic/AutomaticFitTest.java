package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.model.DesignMatrix;
import io.divergence.model.EightSchools;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AutomaticFitTest {
    private static final double[] MEAN = {1, -2, 0.5};
    private static final double[] FACTOR = {2, 0, 0, 1, 0.5, 0, -1, 0.3, 0.1};

    @Test
    void aNormalTargetIsFoundExactly() {
        AutomaticResult fit = AutomaticFit.of(Models.gaussian(MEAN, FACTOR)).run(1);
        assertEquals(Verdict.Kind.WITHIN_TOLERANCE, fit.verdict().kind());
        MultivariateNormal q = (MultivariateNormal) fit.distribution();
        assertArrayEquals(MEAN, q.mean(), 1e-3);
        assertArrayEquals(new double[] {4, 2, -2, 2, 1.25, -0.85, -2, -0.85, 1.1}, q.covariance(), 1e-3);
        assertEquals(0, fit.elbo().value(), 1e-6);
        assertTrue(fit.gradients() < 400, "gradients " + fit.gradients());
    }

    @Test
    void theElboAndTheDivergenceMakeTheEvidence() {
        // The best normal distribution for Student's t: KL by the target's known log Z = 0 is minus the ELBO.
        AutomaticResult fit = AutomaticFit.of(Models.studentT(3, 10)).run(2);
        double elbo = fit.elbo().value();
        assertTrue(elbo < 0 && elbo > -0.1, "elbo " + elbo);
        assertTrue(fit.evidence().orElseThrow().estimate().covers(0) || Math.abs(fit.evidence().orElseThrow().estimate().value()) < 0.02);
        assertTrue(fit.evidence().orElseThrow().upper().upper() > -0.01);
    }

    @Test
    void aConjugateRegressionHasItsMeanDeviationsAndEvidence() {
        double[] x = new double[40];
        double[] y = new double[40];
        for (int i = 0; i < 40; i++) {
            x[i] = i / 10.0;
            y[i] = 1 + 2 * x[i] + 0.5 * Math.sin(7.0 * i);
        }
        GeneralizedLinearModel model = GeneralizedLinearModel.linear(y, DesignMatrix.ofColumns(x).withIntercept(), 0.5).withNormalPrior(10);
        AutomaticResult fit = AutomaticFit.of(model).withNames("a", "b").run(3);
        assertTrue(fit.verdict().isGood());
        MultivariateNormal q = (MultivariateNormal) fit.distribution();
        assertArrayEquals(model.mean().orElseThrow(), q.mean(), 1e-3);
        for (int i = 0; i < 2; i++) {
            assertEquals(model.sds().orElseThrow()[i], Math.sqrt(q.covariance()[3 * i]), 1e-4);
        }
        assertEquals(model.logNormalizer().orElseThrow(), fit.elbo().value(), 1e-4);
        assertTrue(fit.toString().contains("a "), fit.toString());
    }

    @Test
    void eightSchoolsComesOutAsReferenced() {
        AutomaticResult fit = AutomaticFit.of(EightSchools.nonCentered()).run(4);
        assertTrue(fit.verdict().isGood(), fit.verdict().toString());
        assertEquals(10, fit.parameters().size());
        double best = EightSchools.nonCentered().logNormalizer().orElse(Double.NaN);
        assertTrue(Double.isNaN(best) || Math.abs(fit.evidence().orElseThrow().estimate().value() - best) < 0.2);
    }

    @Test
    void aConstrainedTargetIsSummarisedInItsOwnSpaceByName() {
        DifferentiableLogDensity gamma = onTheHalfLine(z -> 19 * Math.log(z) - 2 * z, z -> 19 / z - 2);
        AutomaticFit fit = AutomaticFit.of(ConstrainedTarget.of(gamma, Transforms.named("rate", Transforms.positive(1))));
        AutomaticResult result = fit.run(5);
        ParameterSummary rate = result.parameters().get(0);
        assertTrue(rate.name().startsWith("rate"), rate.name());
        assertEquals(10, rate.correctedMean(), 4 * rate.correctedError() + 0.02);
        assertEquals(Math.sqrt(20) / 2, rate.correctedSd(), 0.1);
        assertEquals(9.834, rate.median(), 0.2);
        assertTrue(rate.lower() > 0);
        assertThrows(IllegalArgumentException.class, () -> AutomaticFit.of(gamma));
        assertEquals("r", fit.withNames("r").run(5).parameters().get(0).name());
    }

    private static DifferentiableLogDensity onTheHalfLine(java.util.function.DoubleUnaryOperator f,
            java.util.function.DoubleUnaryOperator slope) {
        LogDensity target = LogDensities.withSupport(LogDensities.univariate(
                z -> z > 0 ? f.applyAsDouble(z) : Double.NEGATIVE_INFINITY, slope), Support.box(new double[] {0}, new double[] {Double.POSITIVE_INFINITY}));
        return (DifferentiableLogDensity) target;
    }

    @Test
    void oneDimensionIsEnough() {
        AutomaticResult fit = AutomaticFit.of(Models.gaussian(new double[] {300}, new double[] {0.01})).run(6);
        assertTrue(fit.verdict().isGood(), fit.toString());
        assertEquals(300, fit.parameters().get(0).mean(), 0.001);
    }

    @Test
    void threeHundredDimensionsAreFittedByIndependentCoordinates() {
        int d = 300;
        DifferentiableLogDensity target = LogDensities.of(d, z -> {
            double sum = 0;
            for (int i = 0; i < d; i++) {
                sum -= 0.5 * (i + 1) * z[i] * z[i] - (i > 0 ? 0.4 * z[i] * z[i - 1] : 0);
            }
            return sum;
        }, (z, g) -> {
            for (int i = 0; i < d; i++) {
                g[i] = -(i + 1) * z[i] + (i > 0 ? 0.4 * z[i - 1] : 0) + (i < d - 1 ? 0.4 * z[i + 1] : 0);
            }
        });
        AutomaticResult fit = AutomaticFit.of(target).run(7);
        assertTrue(fit.verdict().toString().contains("mean-field"), fit.verdict().toString());
        // The mean-field optimum of a normal target: variances are those of the conditionals, 1/P_ii.
        double[] response = fit.linearResponseSds().orElseThrow();
        double[] last = new double[d];
        double[] exact = marginalVariances(d, last);
        for (int i = 0; i < d; i++) {
            assertEquals(Math.sqrt(exact[i]), response[i], 1e-3 * response[i], "coordinate " + i);
        }
        double sd = fit.parameters().get(0).sd();
        assertEquals(1, sd, 0.08);
        assertTrue(response[0] > sd);
    }

    /** Of a tridiagonal precision, by elimination from both ends. */
    private static double[] marginalVariances(int d, double[] down) {
        double[] up = new double[d];
        double[] variances = new double[d];
        down[0] = 1;
        for (int i = 1; i < d; i++) {
            down[i] = i + 1 - 0.16 / down[i - 1];
        }
        up[d - 1] = d;
        for (int i = d - 2; i >= 0; i--) {
            up[i] = i + 1 - 0.16 / up[i + 1];
        }
        for (int i = 0; i < d; i++) {
            variances[i] = 1 / (down[i] + up[i] - (i + 1));
        }
        return variances;
    }

    @Test
    void linearResponseIsExactForANormalTarget() {
        AutomaticResult fit = AutomaticFit.of(Models.gaussian(MEAN, FACTOR)).with(AutomaticFit.Family.MEAN_FIELD).withTolerance(1e-4).run(8);
        assertArrayEquals(new double[] {2, Math.sqrt(1.25), Math.sqrt(1.1)}, fit.linearResponseSds().orElseThrow(), 1e-6);
        assertTrue(fit.parameters().get(0).sd() < 1);
    }

    @Test
    void theTextHasNoDigitsThatTheErrorDoesNotSupport() {
        assertEquals("1.2", Digits.of(1.23456, 0.3));
        assertEquals("1.23", Digits.of(1.23456, 0.03));
        assertEquals("123000", Digits.of(123456, 1200));
        assertEquals("0.0", Digits.of(0.01, 0.3));
        assertEquals("0.0", Digits.of(-0.01, 0.3));
        assertEquals("0.1", Digits.of(0.08, 0.3));
        assertEquals("0", Digits.of(4, 20));
        assertEquals("0", Digits.of(1e-12, 1e-8));
        assertEquals("-32.23 +- 0.02", new io.divergence.estimators.diagnostic.Bound(-32.2281, 0.021).toString());
        assertEquals("-", Digits.of(Double.NaN, 0.3));
        assertEquals("1.23e-07", Digits.of(1.23456e-7, 1e-9));
        assertEquals("1.2e+09", Digits.of(1.23456e9, 1e8));
        String text = AutomaticFit.of(Models.cauchy(2)).run(9).toString();
        assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        assertTrue(text.startsWith("verdict: wrong shape"), text);
    }

    @Test
    void drawsAreWrittenWithAHeader() throws Exception {
        StringWriter out = new StringWriter();
        AutomaticFit.of(Models.gaussian(new double[2], new double[] {1, 0, 0, 1})).withNames("a", "b,c").run(10).writeDraws(out);
        String[] lines = out.toString().split("\n");
        assertEquals("a,\"b,c\"", lines[0]);
        assertEquals(4001, lines.length);
        assertEquals(2, lines[1].split(",").length);
    }

    @Test
    void badArgumentsAreRefused() {
        AutomaticFit fit = AutomaticFit.of(Models.cauchy(2));
        assertThrows(IllegalArgumentException.class, () -> AutomaticFit.of(null));
        assertThrows(IllegalArgumentException.class, () -> fit.withTolerance(0));
        assertThrows(IllegalArgumentException.class, () -> fit.withBudget(0));
        assertThrows(IllegalArgumentException.class, () -> fit.withTimeBudget(java.time.Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> fit.withInitialPoint(1));
        assertThrows(IllegalArgumentException.class, () -> fit.withInitialPoint(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> fit.withNames("a"));
        assertThrows(IllegalArgumentException.class, () -> fit.withStarts(0));
        assertThrows(IllegalArgumentException.class, () -> fit.withThreads(0));
        assertThrows(IllegalArgumentException.class, () -> fit.resume(null));
        fit.withTimeBudget(java.time.Duration.ofSeconds(Long.MAX_VALUE)).run(1);
    }

    /** Modes 60 apart: starts about one point see one of them, draws of a wide distribution both. */
    @Test
    void startsMayBeDrawnFromADistribution() {
        AutomaticFit fit = AutomaticFit.of(Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-30, 0}, {30, 0}}, new double[] {1, 1}));
        AutomaticResult wide = fit.withInitialDistribution(MultivariateNormal.ofDiagonal(new double[2], new double[] {30, 5})).run(3);
        assertEquals(Verdict.Kind.SEVERAL_MODES, wide.verdict().kind(), wide::toString);
        assertEquals(2, wide.modes().size());
        AutomaticResult narrow = fit.withInitialDistribution(MultivariateNormal.ofDiagonal(new double[] {-30, 0}, new double[] {1, 1})).run(3);
        assertEquals(1, narrow.modes().size());
        assertThrows(IllegalArgumentException.class, () -> fit.resume(wide.checkpoint()));
        String message = assertThrows(IllegalArgumentException.class,
                () -> fit.withInitialDistribution(MultivariateNormal.ofDiagonal(new double[1], new double[] {1}))).getMessage();
        assertTrue(message.contains("starts.dimension() = 1: must be that of the target, 2"), message);
    }
}
