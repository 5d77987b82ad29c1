package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.math.ArrayMath;
import io.divergence.math.Checks;
import io.divergence.math.RowMatrix;
import io.divergence.math.Triangular;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * z = mu + L e with a lower triangular L of positive diagonal, e standard normal or multivariate Student-t: all normal, or Student-t,
 * distributions of full rank. phi = (mu, log L_ii, L_ij below the diagonal row by row), or with the diagonal as it is. With
 * psi = -d log rho/de and g = L^-T psi the score is (g, L_ii g_i e_i - 1, g_i e_j).
 *
 * <p>The Fisher information is diagonal in dL = L M, M lower triangular, for normals: 1 below the diagonal of M and 2 on it; so that
 * its inverse costs D^3. Stateless; a {@link #boundCopy} owns scratch space.
 */
public final class FullRankFamily implements SymmetricNoiseFamily, FisherGeometry {
    private final int d;
    private final StandardNoise standard;
    private final boolean linear;
    private final ParameterLayout layout;
    private final FullRankScratch scratch;

    /** Below this dimension passes over the gradient cost less than what spares them. */
    private static final int SHORT = 32;

    private FullRankFamily(int d, StandardNoise standard, boolean linear, FullRankScratch scratch) {
        this.d = d;
        this.standard = standard;
        this.linear = linear;
        this.scratch = scratch;
        layout = ParameterLayout.join(ParameterLayout.vector(Entry.real("mu"), d),
                ParameterLayout.vector(linear ? Entry.positive("L diagonal") : Entry.real("log L diagonal"), d),
                ParameterLayout.belowDiagonal(Entry.real("L"), d));
    }

    /** Returns all normal distributions in D dimensions, by the logarithm of the diagonal of the Cholesky factor. */
    public static FullRankFamily gaussian(int dimension) {
        return new FullRankFamily(Checks.atLeast("dimension", dimension, 1), new StandardNoise.Gaussian(), false, null);
    }

    /** Returns all multivariate Student-t distributions of fixed degrees of freedom. */
    public static FullRankFamily studentT(int dimension, double df) {
        Checks.atLeast("dimension", dimension, 1);
        return new FullRankFamily(dimension, new StandardNoise.JointT(Checks.positive("df", df), dimension), false, null);
    }

    /** Returns this family with the diagonal of L as it is, positive. */
    public FullRankFamily withLinearScale() {
        return new FullRankFamily(d, standard, true, null);
    }

    /** {@return whether phi has the diagonal of L as it is, not its logarithm} */
    public boolean hasLinearScale() {
        return linear;
    }

    /**
     * Returns phi of a location and a lower Cholesky factor.
     *
     * @param factor row-major D x D, positive on the diagonal and 0 above it
     */
    public double[] parameters(double[] location, double[] factor) {
        Checks.allFinite("location", Checks.length("location", location, d));
        Checks.allFinite("factor", Checks.length("factor", factor, d * d));
        double[] phi = Arrays.copyOf(location, parameterCount());
        for (int i = 0; i < d; i++) {
            double diagonal = Checks.positive("factor[" + i + "][" + i + "]", factor[i * d + i]);
            phi[d + i] = linear ? diagonal : Math.log(diagonal);
            for (int j = 0; j < i; j++) {
                phi[below(i) + j] = factor[i * d + j];
            }
            for (int j = i + 1; j < d; j++) {
                if (factor[i * d + j] != 0) {
                    throw Checks.illegal("factor[" + i + "][" + j + "]", factor[i * d + j], "must be 0 above the diagonal");
                }
            }
        }
        return phi;
    }

    /** {@return the lower factor L of phi, row-major D x D} */
    public double[] factor(double[] phi) {
        Checks.length("phi", phi, parameterCount());
        double[] factor = new double[d * d];
        factor(phi, factor);
        return factor;
    }

    /** Writes what is on the diagonal of L and below it. */
    void factor(double[] phi, double[] out) {
        for (int i = 0; i < d; i++) {
            out[i * d + i] = linear ? phi[d + i] : Math.exp(phi[d + i]);
            System.arraycopy(phi, below(i), out, i * d, i);
        }
    }

    /** Where the entries of row i below the diagonal begin. */
    int below(int i) {
        return 2 * d + i * (i - 1) / 2;
    }

    @Override
    public FullRankFamily boundCopy() {
        return new FullRankFamily(d, standard, linear, new FullRankScratch(d, linear));
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

    private FullRankScratch scratch(double[] phi) {
        FullRankScratch s = scratch == null ? new FullRankScratch(d, linear) : scratch;
        s.follow(phi);
        return s;
    }

    /** {@return whether phi lies in its domain, and the diagonal in the range of a double} */
    @Override
    public boolean isValid(double[] phi) {
        return SymmetricNoiseFamily.super.isValid(phi) && isDiagonalValid(phi);
    }

    @Override
    public boolean isValidIfFinite(double[] phi) {
        return layout.firstOutside(phi, true) < 0 && isDiagonalValid(phi);
    }

    private boolean isDiagonalValid(double[] phi) {
        for (int i = 0; i < d; i++) {
            // Between -700 and 700 a logarithm stands for a double.
            double s = linear || Math.abs(phi[d + i]) >= 700 ? linear ? phi[d + i] : Math.exp(phi[d + i]) : 1;
            if (!(s > 0 && s <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Distribution at(double[] phi) {
        layout.check(phi);
        double[] location = Arrays.copyOf(phi, d);
        return standard instanceof StandardNoise.JointT t ? MultivariateStudentT.ofCholesky(t.df(), location, factor(phi))
                : MultivariateNormal.ofCholesky(location, factor(phi));
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

    /** The rows are copied first, so that z may be the noise itself. */
    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        FullRankScratch s = scratch(phi);
        for (int at = from; at < to; at += FullRankScratch.ROWS) {
            int rows = Math.min(FullRankScratch.ROWS, to - at);
            for (int k = 0; k < rows; k++) {
                System.arraycopy(noise, (at + k) * d, s.noise[k], 0, d);
                System.arraycopy(phi, 0, s.other[k], 0, d);
            }
            s.multiply(phi, rows);
            for (int k = 0; k < rows; k++) {
                System.arraycopy(s.other[k], 0, z, (at + k) * d, d);
            }
        }
    }

    @Override
    public void addPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] unused) {
        FullRankScratch s = scratch(phi);
        for (int at = from; at < to; at += FullRankScratch.ROWS) {
            int rows = Math.min(FullRankScratch.ROWS, to - at);
            load(s, noise, c, at, rows, out);
            RowMatrix.addLowerGram(s.other, s.noise, rows, d, linear ? null : s.diagonal, out, d, s.e);
        }
    }

    /** Few rows are summed and scaled while they are written: their gradient is passed over once. */
    @Override
    public boolean setPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double factor, double[] out,
            double[] unused) {
        int rows = to - from;
        if (rows > FullRankScratch.ROWS || d < SHORT) {
            return SymmetricNoiseFamily.super.setPullbacks(phi, noise, z, from, to, c, factor, out, unused);
        }
        FullRankScratch s = scratch(phi);
        Arrays.fill(out, 0, d, 0);
        load(s, noise, c, from, rows, out);
        RowMatrix.multiply(0, d, factor, out);
        RowMatrix.setLowerGram(s.other, s.noise, rows, d, linear ? null : s.diagonal, factor, out, d, s.e);
        return s.isSmall(rows, factor) || ArrayMath.isFinite(out.length, out);
    }

    /** Copies rows of noise and c to the scratch space, and adds those of c to the locations of out. */
    private void load(FullRankScratch s, double[] noise, double[] c, int at, int rows, double[] out) {
        for (int k = 0; k < rows; k++) {
            double[] row = s.other[k];
            System.arraycopy(noise, (at + k) * d, s.noise[k], 0, d);
            System.arraycopy(c, (at + k) * d, row, 0, d);
            for (int i = 0; i < d; i++) {
                out[i] += row[i];
            }
        }
    }

    @Override
    public void logDensityOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] out) {
        double logDeterminant = logDeterminant(phi);
        for (int k = from; k < to; k++) {
            out[k] = standard.logDensity(noise, k * d, d) - logDeterminant;
        }
    }

    /** Writes e = L^-1 (z - mu) of a row to the first half of e. */
    private FullRankScratch standardize(double[] phi, double[] z, int k) {
        FullRankScratch s = scratch(phi);
        double[] e = s.e;
        for (int i = 0; i < d; i++) {
            double sum = z[k * d + i] - phi[i];
            int row = below(i);
            for (int j = 0; j < i; j++) {
                sum -= phi[row + j] * e[j];
            }
            e[i] = sum / s.diagonal[i];
        }
        return s;
    }

    /** Writes g = L^-T psi to the second half. */
    private void slope(double[] phi, FullRankScratch s) {
        double[] e = s.e;
        standard.slope(e, d, e, d);
        for (int i = d - 1; i >= 0; i--) {
            double g = e[d + i] / s.diagonal[i];
            e[d + i] = g;
            int row = below(i);
            for (int j = 0; j < i; j++) {
                e[d + j] -= phi[row + j] * g;
            }
        }
    }

    private double logDeterminant(double[] phi) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += linear ? Math.log(phi[d + i]) : phi[d + i];
        }
        return sum;
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double logDeterminant = logDeterminant(phi);
        for (int k = from; k < to; k++) {
            out[k] = standard.logDensity(standardize(phi, z, k).e, 0, d) - logDeterminant;
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            FullRankScratch s = standardize(phi, z, k);
            slope(phi, s);
            for (int i = 0; i < d; i++) {
                out[k * d + i] = -s.e[d + i];
            }
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        FullRankScratch s = standardize(phi, z, row);
        slope(phi, s);
        for (int i = 0; i < d; i++) {
            double g = s.e[d + i];
            out[i] = g;
            out[d + i] = linear ? g * s.e[i] - 1 / s.diagonal[i] : s.diagonal[i] * g * s.e[i] - 1;
            int at = below(i);
            for (int j = 0; j < i; j++) {
                out[at + j] = g * s.e[j];
            }
        }
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        double[] diagonal = scratch(phi).diagonal;
        for (int i = 0; i < d; i++) {
            double by = c[row * d + i];
            out[i] = by;
            out[d + i] = by * noise[row * d + i] * (linear ? 1 : diagonal[i]);
            int at = below(i);
            for (int j = 0; j < i; j++) {
                out[at + j] = by * noise[row * d + j];
            }
        }
    }

    @Override
    public double entropy(double[] phi) {
        return standard.entropy(d) + logDeterminant(phi);
    }

    @Override
    public void addEntropyGradient(double[] phi, double factor, double[] out) {
        for (int i = 0; i < d; i++) {
            out[d + i] += factor / (linear ? phi[d + i] : 1);
        }
    }

    /** The derivative of L_ii by its parameter. */
    double slopeOfDiagonal(double[] phi, int i) {
        return linear ? 1 : Math.exp(phi[d + i]);
    }

    @Override
    public void fisher(double[] phi, double[] out) {
        information().fisher(phi, out);
    }

    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        information().applyInverse(phi, g, out);
    }

    private FullRankFisher information() {
        if (scratch == null) {
            return new FullRankFisher(this, standard);
        }
        if (scratch.fisher == null) {
            scratch.fisher = new FullRankFisher(this, standard);
        }
        return scratch.fisher;
    }

    @Override
    public String toString() {
        return "FullRankFamily(" + standard.name() + ", D=" + d + (linear ? ", linear diagonal" : "") + ")";
    }
}
