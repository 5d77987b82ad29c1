package io.divergence.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Normal;
import io.divergence.family.ParameterLayout;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.Support;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The check in more than one dimension, with more noise than coordinates. */
class PlanarFamilyCheckTest {
    private static final double[] PHI = {0.5, -1, 0.3};

    /**
     * z = (a + e0, b + c z0 + (e1 + e2)/sqrt 2): a normal pair by its means and a slope. What is wrong with it is a number
     * that should be one.
     */
    private static class Pair implements ReparameterizedFamily {
        private final double byNoise;
        private final double bySlope;

        Pair(double byNoise, double bySlope) {
            this.byNoise = byNoise;
            this.bySlope = bySlope;
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public int noiseDimension() {
            return 3;
        }

        @Override
        public ParameterLayout layout() {
            return ParameterLayout.of(ParameterLayout.Entry.real("a"), ParameterLayout.Entry.real("b"), ParameterLayout.Entry.real("c"));
        }

        @Override
        public Distribution at(double[] phi) {
            layout().check(phi);
            Pair family = this;
            double[] own = phi.clone();
            return new Distribution() {
                @Override
                public int dimension() {
                    return 2;
                }

                @Override
                public void logDensity(double[] z, int from, int to, double[] out) {
                    family.logDensity(own, z, from, to, out);
                }

                @Override
                public void sample(RandomGenerator rng, double[] z, int from, int to) {
                    family.sample(own, rng, z, from, to);
                }
            };
        }

        private static double second(double[] phi, double[] z, int k) {
            return z[2 * k + 1] - phi[1] - phi[2] * z[2 * k];
        }

        @Override
        public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                double e0 = z[2 * k] - phi[0];
                double e1 = second(phi, z, k);
                out[k] = -0.5 * (e0 * e0 + e1 * e1) - 2 * Normal.HALF_LOG_TWO_PI;
            }
        }

        @Override
        public void score(double[] phi, double[] z, int row, double[] out) {
            double e1 = second(phi, z, row);
            out[0] = z[2 * row] - phi[0];
            out[1] = e1;
            out[2] = e1 * z[2 * row];
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                double e1 = second(phi, z, k);
                out[2 * k] = phi[0] - z[2 * k] + bySlope * phi[2] * e1;
                out[2 * k + 1] = -e1;
            }
        }

        @Override
        public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
            for (int i = 3 * from; i < 3 * to; i++) {
                noise[i] = rng.nextGaussian();
            }
        }

        @Override
        public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
            for (int k = from; k < to; k++) {
                z[2 * k] = phi[0] + noise[3 * k];
                z[2 * k + 1] = phi[1] + phi[2] * z[2 * k] + (noise[3 * k + 1] + noise[3 * k + 2]) * Math.sqrt(0.5);
            }
        }

        @Override
        public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
            double c1 = c[2 * row + 1];
            out[0] = c[2 * row] + byNoise * phi[2] * c1;
            out[1] = c1;
            out[2] = c1 * z[2 * row];
        }
    }

    private static List<String> findings(VariationalFamily family) {
        CheckReport report = FamilyCheck.of(family).at(PHI).withSamples(5000).run();
        assertTrue(report.rows().stream().allMatch(row -> row.undecided() == 0), report.toString());
        return report.findings();
    }

    @Test
    void aGoodPairIsGood() {
        assertEquals(List.of(), findings(new Pair(1, 1)));
    }

    @Test
    void aPullbackWrongInOneCoordinateIsNamed() {
        List<String> findings = findings(new Pair(0, 1));
        assertTrue(findings.get(0).startsWith("pullback: dz/d a, coordinate 1, at noise = ["), findings.toString());
        assertTrue(findings.stream().noneMatch(text -> text.contains("coordinate 0")), findings.toString());
    }

    @Test
    void aGradientWrongInOneCoordinateIsNamed() {
        List<String> findings = findings(new Pair(1, 2));
        assertTrue(findings.get(0).startsWith("gradient by z: d log q/dz, coordinate 0, at z = ["), findings.toString());
    }

    @Test
    void aSupportThatDrawsLeaveIsNamed() {
        List<String> findings = findings(new Pair(1, 1) {
            @Override
            public Support support() {
                return Support.box(new double[] {-9, 0}, new double[] {9, 9});
            }
        });
        assertTrue(findings.get(0).startsWith("draws: a draw has -") && findings.get(0).contains("for coordinate 1, outside of support()"),
                findings.toString());
    }

    @Test
    void whatAFamilyCannotDoIsNotChecked() {
        Pair pair = new Pair(0, 2);
        VariationalFamily plain = new VariationalFamily() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public ParameterLayout layout() {
                return pair.layout();
            }

            @Override
            public Distribution at(double[] phi) {
                return pair.at(phi);
            }

            @Override
            public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
                pair.sample(phi, rng, z, from, to);
            }

            @Override
            public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
                pair.logDensity(phi, z, from, to, out);
            }

            @Override
            public void score(double[] phi, double[] z, int row, double[] out) {
                pair.score(phi, z, row, out);
            }
        };
        CheckReport report = FamilyCheck.of(plain).at(PHI).run();
        assertTrue(report.isGood(), report.toString());
        assertFalse(report.rows().stream().anyMatch(row -> row.check().equals("pullback") && row.comparisons() > 0));
    }
}
