package io.divergence.family;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.math.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Normal distributions with the covariance S = W W^T + diag(s)^2, W of D x r: z = mu + W u + s v with standard normal u and v.
 * phi = (mu, log s, W row by row). With G = S^-1 (z - mu) the score is (G, s_i^2 (G_i^2 - S^-1_ii), (G G^T - S^-1) W); S^-1 by
 * the r x r matrix C = I + W^T diag(s)^-2 W (Woodbury). Stateless; a {@link #boundCopy} owns scratch space, and prepares C once for
 * a phi.
 */
public final class LowRankGaussianFamily implements ReparameterizedFamily {
    private final int d;
    private final int rank;
    private final ParameterLayout layout;
    private final Prepared scratch;

    private LowRankGaussianFamily(int d, int rank, boolean bound) {
        this.d = d;
        this.rank = rank;
        layout = ParameterLayout.join(ParameterLayout.vector(Entry.real("mu"), d), ParameterLayout.vector(Entry.real("log s"), d),
                ParameterLayout.matrix(Entry.real("W"), d, rank));
        scratch = bound ? new Prepared() : null;
    }

    /**
     * Returns the family.
     *
     * @param dimension D
     * @param rank r, from 1 to D
     */
    public static LowRankGaussianFamily of(int dimension, int rank) {
        Checks.atLeast("dimension", dimension, 1);
        if (!(rank >= 1 && rank <= dimension)) {
            throw Checks.illegal("rank", rank, "must lie between 1 and the dimension " + dimension);
        }
        return new LowRankGaussianFamily(dimension, rank, false);
    }

    /** What follows from phi alone, and space for one point. */
    private final class Prepared {
        private final double[] key = new double[parameterCount()];
        private boolean isSet;
        /** s^-2. */
        private final double[] weights = new double[d];
        /** C, then its lower Cholesky factor. */
        private final double[] factor = new double[rank * rank];
        /** B = diag(s)^-2 W K^-T, so that S^-1 = diag(s)^-2 - B B^T. */
        private final double[] b = new double[d * rank];
        private double logDeterminant;
        private final double[] g = new double[d];
        private final double[] projected = new double[rank];

        Prepared at(double[] phi) {
            if (isSet && Arrays.equals(key, phi)) {
                return this;
            }
            System.arraycopy(phi, 0, key, 0, key.length);
            isSet = true;
            logDeterminant = 0;
            for (int i = 0; i < d; i++) {
                weights[i] = Math.exp(-2 * phi[d + i]);
                logDeterminant += phi[d + i];
            }
            for (int a = 0; a < rank; a++) {
                for (int c = 0; c <= a; c++) {
                    double sum = a == c ? 1 : 0;
                    for (int i = 0; i < d; i++) {
                        sum += weights[i] * phi[2 * d + i * rank + a] * phi[2 * d + i * rank + c];
                    }
                    factor[a * rank + c] = sum;
                }
            }
            factorize();
            for (int i = 0; i < d; i++) {
                for (int a = 0; a < rank; a++) {
                    double sum = weights[i] * phi[2 * d + i * rank + a];
                    for (int c = 0; c < a; c++) {
                        sum -= factor[a * rank + c] * b[i * rank + c];
                    }
                    b[i * rank + a] = sum / factor[a * rank + a];
                }
            }
            for (int a = 0; a < rank; a++) {
                logDeterminant += Math.log(factor[a * rank + a]);
            }
            return this;
        }

        /** Cholesky in place: C has no eigenvalue below 1, so that it cannot fail but by overflow. */
        private void factorize() {
            for (int i = 0; i < rank; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = factor[i * rank + j];
                    for (int k = 0; k < j; k++) {
                        sum -= factor[i * rank + k] * factor[j * rank + k];
                    }
                    factor[i * rank + j] = i == j ? Math.sqrt(sum) : sum / factor[j * rank + j];
                }
            }
        }

        /** Writes G = S^-1 (z - mu) to g and returns (z - mu)^T G. */
        double solve(double[] phi, double[] z, int row) {
            Arrays.fill(projected, 0);
            double square = 0;
            for (int i = 0; i < d; i++) {
                double x = z[row * d + i] - phi[i];
                square += weights[i] * x * x;
                for (int a = 0; a < rank; a++) {
                    projected[a] += b[i * rank + a] * x;
                }
            }
            for (int a = 0; a < rank; a++) {
                square -= projected[a] * projected[a];
            }
            for (int i = 0; i < d; i++) {
                double sum = weights[i] * (z[row * d + i] - phi[i]);
                for (int a = 0; a < rank; a++) {
                    sum -= b[i * rank + a] * projected[a];
                }
                g[i] = sum;
            }
            return square;
        }
    }

    private Prepared prepared(double[] phi) {
        return (scratch == null ? new Prepared() : scratch).at(phi);
    }

    @Override
    public LowRankGaussianFamily boundCopy() {
        return new LowRankGaussianFamily(d, rank, true);
    }

    /** Returns phi of a mean, standard deviations s and W, row-major D x r. */
    public double[] parameters(double[] mean, double[] s, double[] w) {
        Checks.allFinite("mean", Checks.length("mean", mean, d));
        Checks.length("s", s, d);
        Checks.allFinite("w", Checks.length("w", w, d * rank));
        double[] phi = Arrays.copyOf(mean, parameterCount());
        for (int i = 0; i < d; i++) {
            phi[d + i] = Math.log(Checks.positive("s[" + i + "]", s[i]));
        }
        System.arraycopy(w, 0, phi, 2 * d, w.length);
        return phi;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    /** {@return whether phi is finite, and the standard deviations and variances in the range of a double} */
    @Override
    public boolean isValid(double[] phi) {
        if (!ReparameterizedFamily.super.isValid(phi)) {
            return false;
        }
        for (int i = 0; i < d; i++) {
            double w = Math.exp(-2 * phi[d + i]);
            if (!(w > 0 && w <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public MultivariateNormal at(double[] phi) {
        layout.check(phi);
        double[] variances = new double[d];
        for (int i = 0; i < d; i++) {
            variances[i] = Math.exp(2 * phi[d + i]);
        }
        return MultivariateNormal.ofLowRank(Arrays.copyOf(phi, d), Arrays.copyOfRange(phi, 2 * d, phi.length), variances);
    }

    @Override
    public int noiseDimension() {
        return rank + d;
    }

    @Override
    public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
        for (int i = from * (rank + d); i < to * (rank + d); i++) {
            noise[i] = rng.nextGaussian();
        }
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        double[] u = scratch == null ? new double[rank] : scratch.projected;
        for (int k = from; k < to; k++) {
            for (int a = 0; a < rank; a++) {
                u[a] = rng.nextGaussian();
            }
            for (int i = 0; i < d; i++) {
                double sum = phi[i] + Math.exp(phi[d + i]) * rng.nextGaussian();
                for (int a = 0; a < rank; a++) {
                    sum += phi[2 * d + i * rank + a] * u[a];
                }
                z[k * d + i] = sum;
            }
        }
    }

    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            int at = k * (rank + d);
            for (int i = 0; i < d; i++) {
                double sum = phi[i] + Math.exp(phi[d + i]) * noise[at + rank + i];
                for (int a = 0; a < rank; a++) {
                    sum += phi[2 * d + i * rank + a] * noise[at + a];
                }
                z[k * d + i] = sum;
            }
        }
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        Prepared s = prepared(phi);
        for (int k = from; k < to; k++) {
            out[k] = -0.5 * s.solve(phi, z, k) - s.logDeterminant - d * StandardNoise.HALF_LOG_TWO_PI;
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        Prepared s = prepared(phi);
        for (int k = from; k < to; k++) {
            s.solve(phi, z, k);
            for (int i = 0; i < d; i++) {
                out[k * d + i] = -s.g[i];
            }
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        Prepared s = prepared(phi);
        s.solve(phi, z, row);
        double[] gw = s.projected;
        Arrays.fill(gw, 0);
        for (int i = 0; i < d; i++) {
            for (int a = 0; a < rank; a++) {
                gw[a] += s.g[i] * phi[2 * d + i * rank + a];
            }
        }
        for (int i = 0; i < d; i++) {
            double g = s.g[i];
            double diagonal = s.weights[i];
            for (int a = 0; a < rank; a++) {
                diagonal -= s.b[i * rank + a] * s.b[i * rank + a];
            }
            out[i] = g;
            out[d + i] = (g * g - diagonal) / s.weights[i];
            // S^-1 W = diag(s)^-2 W C^-1 = B K^-1, K K^T = C.
            for (int a = rank - 1; a >= 0; a--) {
                double sum = s.b[i * rank + a];
                for (int c = a + 1; c < rank; c++) {
                    sum -= s.factor[c * rank + a] * out[2 * d + i * rank + c];
                }
                out[2 * d + i * rank + a] = sum / s.factor[a * rank + a];
            }
            for (int a = 0; a < rank; a++) {
                out[2 * d + i * rank + a] = g * gw[a] - out[2 * d + i * rank + a];
            }
        }
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        int at = row * (rank + d);
        for (int i = 0; i < d; i++) {
            double by = c[row * d + i];
            out[i] = by;
            out[d + i] = by * Math.exp(phi[d + i]) * noise[at + rank + i];
            for (int a = 0; a < rank; a++) {
                out[2 * d + i * rank + a] = by * noise[at + a];
            }
        }
    }

    @Override
    public String toString() {
        return "LowRankGaussianFamily(D=" + d + ", rank=" + rank + ")";
    }
}
