package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.LocationScaleFamily;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianQuadratureTest {
    private static final Mixture PAGE = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
    private static final double[] TOLERANCES = {1e-4, 1e-6, 1e-8, 1e-10, 1e-13};

    private static List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>();
        for (Divergence d : Divergences.catalogue()) {
            if (d.isSmooth() && d.atInfinity().isKnown() || d.equals(Divergences.totalVariation())) {
                all.add(d);
            }
        }
        all.addAll(List.of(Divergences.alpha(3), Divergences.alpha(-0.4), Divergences.alpha(0.7), Divergences.logOnePlusChiSquared(),
                Divergences.logOnePlusChiSquared().reversed(), Divergences.renyi(0.5), Divergences.renyi(1.5)));
        return all;
    }

    @Property(seed = "71", tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void statedErrorsHoldAgainstTheGeneralPath(@ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
        compare(seed);
    }

    @Tag("full")
    @Property(seed = "72", tries = 30_000, edgeCases = EdgeCasesMode.NONE)
    void statedErrorsHoldAgainstTheGeneralPathOverMany(@ForAll @IntRange(min = 1_000_001, max = 2_000_000_000) int seed) {
        compare(seed);
    }

    /** A random mixture of one to five normals, q, divergence, parameterisation and tolerance. */
    private static void compare(int seed) {
        compare(seed, discrepancies());
    }

    /** Its value has corners, so that nodes count for little. */
    @Property(seed = "73", tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void statedErrorsOfTotalVariationHoldAgainstTheGeneralPath(@ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
        compare(seed, List.of(Divergences.totalVariation()));
    }

    @Tag("full")
    @Property(seed = "76", tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void statedErrorsOfTotalVariationHoldAgainstTheGeneralPathOverMany(@ForAll @IntRange(min = 1_000_001, max = 2_000_000_000) int seed) {
        compare(seed, List.of(Divergences.totalVariation()));
    }

    @Test
    void aMixtureWithCornersThatWereMissedHoldsItsStatedError() {
        compare(1_037_285);
    }

    /** Ends at which the integrand changes its sign, ends that underflow, differences that vanish by chance, a peak far out, a near touch. */
    @ParameterizedTest
    @ValueSource(ints = {1_000_514, 1_571_200_477, 1_331_466_334, 1_824_056_242, 1_897_000_245, 1_630_846_318, 1_508_126_494})
    void mixturesThatWereMissedOnceHoldTheirStatedErrors(int seed) {
        compare(seed);
    }

    /** Of two in 60,000 the gradients were off by up to 2.3 times what was stated. */
    @ParameterizedTest
    @ValueSource(ints = {1_292_736_575, 1_521_206_331})
    void mixturesWhoseGradientsWereOffHoldTheirStatedErrors(int seed) {
        compare(seed);
    }

    private static void compare(int seed, List<Discrepancy> all) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(5);
        double[] weights = new double[n];
        double[] means = new double[n];
        double[] sds = new double[n];
        double spread = Math.exp(3 * random.nextDouble());
        for (int k = 0; k < n; k++) {
            weights[k] = 0.02 + random.nextDouble();
            means[k] = spread * random.nextGaussian();
            sds[k] = Math.exp(0.7 * random.nextGaussian());
        }
        Normal[] normals = new Normal[n];
        for (int k = 0; k < n; k++) {
            normals[k] = Normal.of(means[k], sds[k]);
        }
        Mixture p = Mixture.normalized(weights, normals);
        Discrepancy d = all.get(random.nextInt(all.size()));
        double sd = Math.exp(0.9 * random.nextGaussian());
        LocationScaleFamily family = random.nextInt(6) == 0 ? FixedWidthGaussianFamily.of(sd)
                : GaussianFamily.of(GaussianParameters.values()[random.nextInt(5)]);
        double[] phi = family.parameters(spread * 1.2 * random.nextGaussian(), sd);
        double tolerance = TOLERANCES[random.nextInt(TOLERANCES.length)];
        Problem problem = new Problem(p, family, d);
        GradientEstimate fast = new GradientEstimate(phi.length);
        if (!FastPath.of(problem, tolerance).evaluate(phi, fast)) {
            return;
        }
        GradientEstimate slow = general(problem, p, 1e-13, phi);
        String what = seed + " " + d + " " + p + " " + family.location(phi) + " " + family.scale(phi) + " " + tolerance;
        assertEquals(slow.finiteness(), fast.finiteness(), what);
        if (fast.finiteness() != Finiteness.FINITE) {
            return;
        }
        assertEquals(ErrorKind.BOUND, fast.errorKind());
        assertTrue(fast.withinTolerance());
        assertEquals(slow.value(), fast.value(), fast.valueError() + slow.valueError(), what);
        assertTrue(fast.valueError() <= tolerance * fast.value(), what);
        for (int j = 0; j < phi.length; j++) {
            assertEquals(slow.gradient()[j], fast.gradient()[j], fast.gradientError()[j] + slow.gradientError()[j], what);
        }
    }

    private static GradientEstimate general(Problem problem, UnivariateDistribution p, double tolerance, double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (QuadratureObjective slow = new QuadratureObjective(problem, p, tolerance, 2_000_000, null)) {
            slow.evaluate(0, phi, out);
        }
        return out;
    }

    @Test
    void thePagesOwnProblemsTakeAFewHundredNodesAtMost() {
        double[][] places = {{-3, 0.9}, {2, 0.7}, {-1.0954, 2.2291}, {0, 1}, {-0.4, 2.7}, {5, 3}, {0, 0.5}, {8, 2}, {12, 0.5}};
        for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.logOnePlusChiSquared(),
                Divergences.logOnePlusChiSquared().reversed(), Divergences.jensenShannon(), Divergences.squaredHellinger())) {
            GaussianQuadrature fast = GaussianQuadrature.of(new Problem(PAGE, GaussianFamily.meanSigma(), d), 1e-10);
            for (double[] phi : places) {
                GradientEstimate out = new GradientEstimate(2);
                boolean far = phi[0] > 7 || phi[1] < 0.8;
                assertTrue(fast.evaluate(phi, out) || far, d + " at " + phi[0] + ", " + phi[1]);
                assertTrue(out.evaluations() <= 1200, d + " at " + phi[0] + ", " + phi[1] + ": " + out.evaluations());
            }
        }
    }

    /** At the lower end p is e^-1300 of q, which is no number any more, while q is what is left to be cut. */
    /** Integrals by sums over 100,000 nodes in extended precision: a part a thousand standard deviations away had taken four digits. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aComponentFarAwayCostsNoDigits(boolean isFirst) {
        FixedWidthGaussianFamily family = FixedWidthGaussianFamily.of(1.2790341237155491);
        double[] means = {0.8202441072798786, 1000.8202441072799};
        double[] sds = {1.041204186882701, 0.7127362030014823};
        Mixture mixture = isFirst ? Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {means[1], means[0]}, new double[] {sds[1], sds[0]})
                : Mixture.ofNormals(new double[] {0.5, 0.5}, means, sds);
        GradientEstimate out = new GradientEstimate(1);
        assertTrue(GaussianQuadrature.of(new Problem(mixture, family, Divergences.reverseChiSquared()), 1e-10)
                .evaluate(new double[] {0.46546797348061586}, out));
        assertEquals(1.9433577146269714, out.value(), out.valueError());
        assertTrue(out.valueError() < 1e-11, () -> "error " + out.valueError());
    }

    /** 1 less an integral of 1e-20: the difference is rounded, however well the integral is known. */
    @Test
    void anErrorIsNotBelowTheRoundingOfItsValue() {
        Mixture mixture = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {0, 1}, new double[] {1, 1.1});
        GradientEstimate out = new GradientEstimate(2);
        assertTrue(GaussianQuadrature.of(new Problem(mixture, GaussianFamily.meanSigma(), Divergences.squaredHellinger()), 1e-6)
                .evaluate(new double[] {18, 0.9}, out));
        assertTrue(out.value() > 1 - 1e-12);
        assertTrue(out.valueError() >= 0.5 * Math.ulp(out.value()), () -> "error " + out.valueError());
    }

    @Test
    void aTargetThatVanishesAtAnEndOfTheRangeIsCutThere() {
        Mixture p = Mixture.ofNormals(new double[] {0.68, 0.32}, new double[] {15.14, 2.33}, new double[] {0.586, 0.0645});
        double[] phi = {0.62, 1.0466};
        Problem problem = new Problem(p, GaussianFamily.meanLogSigma(), Divergences.jeffreys());
        GradientEstimate exact = new GradientEstimate(2);
        assertTrue(GaussianQuadrature.of(problem, 1e-11).evaluate(phi, exact) || general(problem, phi, exact));
        for (double tolerance : new double[] {1e-2, 1e-3, 1e-4}) {
            GradientEstimate out = new GradientEstimate(2);
            assertTrue(GaussianQuadrature.of(problem, tolerance).evaluate(phi, out), "tolerance " + tolerance);
            assertEquals(exact.value(), out.value(), out.valueError());
        }
    }

    private static boolean general(Problem problem, double[] phi, GradientEstimate out) {
        QuadratureEstimator.withDefaults().withTolerance(1e-11).bind(problem, Execution.serial(1)).evaluate(0, phi, out);
        return out.isUsable();
    }

    @Test
    void theSameCallGivesTheSameBitsWhateverCameBefore() {
        GaussianQuadrature a = GaussianQuadrature.of(new Problem(PAGE, GaussianFamily.meanSigma(), Divergences.reverseKl()), 1e-10);
        GaussianQuadrature b = GaussianQuadrature.of(new Problem(PAGE, GaussianFamily.meanSigma(), Divergences.reverseKl()), 1e-10);
        GradientEstimate first = new GradientEstimate(2);
        GradientEstimate second = new GradientEstimate(2);
        assertTrue(b.evaluate(new double[] {4, 6}, second));
        assertTrue(a.evaluate(new double[] {1, 1.5}, first));
        assertTrue(b.evaluate(new double[] {1, 1.5}, second));
        assertEquals(first.value(), second.value());
        assertEquals(first.gradient()[0], second.gradient()[0]);
        assertEquals(first.gradient()[1], second.gradient()[1]);
        assertEquals(first.valueError(), second.valueError());
    }

    @Test
    void aStepAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Discrepancy d : discrepancies()) {
            FastPath fast = FastPath.of(new Problem(PAGE, GaussianFamily.meanSigma(), d), 1e-8);
            GradientEstimate out = new GradientEstimate(2);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 4; round++) {
                long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int k = 0; k < 50; k++) {
                    fast.evaluate(new double[] {0.5, 1.1}, out);
                }
                least = Math.min(least, bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
            }
            assertTrue(least <= 50 * 32, d + ": " + least);
        }
    }

    @Test
    void otherProblemsGoTheGeneralWay() {
        assertNotNull(GaussianQuadrature.of(new Problem(Normal.of(1, 2), GaussianFamily.meanSigma(), Divergences.reverseKl()), 1e-10));
        assertNull(GaussianQuadrature.of(new Problem(PAGE, GaussianFamily.meanSigma(), Divergences.totalVariation()), 1e-10));
        assertNull(GaussianQuadrature.of(new Problem(StudentT.of(3, 0, 1), GaussianFamily.meanSigma(), Divergences.reverseKl()), 1e-10));
        GaussianQuadrature near = GaussianQuadrature.of(new Problem(Normal.of(1, 2), GaussianFamily.meanSigma(), Divergences.reverseKl()), 1e-10);
        assertTrue(!near.evaluate(new double[] {1, 2 + 1e-9}, new GradientEstimate(2)), "near p = q the terms cancel");
    }
}
