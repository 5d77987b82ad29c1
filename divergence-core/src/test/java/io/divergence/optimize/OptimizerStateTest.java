package io.divergence.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer owes: all that it remembers is in its state, and a step allocates nothing. */
class OptimizerStateTest {

    static Stream<Optimizer> rules() {
        return Stream.of(GradientDescent.of(0.01), Momentum.heavyBall(0.01, 0.9), Momentum.nesterov(0.01, 0.9),
                AdaGrad.of(0.1), RmsProp.of(0.01), Adam.withDefaults(), Adam.amsGrad(), DoG.withDefaults(), DoWG.withDefaults(),
                Clipped.of(DoWG.withDefaults(), 0.5), Averaged.of(DoG.withDefaults(), 20),
                Proximal.of(DoG.withDefaults(), 1), Proximal.of(new GradientDescent(Schedule.inverse(0.1, 0.1)), 0, 1, 2),
                PolynomialAveraging.of(Proximal.of(DoWG.withDefaults(), 2, 0)), TailAveraging.of(Adam.withDefaults()));
    }

    private static void walk(Optimizer rule, int from, int to, double[] phi, double[] state, double[] g, RandomStream rng) {
        for (int t = from; t < to; t++) {
            rng.seek(t, 0);
            for (int i = 0; i < phi.length; i++) {
                g[i] = phi[i] - 1 / phi[i] + 0.1 * rng.nextGaussian();
            }
            rule.step(t, g, phi, state);
        }
    }

    @ParameterizedTest
    @EnumSource(Adam.Variant.class)
    void momentsInArraysOfTheirOwnGiveTheSameBits(Adam.Variant variant) {
        MomentOptimizer rule = new Adam(Schedule.constant(0.01), 0.9, 0.999, 1e-8, variant);
        RandomStream rng = RandomStream.of(7);
        int n = 103;
        double[] phi = new double[n];
        double[] byMoments = new double[n];
        double[] state = new double[rule.stateSize(n)];
        rule.init(phi, state);
        double[][] moments = new double[rule.moments()][n];
        double[] numbers = Arrays.copyOfRange(state, rule.moments() * n, state.length);
        double[] inRanges = new double[n];
        double[][] momentsInRanges = new double[rule.moments()][n];
        double[] numbersInRanges = numbers.clone();
        double[] g = new double[n];
        for (int t = 0; t < 50; t++) {
            rng.fillGaussian(g, 0, n);
            // A gradient that is large at first tells the largest second moment from the last one.
            g[0] *= t == 0 ? 100 : 1;
            rule.step(t, g.clone(), phi, state);
            rule.step(t, g.clone(), byMoments, moments, numbers);
            rule.begin(t, numbersInRanges);
            for (int from : new int[] {60, 0, 13}) {
                rule.move(t, from, from == 60 ? n : from == 0 ? 13 : 60, g, inRanges, momentsInRanges, numbersInRanges);
            }
        }
        assertArrayEquals(phi, inRanges);
        assertArrayEquals(numbers, numbersInRanges);
        assertArrayEquals(phi, byMoments);
        for (int i = 0; i < moments.length; i++) {
            assertArrayEquals(Arrays.copyOfRange(state, i * n, (i + 1) * n), moments[i]);
        }
        assertArrayEquals(Arrays.copyOfRange(state, moments.length * n, state.length), numbers);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aWalkThatIsTakenUpAgainIsTheSameBitForBit(Optimizer rule) {
        RandomStream rng = RandomStream.of(4);
        double[] start = {2, 3, 1.5};
        int size = rule.stateSize(3);
        double[] phi = start.clone();
        double[] state = new double[size];
        rule.init(phi, state);
        walk(rule, 0, 117, phi, state, new double[3], rng);
        double[] half = start.clone();
        // Longer than needed and dirty: only the first entries belong to the rule, and init writes all of them.
        double[] halfState = new double[size + 2];
        Arrays.fill(halfState, 77);
        rule.init(half, halfState);
        walk(rule, 0, 61, half, halfState, new double[3], rng);
        double[] later = half.clone();
        double[] laterState = halfState.clone();
        rule.init(half, halfState);
        walk(rule, 61, 117, later, laterState, new double[3], rng);
        assertArrayEquals(phi, later);
        assertArrayEquals(state, Arrays.copyOf(laterState, size));
        assertEquals(77, laterState[size]);
        assertTrue(!Arrays.equals(start, phi));
        if (rule instanceof AveragingOptimizer averaging) {
            double[] a = new double[3];
            double[] b = new double[3];
            averaging.average(phi, state, a);
            averaging.average(later, laterState, b);
            assertArrayEquals(a, b);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aStepAllocatesNothing(Optimizer rule) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        RandomStream rng = RandomStream.of(4);
        double[] phi = {2, 3, 1.5};
        double[] state = new double[rule.stateSize(3)];
        double[] g = new double[3];
        rule.init(phi, state);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long start = bean.getThreadAllocatedBytes(id);
            walk(rule, 0, 300, phi, state, g, rng);
            long middle = bean.getThreadAllocatedBytes(id);
            walk(rule, 0, 1300, phi, state, g, rng);
            long end = bean.getThreadAllocatedBytes(id);
            least = Math.min(least, Math.abs((end - middle) - (middle - start)));
        }
        assertTrue(least < 1000, rule + " allocates " + least / 1000.0 + " bytes a step");
    }
}
