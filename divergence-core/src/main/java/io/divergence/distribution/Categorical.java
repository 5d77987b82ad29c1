package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.LogSumExp;
import java.util.random.RandomGenerator;

/** A distribution on 0, 1, ..., n - 1 by its probabilities; some may be zero. Immutable. */
public final class Categorical implements LatticeDistribution {
    private static final double ROUNDING = 1e-12;

    private final double[] probabilities;
    private final double[] logProbabilities;
    /** As they were given, and their exact sum in two parts. */
    private final double[] weights;
    private final double total;
    private final double totalRest;

    private Categorical(double[] probabilities, double[] logProbabilities, double[] weights) {
        this.probabilities = probabilities;
        this.logProbabilities = logProbabilities;
        this.weights = weights;
        double sum = 0;
        double rest = 0;
        for (double w : weights) {
            double next = sum + w;
            double part = next - sum;
            rest += (sum - (next - part)) + (w - part);
            sum = next;
        }
        total = sum + rest;
        totalRest = (sum - total) + rest;
    }

    /**
     * Returns the distribution of probabilities. A sum that differs from one by rounding alone (up to 1e-12) is divided out.
     *
     * @throws IllegalArgumentException if one is negative or not finite, or the sum is not one (see {@link #normalized})
     */
    public static Categorical of(double... probabilities) {
        double sum = checkedSum(probabilities);
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw Checks.illegal("sum of probabilities", sum,
                    "must be 1; Categorical.normalized(...) divides by the sum, if that is what is wanted");
        }
        return divided(probabilities, sum);
    }

    /** Returns the distribution with probabilities in proportion to the numbers given. */
    public static Categorical normalized(double... weights) {
        double sum = checkedSum(weights);
        if (!(sum > 0 && sum <= Double.MAX_VALUE)) {
            throw Checks.illegal("sum of weights", sum, "must be positive and finite");
        }
        return divided(weights, sum);
    }

    /** Returns the distribution with probabilities in proportion to the exponentials of the numbers given. */
    public static Categorical ofLogits(double... logits) {
        Checks.allFinite("logits", logits);
        double total = LogSumExp.of(logits);
        double[] logs = new double[logits.length];
        double[] p = new double[logits.length];
        for (int i = 0; i < p.length; i++) {
            logs[i] = logits[i] - total;
            p[i] = Math.exp(logs[i]);
        }
        return new Categorical(p, logs, p.clone());
    }

    private static double checkedSum(double[] p) {
        Checks.allFinite("probabilities", p);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Checks.nonNegative("probabilities[" + i + "]", p[i]);
        }
        return sum;
    }

    private static Categorical divided(double[] weights, double sum) {
        double[] p = weights.clone();
        double[] logs = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
            logs[i] = Math.log(p[i]);
        }
        return new Categorical(p, logs, weights.clone());
    }

    /** {@return the number of values n} */
    public int size() {
        return probabilities.length;
    }

    /** {@return a copy of the probabilities} */
    public double[] probabilities() {
        return probabilities.clone();
    }

    /**
     * Returns P(k)/Q(k) - 1 for another distribution Q with Q(k) &gt; 0, from the weights as they were given, so that two that
     * differ in the last digits only are told apart as well as their weights are.
     */
    public double excess(Categorical other, int k) {
        double p = weights[k];
        double q = other.weights[k];
        // p T' - q T with both products and both totals in two parts.
        double a = p * other.total;
        double b = q * total;
        double low = Math.fma(p, other.total, -a) - Math.fma(q, total, -b) + (p * other.totalRest - q * totalRest);
        return ((a - b) + low) / (q * total);
    }

    @Override
    public double logMass(long k) {
        return k < 0 || k >= probabilities.length ? Double.NEGATIVE_INFINITY : logProbabilities[(int) k];
    }

    @Override
    public long lower() {
        return 0;
    }

    @Override
    public long upper() {
        return probabilities.length - 1;
    }

    @Override
    public long mode() {
        int mode = 0;
        for (int i = 1; i < probabilities.length; i++) {
            mode = probabilities[i] > probabilities[mode] ? i : mode;
        }
        return mode;
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            sum += i * probabilities[i];
        }
        return sum;
    }

    @Override
    public double variance() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            sum += (i - mean) * (i - mean) * probabilities[i];
        }
        return sum;
    }

    @Override
    public long sample(RandomGenerator rng) {
        double u = rng.nextDouble();
        int last = 0;
        for (int i = 0; i < probabilities.length; i++) {
            u -= probabilities[i];
            last = probabilities[i] > 0 ? i : last;
            if (u < 0) {
                return i;
            }
        }
        return last;
    }

    @Override
    public String toString() {
        return "Categorical(" + Checks.text(probabilities) + ")";
    }
}
