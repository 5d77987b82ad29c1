package io.divergence.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TargetCheckTest {
    private static final double[] ORIGIN = {0, 0};

    /** A banana: log p = -x^2/2 - (y - x^2)^2/0.2. */
    private static double banana(double[] x) {
        double r = x[1] - x[0] * x[0];
        return -0.5 * x[0] * x[0] - 5 * r * r;
    }

    private static LogDensity banana(double factor) {
        return LogDensities.of(2, TargetCheckTest::banana, (x, g) -> {
            double r = x[1] - x[0] * x[0];
            g[0] = -x[0] + 20 * r * x[0];
            g[1] = -10 * r * factor;
        });
    }

    private static CheckReport run(LogDensity target) {
        return TargetCheck.of(target).around(new double[target.dimension()], 1.5, 30, 4).run();
    }

    private static void found(CheckReport report, String check, String... words) {
        assertEquals(List.of(check), report.rows().stream().filter(r -> !r.findings().isEmpty()).map(CheckReport.Row::check).toList(),
                report.toString());
        for (String word : words) {
            assertTrue(report.findings().stream().anyMatch(text -> text.contains(word)), word + " in\n" + report);
        }
    }

    @Test
    void goodTargetsAreGood() {
        List<LogDensity> targets = List.of(Normal.of(0.5, 1.2), StudentT.of(3, 0, 1),
                Mixture.ofNormals(new double[] {0.3, 0.7}, new double[] {-1, 1}, new double[] {0.2, 0.9}), banana(1),
                Uniform.of(-1, 2), LogDensities.of(2, TargetCheckTest::banana),
                LogDensities.univariate(x -> x < 0 ? Double.NEGATIVE_INFINITY : -x, x -> -1));
        for (LogDensity target : targets) {
            CheckReport report = run(target);
            assertTrue(report.isGood(), report.toString());
            assertTrue(report.measurements().get(0).value() > 0, "a time is measured");
        }
        CheckReport report = run(banana(1));
        assertEquals(0, report.rows().get(1).undecided(), report.toString());
        assertEquals(90, report.rows().get(1).comparisons());
        assertEquals(2, report.measurements().size());
    }

    @Test
    void aGradientWrongInOneCoordinateIsFoundAndNamed() {
        found(run(banana(2)), "gradient", "coordinate 1 of the gradient at [");
        found(run(banana(1.00001)), "gradient", "coordinate 1");
        found(run(banana(-1)), "gradient", "coordinate 1");
        found(run(banana(Double.NaN)), "gradient", "coordinate 1", "NaN instead of");
        assertFalse(run(banana(2)).toString().contains("coordinate 0"));
    }

    @Test
    void pointsOfOnesOwnAreChecked() {
        CheckReport report = TargetCheck.of(banana(2)).at(new double[] {1, 0}, new double[] {2, 4}).run();
        found(report, "gradient", "coordinate 1 of the gradient at [1.0, 0.0], by finite differences: 20.0 instead of 10.0");
        // At (2, 4) both slopes of the second coordinate are zero.
        assertEquals(1, report.findings().size());
        assertThrows(IllegalArgumentException.class, () -> TargetCheck.of(banana(1)).at(new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> TargetCheck.of(banana(1)).at(new double[] {1, Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> TargetCheck.of(banana(1)).run());
    }

    /** A sum of many large terms is allowed its rounding, and a wrong gradient is seen through it all the same. */
    @Test
    void noiseIsAllowedAndHidesNothing() {
        for (double factor : new double[] {1, 1.001}) {
            CheckReport report = run(LogDensities.univariate(x -> (1e9 - 0.5 * x * x) + 1e-7 * Math.sin(1e12 * x), x -> -factor * x));
            assertEquals(factor == 1, report.isGood(), report.toString());
        }
    }

    /** Scales of one in a million and of a million. */
    @Test
    void scalesDoNotMatter() {
        for (double scale : new double[] {1e-6, 1e6}) {
            for (double factor : new double[] {1, 2}) {
                LogDensity t = LogDensities.univariate(x -> -Math.log(Math.cosh(x / scale)), x -> -factor * Math.tanh(x / scale) / scale);
                for (TargetCheck check : List.of(TargetCheck.of(t).around(new double[1], scale, 20, 1),
                        TargetCheck.of(t).at(new double[] {0.7 * scale}, new double[] {-2 * scale}))) {
                    CheckReport report = check.run();
                    assertEquals(factor == 1, report.isGood(), report.toString());
                    assertEquals(0, report.rows().get(1).undecided(), report.toString());
                }
            }
        }
    }

    @Test
    void illegalValuesAreFound() {
        found(run(LogDensities.univariate(x -> x > 1 ? Double.NaN : -x * x)), "values", "the log density is NaN at [1.");
        found(run(LogDensities.univariate(x -> x > 100 ? Double.POSITIVE_INFINITY : -x * x)), "values",
                "the log density is Infinity at [1500.0]");
        found(run(LogDensities.univariate(x -> Double.NEGATIVE_INFINITY)), "values", "at every point");
        found(run(LogDensities.withSupport(Normal.standard(), Support.interval(0, 9))), "values", "outside the support [0.0, 9.0]");
    }

    @Test
    void rowsThatDependOnEachOtherAreFound() {
        LogDensity running = new OwnBlocks() {
            @Override
            public void logDensity(double[] z, int from, int to, double[] out) {
                double mean = Arrays.stream(z, from, to).average().orElse(0);
                for (int k = from; k < to; k++) {
                    out[k] = -(z[k] - mean) * (z[k] - mean);
                }
            }
        };
        found(run(running), "rows", "alone and in a block");
        LogDensity greedy = new OwnBlocks() {
            @Override
            public void logDensity(double[] z, int from, int to, double[] out) {
                for (int k = 0; k < to; k++) {
                    out[k] = -z[k] * z[k];
                }
            }
        };
        found(run(greedy), "rows", "row 0 was written");
        AtomicInteger calls = new AtomicInteger();
        assertFalse(run(LogDensities.univariate(x -> -x * x + 1e-9 * calls.incrementAndGet())).isGood());
    }

    @Test
    void sharedScratchIsFound() {
        AtomicReference<Double> scratch = new AtomicReference<>();
        LogDensity unsafe = LogDensities.univariate(x -> {
            scratch.set(x);
            // Long enough for another worker to come between.
            LockSupport.parkNanos(1000);
            return -scratch.get() * scratch.get();
        });
        found(run(unsafe), "workers", "not thread-safe");
    }

    @Test
    void whatTheTargetThrowsIsAFinding() {
        CheckReport report = run(LogDensities.univariate(x -> {
            throw new IllegalStateException("no data");
        }));
        assertTrue(report.findings().get(0).contains("values: threw java.lang.IllegalStateException: no data"), report.toString());
        assertTrue(report.measurements().isEmpty());
    }

    private abstract static class OwnBlocks implements LogDensity {
        @Override
        public int dimension() {
            return 1;
        }
    }
}
