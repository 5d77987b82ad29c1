package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.LogSumExp;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/** A mixture of distributions on integers, P(k) = SUM w_i P_i(k), in log space. Immutable. */
public final class LatticeMixture implements LatticeDistribution {
    private final Categorical weights;
    private final LatticeDistribution[] components;

    private LatticeMixture(Categorical weights, LatticeDistribution[] components) {
        this.weights = weights;
        this.components = components;
    }

    /**
     * Returns a mixture.
     *
     * @param weights not negative, with the sum one (see {@link Categorical#of}); components of weight zero do not count
     */
    public static LatticeMixture of(double[] weights, LatticeDistribution... components) {
        Checks.noNulls("components", components);
        Checks.atLeast("components.length", components.length, 1);
        Checks.allFinite("weights", weights);
        Checks.length("weights", weights, components.length);
        return new LatticeMixture(Categorical.of(weights), components.clone());
    }

    /** {@return the weights} */
    public double[] weights() {
        return weights.probabilities();
    }

    /** {@return the components} */
    public List<LatticeDistribution> components() {
        return List.of(components);
    }

    private boolean counts(int i) {
        return weights.mass(i) > 0;
    }

    @Override
    public double logMass(long k) {
        double[] terms = new double[components.length];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = counts(i) ? weights.logMass(i) + components[i].logMass(k) : Double.NEGATIVE_INFINITY;
        }
        return LogSumExp.of(terms);
    }

    @Override
    public long lower() {
        long lower = Long.MAX_VALUE;
        for (int i = 0; i < components.length; i++) {
            lower = counts(i) ? Math.min(lower, components[i].lower()) : lower;
        }
        return lower;
    }

    @Override
    public long upper() {
        long upper = Long.MIN_VALUE;
        for (int i = 0; i < components.length; i++) {
            upper = counts(i) ? Math.max(upper, components[i].upper()) : upper;
        }
        return upper;
    }

    /** The mode of the component that puts the largest mass of the mixture upon its own. */
    @Override
    public long mode() {
        long mode = components[0].mode();
        for (int i = 0; i < components.length; i++) {
            if (counts(i) && logMass(components[i].mode()) > logMass(mode)) {
                mode = components[i].mode();
            }
        }
        return mode;
    }

    @Override
    public Tail upperTail() {
        Tail tail = Tail.none();
        for (int i = 0; i < components.length; i++) {
            tail = counts(i) ? Tail.heavier(tail, components[i].upperTail()) : tail;
        }
        return tail;
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < components.length; i++) {
            sum += counts(i) ? weights.mass(i) * components[i].mean() : 0;
        }
        return sum;
    }

    @Override
    public double variance() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < components.length; i++) {
            double distance = components[i].mean() - mean;
            sum += counts(i) ? weights.mass(i) * (components[i].variance() + distance * distance) : 0;
        }
        return sum;
    }

    @Override
    public long sample(RandomGenerator rng) {
        return components[(int) weights.sample(rng)].sample(rng);
    }

    @Override
    public double condition() {
        double condition = 0;
        for (LatticeDistribution component : components) {
            condition = Math.max(condition, component.condition());
        }
        return condition;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("LatticeMixture(");
        for (int i = 0; i < components.length; i++) {
            text.append(i == 0 ? "" : " + ").append(weights.mass(i)).append(' ').append(components[i]);
        }
        return text.append(')').toString();
    }
}
