package io.divergence.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.GradientDescent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for a rate, on KL between two normals in (mu, sigma): p = N(1, 2^2), q from N(-20, 5^2). */
class StepSizeSearchTest {
    private static final Normal P = Normal.of(1, 2);
    private static final double[] START = {-20, 5};

    private static Fit fit(GradientEstimator estimator) {
        return Fit.of(P, GaussianFamily.meanSigma(), Divergences.reverseKl()).with(estimator).withSeed(12);
    }

    private static StepSizeSearch descend(double noise, long steps, double... rates) {
        return StepSizeSearch.run(fit(new NoisyKl(noise)), GradientDescent::of, START, steps, rates);
    }

    /** Descent is stable below 4; of the stable ones the largest is best in few steps. */
    @Test
    void aGoodRateIsFoundAndRatesThatDivergeAreSurvived() {
        for (double noise : new double[] {0, 0.02}) {
            StepSizeSearch search = descend(noise, 40, StepSizeSearch.grid(1000, 0.1, 8));
            StepSizeSearch.Trial best = search.best().orElseThrow();
            assertEquals(1, best.rate(), 1e-12, search.toString());
            assertTrue(search.improves());
            assertInstanceOf(Termination.Diverged.class, search.trials().get(0).result().termination());
            assertFalse(search.trials().get(0).isGood());
            assertTrue(search.toString().contains("failed"), search.toString());
            for (StepSizeSearch.Trial trial : search.trials()) {
                if (trial.isGood()) {
                    double exact = NoisyKl.value(P, trial.result().phi());
                    assertEquals(exact, trial.value(), 5 * trial.valueError() + 1e-12, "rate " + trial.rate());
                    assertEquals(noise / 10, trial.valueError(), 0.3 * noise / 10);
                    assertEquals(trial.value() - best.value(), trial.excess(), 1e-12);
                }
            }
        }
    }

    /** The noise of a single value is a hundred times the difference; common noise tells the rates apart all the same. */
    @Test
    void ratesAreComparedWithTheSameNoise() {
        StepSizeSearch search = descend(1, 40, 0.5, 0.4);
        StepSizeSearch.Trial worse = search.trials().get(search.best().orElseThrow().rate() == 0.5 ? 1 : 0);
        double exact = NoisyKl.value(P, worse.result().phi()) - NoisyKl.value(P, search.best().orElseThrow().result().phi());
        assertTrue(exact > 0, search.toString());
        assertEquals(exact, worse.excess(), 1e-10);
        assertTrue(worse.excessError() < 1e-10 && worse.valueError() > 0.05, search.toString());
    }

    /** A search that stops at the first rate that is worse than the one before would end at 1.9 here. */
    @Test
    void theFirstThatIsWorseThanTheOneBeforeIsNotTheEnd() {
        double[] rates = {1.9, 0.9, 0.02, 0.005};
        // A rule that makes of the rates what it likes: the first two get somewhere and nowhere.
        StepSizeSearch search = StepSizeSearch.run(fit(new NoisyKl(0)),
                rate -> GradientDescent.of(rate == 1.9 ? 0.01 : rate == 0.9 ? 1e-6 : 1), START, 40, rates);
        assertTrue(search.trials().get(0).value() < search.trials().get(1).value());
        assertEquals(0.02, search.best().orElseThrow().rate());
    }

    @Test
    void ifAllFailThereIsNoBest() {
        StepSizeSearch search = descend(0, 40, 1e5, 1e6);
        assertTrue(search.best().isEmpty());
        assertFalse(search.improves());
        assertTrue(search.start().isGood());
        assertEquals(NoisyKl.value(P, START), search.start().value(), 1e-12);
        assertTrue(search.toString().endsWith("start"), search.toString());
    }

    @Test
    void atTheOptimumNothingImproves() {
        for (double noise : new double[] {0, 0.1}) {
            StepSizeSearch search = StepSizeSearch.run(fit(new NoisyKl(noise)), GradientDescent::of, new double[] {1, 2}, 20, 0.1, 0.01);
            assertFalse(search.improves(), search.toString());
        }
    }

    /** Whatever the target throws where a rate has led to is that rate's failure. */
    @Test
    void aTargetThatThrowsFailsTheRateOnly() {
        GradientEstimator throwing = (problem, execution) -> {
            var inner = new NoisyKl(0.01).bind(problem, execution);
            return new io.divergence.estimate.Objective() {
                @Override
                public int parameterCount() {
                    return 2;
                }

                @Override
                public boolean isStochastic() {
                    return true;
                }

                @Override
                public void evaluate(long step, double[] phi, io.divergence.estimate.GradientEstimate out) {
                    if (phi[0] > 0 && step > 40) {
                        throw new IllegalStateException("no further");
                    }
                    inner.evaluate(step, phi, out);
                }
            };
        };
        StepSizeSearch search = StepSizeSearch.run(fit(throwing), GradientDescent::of, START, 40, 1, 0.01);
        assertFalse(search.trials().get(0).isGood());
        assertTrue(search.toString().contains("the value at its end is not finite"), search.toString());
        assertEquals(0.01, search.best().orElseThrow().rate());
    }

    @Test
    void anAverageIsJudgedIfThereIsOne() {
        StepSizeSearch search = StepSizeSearch.run(fit(new NoisyKl(0)), rate -> Averaged.of(GradientDescent.of(rate), 0), START, 40, 0.5);
        StepSizeSearch.Trial best = search.best().orElseThrow();
        assertEquals(NoisyKl.value(P, best.result().averagedPhi().orElseThrow()), best.value(), 1e-12);
        assertTrue(best.value() > NoisyKl.value(P, best.result().phi()));
    }

    @Test
    void nobodyLooksOnAndTheFitIsAsBefore(@TempDir Path folder) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Path file = folder.resolve("checkpoint");
        Fit fit = fit(new NoisyKl(0.1)).with((FitListener) step -> calls.incrementAndGet() < 0).withCheckpoints(file, 1)
                .withTraceEvery(1);
        StepSizeSearch a = StepSizeSearch.run(fit, r -> Adam.withDefaults().withRate(r), START, 30, 1, 0.1);
        assertEquals(0, calls.get());
        assertFalse(Files.exists(file));
        assertEquals(0, a.trials().get(0).result().trace().size());
        assertEquals(30, a.trials().get(0).result().steps());
        StepSizeSearch b = StepSizeSearch.run(fit, r -> Adam.withDefaults().withRate(r), START, 30, 0.1, 1);
        assertEquals(a.toString(), b.toString(), "the order of the rates does not matter, and the same seed gives the same");
        assertArrayEquals(new double[] {-20, 5}, START);
    }

    @Test
    void gridsAreGeometric() {
        assertArrayEquals(new double[] {100, 10, 1, 0.1, 0.01}, StepSizeSearch.grid(100, 0.1, 5), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.grid(0, 0.1, 5));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.grid(1, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.grid(1, Double.NaN, 5));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.grid(1, 0.1, 0));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.grid(1, 1e-200, 5), "a rate of zero");
    }

    @Test
    void badArgumentsAreRefused() {
        for (double[] bad : List.of(new double[0], new double[] {1, 0}, new double[] {-1}, new double[] {Double.NaN},
                new double[] {1, Double.POSITIVE_INFINITY}, new double[] {0.1, 1, 0.1})) {
            String message = assertThrows(IllegalArgumentException.class, () -> descend(0, 10, bad)).getMessage();
            assertTrue(message.startsWith("rate"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> descend(0, 0, 1));
        Fit fit = fit(new NoisyKl(0));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.run(fit, rate -> null, START, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.run(fit, null, START, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.run(null, GradientDescent::of, START, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> StepSizeSearch.run(fit, GradientDescent::of, new double[] {0, -1}, 10, 1));
    }
}
