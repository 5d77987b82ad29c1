package io.divergence.family;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Mixtures of K one-dimensional normal distributions. phi holds K - 1 logits relative to the first component, K means and K
 * log sigmas. With the responsibilities r_i and e_i = (z - m_i)/sigma_i the score is (r_j - w_j, r_i e_i/sigma_i,
 * r_i (e_i^2 - 1)).
 *
 * <p>A draw follows phi along the quantile: at noise e, standard normal, z solves F(z; phi) = Phi(e), so that
 * dz/dphi = -(dF/dphi)/q(z), which for means is r_i and for log sigmas r_i (z - m_i): the implicit reparameterisation.
 * {@link #sample} draws a component and then a normal, which is cheaper, and has the same distribution.
 *
 * <p>The Fisher information is summed over 257 equally spaced nodes of each component: responsibilities change over the
 * width of the narrowest component, which Gauss-Hermite nodes would miss. It is singular where components coincide, and nearly so where
 * they overlap: a natural gradient would leave for infinity along directions that q hardly depends on. So its inverse is that of F with
 * eigenvalues of its matrix of correlations below 0.01 raised to it: exact for components that are apart. Stateless; a
 * {@link #boundCopy} owns scratch space.
 *
 * <p>Reference: M. Figurnov, S. Mohamed, A. Mnih, Implicit reparameterization gradients, 2018.
 */
public final class GaussianMixtureFamily implements ReparameterizedFamily, FisherGeometry {
    private final int components;
    private final ParameterLayout layout;
    /** Of a bound copy, from the first natural gradient on. */
    private MixtureFisher fisher;
    private final boolean bound;

    private GaussianMixtureFamily(int components, ParameterLayout layout, boolean bound) {
        this.components = components;
        this.layout = layout;
        this.bound = bound;
    }

    private static ParameterLayout layout(int components) {
        List<ParameterLayout.Entry> entries = new ArrayList<>();
        for (int i = 2; i <= components; i++) {
            entries.add(ParameterLayout.Entry.real("logit " + i));
        }
        for (int i = 1; i <= components; i++) {
            entries.add(ParameterLayout.Entry.real("mean " + i));
        }
        for (int i = 1; i <= components; i++) {
            entries.add(ParameterLayout.Entry.real("log sigma " + i));
        }
        return ParameterLayout.of(entries);
    }

    /** Returns the family of so many components. */
    public static GaussianMixtureFamily ofComponents(int components) {
        return new GaussianMixtureFamily(Checks.atLeast("components", components, 1), layout(components), false);
    }

    @Override
    public GaussianMixtureFamily boundCopy() {
        return new GaussianMixtureFamily(components, layout, true);
    }

    /** {@return K} */
    public int components() {
        return components;
    }

    /**
     * Returns the phi of weights, means and standard deviations.
     *
     * @param weights positive; only their ratios matter
     */
    public double[] parameters(double[] weights, double[] means, double[] sds) {
        Checks.length("weights", weights, components);
        Checks.length("means", means, components);
        Checks.length("sds", sds, components);
        double[] phi = new double[layout.size()];
        for (int i = 0; i < components; i++) {
            Checks.positive("weights[" + i + "]", weights[i]);
            if (i > 0) {
                phi[i - 1] = Math.log(weights[i] / weights[0]);
            }
            phi[meanAt(i)] = Checks.finite("means[" + i + "]", means[i]);
            phi[sigmaAt(i)] = Math.log(Checks.positive("sds[" + i + "]", sds[i]));
        }
        return phi;
    }

    private int meanAt(int i) {
        return components - 1 + i;
    }

    private int sigmaAt(int i) {
        return 2 * components - 1 + i;
    }

    private static double logit(double[] phi, int i) {
        return i == 0 ? 0 : phi[i - 1];
    }

    /** The logarithm of the sum of the weights before they are normalised. */
    double logTotal(double[] phi) {
        double max = 0;
        for (int i = 1; i < components; i++) {
            max = Math.max(max, phi[i - 1]);
        }
        double sum = 0;
        for (int i = 0; i < components; i++) {
            sum += Math.exp(logit(phi, i) - max);
        }
        return max + Math.log(sum);
    }

    double weight(double[] phi, double logTotal, int i) {
        return Math.exp(logit(phi, i) - logTotal);
    }

    /** The point so many standard deviations from the mean of a component. */
    double point(double[] phi, int i, double e) {
        return phi[meanAt(i)] + Math.exp(phi[sigmaAt(i)]) * e;
    }

    private double logTerm(double[] phi, double logTotal, int i, double z) {
        double logSigma = phi[sigmaAt(i)];
        double e = (z - phi[meanAt(i)]) / Math.exp(logSigma);
        return logit(phi, i) - logTotal - logSigma - Normal.HALF_LOG_TWO_PI - 0.5 * e * e;
    }

    private double logDensity(double[] phi, double logTotal, double z) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < components; i++) {
            max = Math.max(max, logTerm(phi, logTotal, i, z));
        }
        if (!(max > Double.NEGATIVE_INFINITY)) {
            return max;
        }
        double sum = 0;
        for (int i = 0; i < components; i++) {
            sum += Math.exp(logTerm(phi, logTotal, i, z) - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public boolean isValid(double[] phi) {
        if (!ReparameterizedFamily.super.isValid(phi)) {
            return false;
        }
        for (int i = 0; i < components; i++) {
            double sigma = Math.exp(phi[sigmaAt(i)]);
            if (!(sigma > 0 && sigma <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Mixture at(double[] phi) {
        layout.check(phi);
        double logTotal = logTotal(phi);
        double[] weights = new double[components];
        double[] means = new double[components];
        double[] sds = new double[components];
        for (int i = 0; i < components; i++) {
            weights[i] = weight(phi, logTotal, i);
            means[i] = phi[meanAt(i)];
            sds[i] = Math.exp(phi[sigmaAt(i)]);
        }
        return Mixture.ofNormals(weights, means, sds);
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double logTotal = logTotal(phi);
        for (int k = from; k < to; k++) {
            out[k] = logDensity(phi, logTotal, z[k]);
        }
    }

    /** Zero where log q is negative infinity: so far off that no component has a share in the range of a double. */
    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        double logTotal = logTotal(phi);
        double log = logDensity(phi, logTotal, z[row]);
        if (log == Double.NEGATIVE_INFINITY) {
            Arrays.fill(out, 0, layout.size(), 0);
            return;
        }
        for (int i = 0; i < components; i++) {
            double share = Math.exp(logTerm(phi, logTotal, i, z[row]) - log);
            double sigma = Math.exp(phi[sigmaAt(i)]);
            double e = (z[row] - phi[meanAt(i)]) / sigma;
            if (i > 0) {
                out[i - 1] = share - weight(phi, logTotal, i);
            }
            // A component so far off that e^2 is infinite has no share.
            out[meanAt(i)] = share == 0 ? 0 : share * e / sigma;
            out[sigmaAt(i)] = share == 0 ? 0 : share * (e * e - 1);
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        double logTotal = logTotal(phi);
        for (int k = from; k < to; k++) {
            double log = logDensity(phi, logTotal, z[k]);
            double sum = 0;
            for (int i = 0; i < components; i++) {
                double sigma = Math.exp(phi[sigmaAt(i)]);
                double share = log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logTerm(phi, logTotal, i, z[k]) - log);
                sum += share == 0 ? 0 : share * ((phi[meanAt(i)] - z[k]) / sigma / sigma);
            }
            out[k] = sum;
        }
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        double logTotal = logTotal(phi);
        for (int k = from; k < to; k++) {
            double u = rng.nextDouble();
            int i = 0;
            double w = weight(phi, logTotal, 0);
            while (i < components - 1 && u >= w) {
                u -= w;
                w = weight(phi, logTotal, ++i);
            }
            z[k] = point(phi, i, rng.nextGaussian());
        }
    }

    @Override
    public int noiseDimension() {
        return 1;
    }

    @Override
    public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
        for (int k = from; k < to; k++) {
            noise[k] = rng.nextGaussian();
        }
    }

    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        double logTotal = logTotal(phi);
        for (int k = from; k < to; k++) {
            z[k] = quantile(phi, logTotal, noise[k]);
        }
    }

    /** Solves F(z) = Phi(e) by Newton within a bracket: the quantile lies between those of the components. */
    private double quantile(double[] phi, double logTotal, double e) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < components; i++) {
            double own = point(phi, i, e);
            low = Math.min(low, own);
            high = Math.max(high, own);
        }
        // The smaller of the two tails on the side of e, so that no digits are lost.
        int side = e > 0 ? 1 : -1;
        double goal = NormalFunctions.cumulative(-Math.abs(e));
        double z = 0.5 * (low + high);
        for (int k = 0; k < 200 && high > low; k++) {
            double excess = side * (goal - mass(phi, logTotal, z, side));
            if (excess > 0) {
                high = z;
            } else {
                low = z;
            }
            double next = z - excess / Math.exp(logDensity(phi, logTotal, z));
            if (!(next > low && next < high)) {
                next = 0.5 * (low + high);
            }
            if (Math.abs(next - z) <= Math.ulp(z)) {
                return next;
            }
            z = next;
        }
        return z;
    }

    /** The mass above z for side +1, below it for side -1. */
    private double mass(double[] phi, double logTotal, double z, int side) {
        double sum = 0;
        for (int i = 0; i < components; i++) {
            sum += weight(phi, logTotal, i) * componentMass(phi, i, z, side);
        }
        return sum;
    }

    private double componentMass(double[] phi, int i, double z, int side) {
        return NormalFunctions.cumulative(side * (phi[meanAt(i)] - z) / Math.exp(phi[sigmaAt(i)]));
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        double logTotal = logTotal(phi);
        double x = z[row];
        double log = logDensity(phi, logTotal, x);
        int side = noise[row] > 0 ? 1 : -1;
        double all = mass(phi, logTotal, x, side);
        for (int i = 0; i < components; i++) {
            double share = Math.exp(logTerm(phi, logTotal, i, x) - log);
            if (i > 0) {
                // -(dF/dlogit)/q = w (F - F_i)/q: below z as it stands, above z with the sign turned.
                double difference = side * (componentMass(phi, i, x, side) - all);
                out[i - 1] = c[row] * weight(phi, logTotal, i) * difference * Math.exp(-log);
            }
            out[meanAt(i)] = c[row] * share;
            out[sigmaAt(i)] = c[row] * share * (x - phi[meanAt(i)]);
        }
    }

    @Override
    public void fisher(double[] phi, double[] out) {
        information().fisher(phi, out);
    }

    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        information().applyInverse(phi, g, out);
    }

    private MixtureFisher information() {
        if (!bound) {
            return new MixtureFisher(this);
        }
        if (fisher == null) {
            fisher = new MixtureFisher(this);
        }
        return fisher;
    }

    @Override
    public String toString() {
        return "GaussianMixtureFamily(" + components + ")";
    }
}
