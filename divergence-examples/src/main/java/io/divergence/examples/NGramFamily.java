package io.divergence.examples;

import io.divergence.distribution.Distribution;
import io.divergence.family.FiniteFamily;
import io.divergence.family.ParameterLayout;
import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A family of one's own: n-gram models of sequences of tokens 0 .. V - 1. The logits of a token, relative to token 0, depend on the last
 * n - 1 tokens (on all there are, at the beginning), wherever in the sequence they stand.
 */
final class NGramFamily implements FiniteFamily {
    private final int tokens;
    private final int length;
    private final int order;
    private final ParameterLayout layout;

    private NGramFamily(int tokens, int length, int order, int contexts) {
        this.tokens = tokens;
        this.length = length;
        this.order = order;
        layout = ParameterLayout.matrix(ParameterLayout.Entry.real("logit"), contexts, tokens - 1);
    }

    static NGramFamily of(int tokens, int length, int order) {
        Checks.atLeast("tokens", tokens, 2);
        Checks.atLeast("length", length, 1);
        Checks.atLeast("order", order, 1);
        int contexts = 0;
        for (int m = 0, count = 1; m < order; m++, count *= tokens) {
            contexts += count;
        }
        return new NGramFamily(tokens, length, order, contexts);
    }

    @Override
    public int dimension() {
        return length;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public long states() {
        return Math.round(Math.pow(tokens, length));
    }

    @Override
    public void state(long index, double[] z, int row) {
        long rest = index;
        for (int t = length - 1; t >= 0; t--) {
            z[row * length + t] = rest % tokens;
            rest /= tokens;
        }
    }

    /** Where the logits of position t begin in phi: first comes the empty context, then those of one token, and so on. */
    private int at(double[] z, int row, int t) {
        int known = Math.min(t, order - 1);
        int context = 0;
        int shorter = 0;
        int count = 1;
        for (int m = 0; m < known; m++) {
            context = context * tokens + (int) z[row * length + t - known + m];
            shorter += count;
            count *= tokens;
        }
        return (shorter + context) * (tokens - 1);
    }

    private static double logit(double[] phi, int at, int token) {
        return token == 0 ? 0 : phi[at + token - 1];
    }

    private double logTotal(double[] phi, int at) {
        double largest = 0;
        for (int v = 1; v < tokens; v++) {
            largest = Math.max(largest, logit(phi, at, v));
        }
        double sum = 0;
        for (int v = 0; v < tokens; v++) {
            sum += Math.exp(logit(phi, at, v) - largest);
        }
        return largest + Math.log(sum);
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            for (int t = 0; t < length; t++) {
                int at = at(z, k, t);
                double logTotal = logTotal(phi, at);
                double left = rng.nextDouble();
                int v = 0;
                while (v < tokens - 1 && (left -= Math.exp(logit(phi, at, v) - logTotal)) >= 0) {
                    v++;
                }
                z[k * length + t] = v;
            }
        }
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = 0;
            for (int t = 0; t < length; t++) {
                int at = at(z, k, t);
                out[k] += logit(phi, at, (int) z[k * length + t]) - logTotal(phi, at);
            }
        }
    }

    /** For each position [v = token] - P(v) in the logits of its context. */
    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        Arrays.fill(out, 0, layout.size(), 0);
        for (int t = 0; t < length; t++) {
            int at = at(z, row, t);
            double logTotal = logTotal(phi, at);
            int token = (int) z[row * length + t];
            for (int v = 1; v < tokens; v++) {
                out[at + v - 1] += (v == token ? 1 : 0) - Math.exp(phi[at + v - 1] - logTotal);
            }
        }
    }

    /** The best student by forward KL: how often p puts a token after a context. */
    double[] frequencies(double[] p) {
        double[] z = new double[length];
        double[][] counts = new double[layout.size() / (tokens - 1)][tokens];
        for (int i = 0; i < p.length; i++) {
            state(i, z, 0);
            for (int t = 0; t < length; t++) {
                counts[at(z, 0, t) / (tokens - 1)][(int) z[t]] += p[i];
            }
        }
        double[] phi = new double[layout.size()];
        for (int j = 0; j < phi.length; j++) {
            double[] count = counts[j / (tokens - 1)];
            phi[j] = Math.log(count[1 + j % (tokens - 1)] / count[0]);
        }
        return phi;
    }

    /** The probabilities of all sequences. */
    double[] probabilities(double[] phi) {
        int n = (int) states();
        double[] z = new double[n * length];
        double[] p = new double[n];
        for (int i = 0; i < n; i++) {
            state(i, z, i);
        }
        logDensity(phi, z, 0, n, p);
        return Arrays.stream(p).map(Math::exp).toArray();
    }

    @Override
    public Distribution at(double[] phi) {
        layout.check(phi);
        return new Member(this, phi.clone());
    }

    @Override
    public String toString() {
        return "NGramFamily(tokens=" + tokens + ", length=" + length + ", order=" + order + ")";
    }

    private record Member(NGramFamily family, double[] phi) implements Distribution {
        @Override
        public int dimension() {
            return family.length;
        }

        @Override
        public Support support() {
            return family.support();
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            family.logDensity(phi, z, from, to, out);
        }

        @Override
        public void sample(RandomGenerator rng, double[] z, int from, int to) {
            family.sample(phi, rng, z, from, to);
        }
    }
}
