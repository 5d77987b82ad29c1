package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.StudentT;
import io.divergence.math.Checks;
import io.divergence.family.ParameterLayout.Entry;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Independent coordinates z_i = mu_i + sigma_i e_i, e standard normal or Student-t: phi = (mu, log sigma), or (mu, sigma). With
 * psi = -d log rho/de the score is (psi_i/sigma_i, psi_i e_i - 1). Stateless; a {@link #boundCopy} owns scratch space.
 */
public final class MeanFieldFamily implements SymmetricNoiseFamily, FactorizedFamily, FisherGeometry {
    /** Above it the snapshot of a normal distribution is a product: a matrix would be too large. */
    private static final int LARGEST_MATRIX = 1000;

    private final int d;
    private final StandardNoise standard;
    private final boolean linear;
    private final ParameterLayout layout;
    /** Of a bound copy: a standardized row, then the slopes of its noise. */
    private final double[] scratch;
    /** Of a bound copy: the scales, and the entries of phi that they stand for. */
    private final double[] scales;
    private final double[] key;

    private MeanFieldFamily(int d, StandardNoise standard, boolean linear, double[] scratch) {
        this.d = d;
        this.standard = standard;
        this.linear = linear;
        this.scratch = scratch;
        scales = scratch == null ? null : new double[d];
        key = scratch == null ? null : new double[d];
        if (key != null) {
            Arrays.fill(key, Double.NaN);
        }
        layout = ParameterLayout.join(ParameterLayout.vector(Entry.real("mu"), d),
                ParameterLayout.vector(linear ? Entry.positive("sigma") : Entry.real("log sigma"), d));
    }

    /** Returns the normal distributions with a diagonal covariance in D dimensions, phi = (mu, log sigma). */
    public static MeanFieldFamily gaussian(int dimension) {
        return new MeanFieldFamily(Checks.atLeast("dimension", dimension, 1), new StandardNoise.Gaussian(), false, null);
    }

    /** Returns the products of Student-t distributions of fixed degrees of freedom, phi = (mu, log sigma). */
    public static MeanFieldFamily studentT(int dimension, double df) {
        return new MeanFieldFamily(Checks.atLeast("dimension", dimension, 1), new StandardNoise.IndependentT(Checks.positive("df", df)), false,
                null);
    }

    /** Returns this family with phi = (mu, sigma): the scales as they are, positive. */
    public MeanFieldFamily withLinearScale() {
        return new MeanFieldFamily(d, standard, true, null);
    }

    /** {@return whether phi has the scales as they are, not their logarithms} */
    public boolean hasLinearScale() {
        return linear;
    }

    /** Returns phi of these locations and scales. */
    public double[] parameters(double[] location, double[] scale) {
        Checks.allFinite("location", Checks.length("location", location, d));
        Checks.length("scale", scale, d);
        double[] phi = Arrays.copyOf(location, 2 * d);
        for (int i = 0; i < d; i++) {
            Checks.positive("scale[" + i + "]", scale[i]);
            phi[d + i] = linear ? scale[i] : Math.log(scale[i]);
        }
        return phi;
    }

    @Override
    public MeanFieldFamily boundCopy() {
        return new MeanFieldFamily(d, standard, linear, new double[2 * d]);
    }

    @Override
    public boolean hasGaussianNoise() {
        return standard instanceof StandardNoise.Gaussian;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    private double scale(double[] phi, int i) {
        if (linear || scales == null) {
            return linear ? phi[d + i] : Math.exp(phi[d + i]);
        }
        if (key[i] != phi[d + i]) {
            key[i] = phi[d + i];
            scales[i] = Math.exp(phi[d + i]);
        }
        return scales[i];
    }

    /** {@return whether phi lies in its domain, and the scales in the range of a double} */
    @Override
    public boolean isValid(double[] phi) {
        if (!SymmetricNoiseFamily.super.isValid(phi)) {
            return false;
        }
        for (int i = 0; i < d; i++) {
            // Between -700 and 700 a logarithm stands for a double.
            if (!linear && Math.abs(phi[d + i]) < 700) {
                continue;
            }
            double s = scale(phi, i);
            if (!(s > 0 && s <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Distribution at(double[] phi) {
        layout.check(phi);
        boolean gaussian = hasGaussianNoise();
        double[] scales = new double[d];
        Distribution[] factors = new Distribution[d];
        for (int i = 0; i < d; i++) {
            scales[i] = scale(phi, i);
            factors[i] = gaussian ? Normal.of(phi[i], scales[i])
                    : StudentT.of(((StandardNoise.IndependentT) standard).df(), phi[i], scales[i]);
        }
        return gaussian && d <= LARGEST_MATRIX ? MultivariateNormal.ofDiagonal(Arrays.copyOf(phi, d), scales)
                : ProductDistribution.of(factors);
    }

    @Override
    public int noiseDimension() {
        return d;
    }

    @Override
    public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
        standard.sample(rng, noise, d, from, to);
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        sampleNoise(rng, z, from, to);
        transform(phi, z, z, from, to);
    }

    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        for (int i = 0; i < d; i++) {
            double s = scale(phi, i);
            for (int k = from; k < to; k++) {
                z[k * d + i] = Math.fma(s, noise[k * d + i], phi[i]);
            }
        }
    }

    /** Writes e of a row to the first half of the scratch space, and psi to the second. */
    private double[] standardize(double[] phi, double[] z, int row) {
        double[] e = scratch == null ? new double[2 * d] : scratch;
        for (int i = 0; i < d; i++) {
            e[i] = (z[row * d + i] - phi[i]) / scale(phi, i);
        }
        return e;
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double logScales = logScales(phi);
        for (int k = from; k < to; k++) {
            out[k] = standard.logDensity(standardize(phi, z, k), 0, d) - logScales;
        }
    }

    @Override
    public int blocks() {
        return d;
    }

    @Override
    public int blockOfCoordinate(int i) {
        return i;
    }

    @Override
    public int blockOfParameter(int j) {
        return j < d ? j : j - d;
    }

    @Override
    public void logDensityOfBlocks(double[] phi, double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            double[] e = standardize(phi, z, k);
            for (int i = 0; i < d; i++) {
                out[k * d + i] = standard.logDensity(e, i, 1) - (linear ? Math.log(phi[d + i]) : phi[d + i]);
            }
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            double[] e = standardize(phi, z, k);
            standard.slope(e, d, e, d);
            for (int i = 0; i < d; i++) {
                out[k * d + i] = -e[d + i] / scale(phi, i);
            }
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        double[] e = standardize(phi, z, row);
        standard.slope(e, d, e, d);
        for (int i = 0; i < d; i++) {
            double s = scale(phi, i);
            double psi = e[d + i];
            out[i] = psi / s;
            out[d + i] = (psi * e[i] - 1) / (linear ? s : 1);
        }
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        for (int i = 0; i < d; i++) {
            double by = c[row * d + i];
            out[i] = by;
            out[d + i] = by * noise[row * d + i] * (linear ? 1 : scale(phi, i));
        }
    }

    /** One coordinate after the other, all rows at once. */
    @Override
    public void addPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] s) {
        int end = to * d;
        for (int i = 0; i < d; i++) {
            double byLocation = 0;
            double byScale = 0;
            for (int at = from * d + i; at < end; at += d) {
                byLocation += c[at];
                byScale += c[at] * noise[at];
            }
            out[i] += byLocation;
            out[d + i] += byScale * (linear ? 1 : scale(phi, i));
        }
    }

    @Override
    public void addScores(double[] phi, double[] z, int from, int to, double[] c, double[] out, double[] s) {
        if (!hasGaussianNoise()) {
            SymmetricNoiseFamily.super.addScores(phi, z, from, to, c, out, s);
            return;
        }
        for (int i = 0; i < d; i++) {
            double scale = scale(phi, i);
            double precision = 1 / scale;
            double byLocation = 0;
            double byScale = 0;
            for (int k = from; k < to; k++) {
                double e = (z[k * d + i] - phi[i]) * precision;
                byLocation += c[k] * e;
                byScale += c[k] * (e * e - 1);
            }
            out[i] += byLocation * precision;
            out[d + i] += byScale * (linear ? precision : 1);
        }
    }

    @Override
    public void logDensityOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] out) {
        double logScales = logScales(phi);
        for (int k = from; k < to; k++) {
            out[k] = standard.logDensity(noise, k * d, d) - logScales;
        }
    }

    private double logScales(double[] phi) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += linear ? Math.log(phi[d + i]) : phi[d + i];
        }
        return sum;
    }

    @Override
    public double entropy(double[] phi) {
        return standard.entropy(d) + logScales(phi);
    }

    @Override
    public void addEntropyGradient(double[] phi, double factor, double[] out) {
        for (int i = 0; i < d; i++) {
            out[d + i] += factor / (linear ? phi[d + i] : 1);
        }
    }

    /** The information of a location and of the logarithm of a scale, or of the scale. */
    private double information(double[] phi, int j) {
        int i = j < d ? j : j - d;
        double s = scale(phi, i);
        double own = j < d ? standard.locationFisher(d) : standard.scaleFisher(d);
        return j < d || linear ? own / s / s : own;
    }

    @Override
    public void fisher(double[] phi, double[] out) {
        Arrays.fill(out, 0, 4 * d * d, 0);
        for (int j = 0; j < 2 * d; j++) {
            out[j * 2 * d + j] = information(phi, j);
        }
    }

    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        for (int j = 0; j < 2 * d; j++) {
            out[j] = g[j] / information(phi, j);
        }
    }

    @Override
    public String toString() {
        return "MeanFieldFamily(" + standard.name() + ", D=" + d + (linear ? ", linear scale" : "") + ")";
    }
}
