package io.divergence.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.random.RandomStream;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LogDensitiesTest {
    private static final Normal NORMAL = Normal.of(0.7, 1.3);
    private static final List<UnaryOperator<LogDensity>> WRAPPERS = List.of(
            t -> LogDensities.withLogNormalizer(t, 0.5),
            t -> LogDensities.withSupport(t, Support.reals(1)),
            t -> LogDensities.withFeatures(t, new Feature(0.7, 1.3)),
            t -> LogDensities.withShape(t, Tail.unknown(), Tail.none(), new Feature(0.7, 1.3)),
            LogDensities::finiteDifferences);

    /** A log density that can be sampled and nothing else. */
    private static final class Simulator implements LogDensity, SampleSource {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                out[k] = -0.5 * (z[2 * k] * z[2 * k] + z[2 * k + 1] * z[2 * k + 1]);
            }
        }

        @Override
        public void sample(RandomGenerator rng, double[] z, int from, int to) {
            for (int i = 2 * from; i < 2 * to; i++) {
                z[i] = rng.nextGaussian();
            }
        }
    }

    @Test
    void noWrapperLosesACapability() {
        for (UnaryOperator<LogDensity> wrapper : WRAPPERS) {
            LogDensity wrapped = wrapper.apply(NORMAL);
            for (LogDensity t : List.of(wrapped, wrapped.boundCopy(), wrapper.apply(wrapped))) {
                DifferentiableLogDensity gradient = assertInstanceOf(DifferentiableLogDensity.class, t);
                double[] slope = new double[1];
                gradient.logDensityAndGradient(new double[] {2}, 0, 1, new double[1], slope);
                assertEquals(NORMAL.logDensityDerivative(2), slope[0], 1e-8);
                Moments moments = assertInstanceOf(Moments.class, t);
                assertEquals(NORMAL.mean(), moments.mean());
                assertEquals(NORMAL.variance(), moments.variance());
                double[] drawn = new double[1];
                double[] own = new double[1];
                assertInstanceOf(SampleSource.class, t).sample(RandomStream.of(3), drawn, 0, 1);
                NORMAL.sample(RandomStream.of(3), own, 0, 1);
                assertArrayEquals(own, drawn);
                assertEquals(NORMAL.features(), assertInstanceOf(UnivariateShape.class, t).features());
            }
        }
    }

    @Test
    void finiteDifferencesKeepTheTails() {
        UnivariateShape shape = (UnivariateShape) LogDensities.finiteDifferences(NORMAL);
        assertEquals(Tail.Kind.KNOWN, shape.lowerTail().kind());
        assertEquals(NORMAL.upperTail().terms(), shape.upperTail().terms());
    }

    @Test
    void noWrapperInventsACapability() {
        LogDensity plain = LogDensities.univariate(x -> -x * x);
        for (UnaryOperator<LogDensity> wrapper : WRAPPERS) {
            LogDensity t = wrapper.apply(plain);
            assertFalse(t instanceof SampleSource);
            assertFalse(t instanceof Moments);
        }
        assertFalse(LogDensities.withLogNormalizer(plain, 1) instanceof DifferentiableLogDensity);
        assertFalse(LogDensities.withLogNormalizer(plain, 1) instanceof UnivariateShape);
        LogDensity simulator = LogDensities.withLogNormalizer(new Simulator(), Math.log(2 * Math.PI));
        assertInstanceOf(SampleSource.class, simulator);
        assertFalse(simulator instanceof Moments || simulator instanceof DifferentiableLogDensity);
        assertEquals(2, simulator.dimension());
    }

    /** Every one of the sixteen sets says exactly what it should. */
    @Test
    void everySetOfCapabilitiesIsInItsPlace() {
        for (int set = 0; set < 16; set++) {
            LogDensity base = (set & 1) != 0 ? LogDensities.univariate(x -> -x, x -> -1) : LogDensities.univariate(x -> -x);
            Knowledge knowledge = new Knowledge(Support.interval(0, 1), base.logNormalizer(), (set & 2) != 0 ? NORMAL : null,
                    (set & 4) != 0 ? NORMAL : null, (set & 8) != 0 ? NORMAL : null);
            for (LogDensity t : List.of(Informed.of(base, knowledge), Informed.of(base, knowledge).boundCopy())) {
                assertEquals((set & 1) != 0, t instanceof DifferentiableLogDensity, t.toString());
                assertEquals((set & 2) != 0, t instanceof UnivariateShape, t.toString());
                assertEquals((set & 4) != 0, t instanceof SampleSource, t.toString());
                assertEquals((set & 8) != 0, t instanceof Moments, t.toString());
                assertEquals(1, t.support().upper(0));
            }
        }
    }

    @Test
    void knowledgeIsAdded() {
        LogDensity t = LogDensities.withSupport(LogDensities.withLogNormalizer(
                LogDensities.univariate(x -> x < 0 ? Double.NEGATIVE_INFINITY : -x), 0), Support.interval(0, Double.POSITIVE_INFINITY));
        assertEquals(0, t.logNormalizer().orElseThrow());
        assertEquals(0, t.support().lower(0));
        assertEquals(Support.Kind.BOX, LogDensities.finiteDifferences(t).support().kind());
        assertEquals(0, LogDensities.finiteDifferences(t).logNormalizer().orElseThrow());
    }

    @Test
    void eachWorkerHasScratchOfItsOwn() {
        LogDensity t = LogDensities.withLogNormalizer(LogDensities.of(2, x -> -x[0] * x[0] - x[1]), 0);
        assertNotSame(t.boundCopy(), t.boundCopy());
        double[] out = new double[3];
        t.boundCopy().logDensity(new double[] {1, 2, 3, 4, 5, 6}, 1, 3, out);
        assertArrayEquals(new double[] {0, -13, -31}, out);
        double[] gradient = new double[6];
        LogDensities.finiteDifferences(t).boundCopy()
                .logDensityAndGradient(new double[] {1, 2, 3, 4, 5, 6}, 1, 3, out, gradient);
        assertArrayEquals(new double[] {0, 0, -6, -1, -10, -1}, gradient, 1e-8);
    }

    /** Checkpoints compare texts, which must be the same in another run. */
    @Test
    void textsHoldNoHash() {
        assertFalse(LogDensities.withLogNormalizer(LogDensities.univariate(x -> -x * x), 1).toString().contains("@"));
        assertFalse(LogDensities.finiteDifferences(new Simulator()).toString().contains("@"));
        assertTrue(LogDensities.withLogNormalizer(NORMAL, 0).toString().contains("Normal(mean=0.7"));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> LogDensities.of(0, x -> 0));
        assertThrows(IllegalArgumentException.class, () -> LogDensities.finiteDifferences(null));
        assertThrows(IllegalArgumentException.class, () -> LogDensities.withSupport(NORMAL, Support.reals(2)));
        assertThrows(IllegalArgumentException.class, () -> LogDensities.withLogNormalizer(NORMAL, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> LogDensities.withFeatures(new Simulator(), new Feature(0, 1)));
    }
}
