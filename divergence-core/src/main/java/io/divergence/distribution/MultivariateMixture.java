package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.LogSumExp;
import io.divergence.target.Support;
import java.util.List;
import java.util.random.RandomGenerator;

/** A mixture of distributions in D dimensions, p(x) = SUM w_i p_i(x), in log space. Immutable; a {@link #boundCopy} owns scratch space. */
public final class MultivariateMixture implements Distribution {
    private final Categorical weights;
    private final Distribution[] components;
    /** Of a bound copy: the log densities of a component, and the terms of all rows. */
    private final WorkerScratch scratch;

    private MultivariateMixture(Categorical weights, Distribution[] components, WorkerScratch scratch) {
        this.weights = weights;
        this.components = components;
        this.scratch = scratch;
    }

    /**
     * Returns a mixture.
     *
     * @param weights not negative, with the sum one (see {@link Categorical#of})
     * @param components as many, of one dimension, all continuous or all on points
     */
    public static MultivariateMixture of(double[] weights, Distribution... components) {
        Checks.noNulls("components", components);
        Checks.allFinite("weights", weights);
        Checks.length("weights", weights, components.length);
        boolean points = components[0].support().kind() == Support.Kind.POINTS;
        for (int i = 1; i < components.length; i++) {
            if (components[i].dimension() != components[0].dimension()) {
                throw Checks.illegal("components[" + i + "].dimension", components[i].dimension(),
                        "must be that of the first, " + components[0].dimension());
            }
            if ((components[i].support().kind() == Support.Kind.POINTS) != points) {
                throw Checks.illegal("components[" + i + "]", components[i], "must be on points if and only if the first is");
            }
        }
        return new MultivariateMixture(Categorical.of(weights), components.clone(), null);
    }

    /** {@return the weights} */
    public double[] weights() {
        return weights.probabilities();
    }

    /** {@return the components} */
    public List<Distribution> components() {
        return List.of(components);
    }

    @Override
    public int dimension() {
        return components[0].dimension();
    }

    @Override
    public Support support() {
        int d = dimension();
        double[] lower = new double[d];
        double[] upper = new double[d];
        for (int i = 0; i < d; i++) {
            lower[i] = Double.POSITIVE_INFINITY;
            upper[i] = Double.NEGATIVE_INFINITY;
            for (Distribution component : components) {
                lower[i] = Math.min(lower[i], component.support().lower(i));
                upper[i] = Math.max(upper[i], component.support().upper(i));
            }
        }
        return components[0].support().kind() == Support.Kind.POINTS ? Support.points(d) : Support.box(lower, upper);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int n = components.length;
        double[] part = WorkerScratch.array(scratch, 0, to);
        double[] terms = WorkerScratch.array(scratch, 1, n * (to - from));
        for (int i = 0; i < n; i++) {
            components[i].logDensity(z, from, to, part);
            for (int k = from; k < to; k++) {
                terms[(k - from) * n + i] = weights.mass(i) == 0 ? Double.NEGATIVE_INFINITY : weights.logMass(i) + part[k];
            }
        }
        for (int k = from; k < to; k++) {
            out[k] = LogSumExp.of(terms, (k - from) * n, (k - from + 1) * n);
        }
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            components[(int) weights.sample(rng)].sample(rng, z, k, k + 1);
        }
    }

    @Override
    public MultivariateMixture boundCopy() {
        return new MultivariateMixture(weights, WorkerScratch.copies(components), new WorkerScratch(2));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("MultivariateMixture(");
        for (int i = 0; i < components.length; i++) {
            text.append(i == 0 ? "" : " + ").append(weights.mass(i)).append(' ').append(components[i]);
        }
        return text.append(')').toString();
    }
}
