package io.divergence.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Normal;
import io.divergence.family.FisherGeometry;
import io.divergence.family.GaussianFamily;
import io.divergence.family.ParameterLayout;
import io.divergence.family.ReparameterizedFamily;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Good families pass in FamilyContractTest; here each way of being wrong is found and named. */
class FamilyCheckTest {

    /** The normal distributions by (mu, sigma), of which one part is changed. */
    private static class Changed implements ReparameterizedFamily, FisherGeometry {
        private final GaussianFamily base = GaussianFamily.meanSigma();

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public ParameterLayout layout() {
            return base.layout();
        }

        @Override
        public Distribution at(double[] phi) {
            return base.at(phi);
        }

        @Override
        public int noiseDimension() {
            return 1;
        }

        @Override
        public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
            base.sampleNoise(rng, noise, from, to);
        }

        @Override
        public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
            base.transform(phi, noise, z, from, to);
        }

        @Override
        public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
            base.sample(phi, rng, z, from, to);
        }

        @Override
        public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
            base.logDensity(phi, z, from, to, out);
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            base.logDensityGradient(phi, z, from, to, out);
        }

        @Override
        public void score(double[] phi, double[] z, int row, double[] out) {
            base.score(phi, z, row, out);
        }

        @Override
        public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
            base.pullback(phi, noise, z, row, c, out);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            base.fisher(phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            base.applyInverseFisher(phi, g, out);
        }
    }

    private static void found(Changed family, List<String> checks, String... words) {
        CheckReport report = FamilyCheck.of(family).at(0.7, 1.3).at(-2, 0.4).run();
        assertEquals(checks, report.rows().stream().filter(r -> !r.findings().isEmpty()).map(CheckReport.Row::check).toList(),
                report.toString());
        for (String word : words) {
            assertTrue(report.findings().stream().anyMatch(text -> text.contains(word)), word + " in\n" + report);
        }
    }

    @Test
    void theUnchangedFamilyIsGood() {
        found(new Changed(), List.of());
    }

    /** Without - log sigma score and log density agree, and only draws and the integral show it. */
    @Test
    void aMissingEntropyTermIsFound() {
        found(new Changed() {
            @Override
            public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
                super.logDensity(phi, z, from, to, out);
                for (int k = from; k < to; k++) {
                    out[k] += Math.log(phi[1]);
                }
            }

            @Override
            public void score(double[] phi, double[] z, int row, double[] out) {
                super.score(phi, z, row, out);
                out[1] += 1 / phi[1];
            }
        }, List.of("distribution", "draws", "transformed noise", "normalised", "Fisher information"),
                "draws: E[d log q/d sigma] must be 0", "at(phi) must have the family's log density");
    }

    @Test
    void aMissingConstantIsFound() {
        found(new Changed() {
            @Override
            public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
                super.logDensity(phi, z, from, to, out);
                for (int k = from; k < to; k++) {
                    out[k] += Normal.HALF_LOG_TWO_PI;
                }
            }
        }, List.of("distribution", "normalised"), "q must integrate to 1; phi = [0.7, 1.3]: 2.50662");
    }

    @Test
    void aWrongPullbackIsFound() {
        found(new Changed() {
            @Override
            public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
                super.pullback(phi, noise, z, row, c, out);
                out[1] *= phi[1];
            }
        }, List.of("pullback"), "dz/d sigma, coordinate 0, at noise = [");
        found(new Changed() {
            @Override
            public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
                super.pullback(phi, noise, z, row, c, out);
                out[0] = -out[0];
            }
        }, List.of("pullback"), "dz/d mu");
    }

    @Test
    void aWrongScoreIsFound() {
        found(new Changed() {
            @Override
            public void score(double[] phi, double[] z, int row, double[] out) {
                super.score(phi, z, row, out);
                out[1] *= 2;
            }
        }, List.of("score", "Fisher information"), "d log q/d sigma at z = [", "entry (sigma, sigma)");
        found(new Changed() {
            @Override
            public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
                super.logDensityGradient(phi, z, from, to, out);
                for (int k = from; k < to; k++) {
                    out[k] = -out[k];
                }
            }
        }, List.of("gradient by z"), "d log q/dz, coordinate 0");
    }

    @Test
    void drawsFromAnotherDistributionAreFound() {
        found(new Changed() {
            @Override
            public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
                super.sample(phi, rng, z, from, to);
                for (int k = from; k < to; k++) {
                    z[k] += 0.1 * phi[1];
                }
            }
        }, List.of("draws", "Fisher information"), "draws: E[d log q/d mu] must be 0", "draws: E[q'/q] must be 1");
        found(new Changed() {
            @Override
            public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
                for (int k = from; k < to; k++) {
                    noise[k] = 1.1 * rng.nextGaussian();
                }
            }
        }, List.of("transformed noise"), "transformed noise: E[d log q/d sigma]");
        found(new Changed() {
            private int calls;

            @Override
            public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
                super.sample(phi, rng, z, from, to);
                z[from] += 1e-9 * calls++;
            }
        }, List.of("rows"), "two draws from the same state");
    }

    @Test
    void aWrongFisherInformationIsFound() {
        found(new Changed() {
            @Override
            public void fisher(double[] phi, double[] out) {
                super.fisher(phi, out);
                out[3] *= 1.2;
            }
        }, List.of("Fisher information", "inverse Fisher information"), "entry (sigma, sigma) at phi = [0.7, 1.3]",
                "F^-1 F g must be g; entry sigma");
        found(new Changed() {
            @Override
            public void applyInverseFisher(double[] phi, double[] g, double[] out) {
                super.applyInverseFisher(phi, g, out);
                out[0] *= 1.001;
            }
        }, List.of("inverse Fisher information"), "entry mu");
    }

    @Test
    void aDistributionOrADomainThatDoesNotFitIsFound() {
        found(new Changed() {
            @Override
            public Distribution at(double[] phi) {
                layout().check(phi);
                return Normal.ofVariance(phi[0], phi[1]);
            }
        }, List.of("distribution"), "at(phi) must have the family's log density at z = [");
        found(new Changed() {
            @Override
            public boolean isValid(double[] phi) {
                return layout().firstOutside(phi) < 0;
            }
        }, List.of("domain"), "isValid must answer false, and threw", "a phi of length 1 instead of 2");
        found(new Changed() {
            @Override
            public boolean isValid(double[] phi) {
                return phi != null && phi.length == 2;
            }
        }, List.of("domain"), "isValid takes mu = NaN");
        found(new Changed() {
            @Override
            public boolean isValidIfFinite(double[] phi) {
                return true;
            }
        }, List.of("domain"), "isValidIfFinite must say what isValid says, and takes");
    }

    @Test
    void refusesWhatDoesNotFit() {
        FamilyCheck check = FamilyCheck.of(GaussianFamily.meanSigma());
        assertThrows(IllegalArgumentException.class, check::run);
        assertThrows(IllegalArgumentException.class, () -> check.at(1));
        assertThrows(IllegalArgumentException.class, () -> check.withSamples(3));
        assertThrows(IllegalArgumentException.class, () -> check.withPoints(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> FamilyCheck.of(null));
        assertTrue(!check.at(0, -1).run().isGood(), "a phi outside the domain is a finding");
    }
}
