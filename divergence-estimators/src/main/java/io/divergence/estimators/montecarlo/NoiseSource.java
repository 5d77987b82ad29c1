package io.divergence.estimators.montecarlo;

import io.divergence.family.ReparameterizedFamily;
import io.divergence.random.RandomStream;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.special.Erf;

/**
 * Writes the noise of all points of a step, where it is not drawn block by block. Owns its scratch space; one caller.
 */
final class NoiseSource {
    private static final double UNIT = 0x1p-52;
    private static final double SQRT2 = Math.sqrt(2);

    private final Points points;
    private final ReparameterizedFamily family;
    private final int samples;
    private final int m;
    private final double[] moments;
    /** Sobol points as integers of 52 bits. */
    private final long[] sobol;

    NoiseSource(Points points, ReparameterizedFamily family, int samples) {
        this.points = points;
        this.family = family;
        this.samples = samples;
        m = family.noiseDimension();
        moments = points == Points.MATCHED ? new double[m * m] : null;
        sobol = points == Points.SOBOL ? sobol() : null;
    }

    private long[] sobol() {
        SobolSequenceGenerator generator = new SobolSequenceGenerator(m);
        long[] all = new long[samples * m];
        for (int k = 0; k < samples; k++) {
            double[] x = generator.nextVector();
            for (int i = 0; i < m; i++) {
                all[k * m + i] = (long) (x[i] / UNIT);
            }
        }
        return all;
    }

    /** Writes K rows of noise. */
    void fill(RandomStream rng, double[] noise) {
        if (points == Points.SOBOL) {
            for (int i = 0; i < m; i++) {
                long shift = rng.nextLong() >>> 12;
                for (int k = 0; k < samples; k++) {
                    double u = ((sobol[k * m + i] ^ shift) + 0.5) * UNIT;
                    noise[k * m + i] = SQRT2 * Erf.erfInv(2 * u - 1);
                }
            }
            return;
        }
        int half = samples / 2;
        family.sampleNoise(rng, noise, 0, half);
        for (int i = 0; i < half * m; i++) {
            noise[half * m + i] = -noise[i];
        }
        if (points == Points.MATCHED) {
            match(noise);
        }
    }

    /** E &lt;- E K^-T with E^T E/N = K K^T. */
    private void match(double[] e) {
        int half = samples / 2;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < half; k++) {
                    sum += e[k * m + i] * e[k * m + j];
                }
                sum /= half;
                for (int k = 0; k < j; k++) {
                    sum -= moments[i * m + k] * moments[j * m + k];
                }
                moments[i * m + j] = i == j ? Math.sqrt(sum) : sum / moments[j * m + j];
            }
        }
        for (int k = 0; k < samples; k++) {
            for (int i = 0; i < m; i++) {
                double sum = e[k * m + i];
                for (int j = 0; j < i; j++) {
                    sum -= moments[i * m + j] * e[k * m + j];
                }
                e[k * m + i] = sum / moments[i * m + i];
            }
        }
    }
}
