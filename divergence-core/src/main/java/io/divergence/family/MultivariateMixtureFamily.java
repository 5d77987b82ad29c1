package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.math.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Mixtures of K normal distributions with diagonal covariances in D dimensions: phi holds K - 1 logits relative to the first
 * component, then the means and the log sigmas, component by component. With the responsibilities r_i and e = (z - m_i)/s_i the score
 * is (r_j - w_j, r_i e/s_i, r_i (e^2 - 1)). For estimators that need no reparameterisation; in one dimension
 * {@link GaussianMixtureFamily} has one. Stateless; a {@link #boundCopy} owns scratch space.
 */
public final class MultivariateMixtureFamily implements VariationalFamily {
    private final int components;
    private final int d;
    private final ParameterLayout layout;
    private final double[] scratch;

    private MultivariateMixtureFamily(int components, int d, double[] scratch) {
        this.components = components;
        this.d = d;
        this.scratch = scratch;
        ParameterLayout places = ParameterLayout.join(ParameterLayout.matrix(Entry.real("mu"), components, d),
                ParameterLayout.matrix(Entry.real("log sigma"), components, d));
        layout = components == 1 ? places : ParameterLayout.join(ParameterLayout.vector(Entry.real("logit"), components - 1), places);
    }

    /** Returns the mixtures of so many components. */
    public static MultivariateMixtureFamily of(int components, int dimension) {
        return new MultivariateMixtureFamily(Checks.atLeast("components", components, 1), Checks.atLeast("dimension", dimension, 1), null);
    }

    @Override
    public MultivariateMixtureFamily boundCopy() {
        return new MultivariateMixtureFamily(components, d, new double[components]);
    }

    /**
     * Returns phi.
     *
     * @param weights positive, of any sum
     * @param means row-major K x D
     * @param sds row-major K x D
     */
    public double[] parameters(double[] weights, double[] means, double[] sds) {
        Checks.length("weights", weights, components);
        Checks.length("means", means, components * d);
        Checks.length("sds", sds, components * d);
        double[] phi = new double[parameterCount()];
        for (int i = 0; i < components; i++) {
            Checks.positive("weights[" + i + "]", weights[i]);
            if (i > 0) {
                phi[i - 1] = Math.log(weights[i] / weights[0]);
            }
        }
        for (int i = 0; i < components * d; i++) {
            phi[components - 1 + i] = Checks.finite("means[" + i + "]", means[i]);
            phi[components - 1 + components * d + i] = Math.log(Checks.positive("sds[" + i + "]", sds[i]));
        }
        return phi;
    }

    private int mean(int i) {
        return components - 1 + i * d;
    }

    private int logSigma(int i) {
        return components - 1 + (components + i) * d;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    /** {@return whether phi is finite, and the standard deviations in the range of a double} */
    @Override
    public boolean isValid(double[] phi) {
        if (!VariationalFamily.super.isValid(phi)) {
            return false;
        }
        for (int i = logSigma(0); i < phi.length; i++) {
            double sigma = Math.exp(phi[i]);
            if (!(sigma > 0 && sigma <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    private static double logit(double[] phi, int i) {
        return i == 0 ? 0 : phi[i - 1];
    }

    private double logTotal(double[] phi) {
        double largest = 0;
        for (int i = 1; i < components; i++) {
            largest = Math.max(largest, logit(phi, i));
        }
        double sum = 0;
        for (int i = 0; i < components; i++) {
            sum += Math.exp(logit(phi, i) - largest);
        }
        return largest + Math.log(sum);
    }

    @Override
    public Distribution at(double[] phi) {
        layout.check(phi);
        double logTotal = logTotal(phi);
        double[] weights = new double[components];
        Distribution[] parts = new Distribution[components];
        for (int i = 0; i < components; i++) {
            weights[i] = Math.exp(logit(phi, i) - logTotal);
            double[] sds = new double[d];
            for (int j = 0; j < d; j++) {
                sds[j] = Math.exp(phi[logSigma(i) + j]);
            }
            parts[i] = MultivariateNormal.ofDiagonal(Arrays.copyOfRange(phi, mean(i), mean(i) + d), sds);
        }
        return MultivariateMixture.of(weights, parts);
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        double logTotal = logTotal(phi);
        for (int k = from; k < to; k++) {
            double u = rng.nextDouble();
            int i = 0;
            double sum = Math.exp(-logTotal);
            while (sum <= u && i < components - 1) {
                sum += Math.exp(logit(phi, ++i) - logTotal);
            }
            for (int j = 0; j < d; j++) {
                z[k * d + j] = phi[mean(i) + j] + Math.exp(phi[logSigma(i) + j]) * rng.nextGaussian();
            }
        }
    }

    /** Writes the logarithms of the parts of the density to terms, and returns that of their sum. */
    private double terms(double[] phi, double logTotal, double[] z, int row, double[] terms) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < components; i++) {
            double sum = logit(phi, i) - logTotal - d * StandardNoise.HALF_LOG_TWO_PI;
            for (int j = 0; j < d; j++) {
                double log = phi[logSigma(i) + j];
                double e = (z[row * d + j] - phi[mean(i) + j]) * Math.exp(-log);
                sum -= 0.5 * e * e + log;
            }
            terms[i] = sum;
            largest = Math.max(largest, sum);
        }
        if (!(largest > Double.NEGATIVE_INFINITY)) {
            return largest;
        }
        double total = 0;
        for (int i = 0; i < components; i++) {
            total += Math.exp(terms[i] - largest);
        }
        return largest + Math.log(total);
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double logTotal = logTotal(phi);
        double[] terms = scratch == null ? new double[components] : scratch;
        for (int k = from; k < to; k++) {
            out[k] = terms(phi, logTotal, z, k, terms);
        }
    }

    /** Zero where log q is negative infinity: so far off that no component has a share in the range of a double. */
    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        double logTotal = logTotal(phi);
        double[] terms = scratch == null ? new double[components] : scratch;
        double log = terms(phi, logTotal, z, row, terms);
        if (log == Double.NEGATIVE_INFINITY) {
            Arrays.fill(out, 0, parameterCount(), 0);
            return;
        }
        for (int i = 0; i < components; i++) {
            double share = Math.exp(terms[i] - log);
            if (i > 0) {
                out[i - 1] = share - Math.exp(logit(phi, i) - logTotal);
            }
            for (int j = 0; j < d; j++) {
                double rate = Math.exp(-phi[logSigma(i) + j]);
                double e = (z[row * d + j] - phi[mean(i) + j]) * rate;
                // A component so far off that e^2 is infinite has no share.
                out[mean(i) + j] = share == 0 ? 0 : share * e * rate;
                out[logSigma(i) + j] = share == 0 ? 0 : share * (e * e - 1);
            }
        }
    }

    @Override
    public String toString() {
        return "MultivariateMixtureFamily(components=" + components + ", D=" + d + ")";
    }
}
