package io.divergence.estimators.quadrature;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Nodes 0.8 standard deviations of each component of a mixture of normals apart, and what is certain of log p between neighbours. Present
 * there are the components whose nodes reach so far; the mass of the absent ones is below 2e-18 in all. The second derivative of log p
 * is a variance minus the mean of 1/sd^2 under the shares of the components, so that it is bounded from below. Immutable.
 */
final class NormalMesh {
    /** Nodes on either side of a mean. */
    private static final int HALF = 11;
    private static final double STEP = 0.8;
    private static final double REACH = HALF * STEP;

    private final NormalComponents p;
    private final double[] x;
    private final int[][] present;
    private final double[] logLeft;
    private final double[] slopeLeft;
    private final double[] logRight;
    private final double[] slopeRight;
    private final double[] bend;
    private final double[] steepness;
    private final double[] missing;

    NormalMesh(NormalComponents p) {
        this.p = p;
        x = IntStream.range(0, p.size()).boxed().flatMapToDouble(k -> IntStream.rangeClosed(-HALF, HALF).mapToDouble(i -> node(k, i)))
                .sorted().distinct().toArray();
        int n = x.length - 1;
        present = new int[n][];
        logLeft = new double[n];
        slopeLeft = new double[n];
        logRight = new double[n];
        slopeRight = new double[n];
        bend = new double[n];
        steepness = new double[n];
        missing = new double[n];
        for (int i = 0; i < n; i++) {
            int at = i;
            present[i] = IntStream.range(0, p.size()).filter(k -> node(k, -HALF) <= x[at] && x[at + 1] <= node(k, HALF)).toArray();
            logLeft[i] = log(i, x[i]);
            slopeLeft[i] = slope(i, x[i], logLeft[i]);
            logRight[i] = log(i, x[i + 1]);
            slopeRight[i] = slope(i, x[i + 1], logRight[i]);
            bound(i);
        }
    }

    private double node(int k, int i) {
        return p.mean(k) + i * STEP * p.sd(k);
    }

    private double log(int i, double at) {
        double top = Arrays.stream(present[i]).mapToDouble(k -> p.term(k, at)).max().orElse(0);
        return top + Math.log(Arrays.stream(present[i]).mapToDouble(k -> Math.exp(p.term(k, at) - top)).sum());
    }

    private double slope(int i, double at, double log) {
        return Arrays.stream(present[i]).mapToDouble(k -> Math.exp(p.term(k, at) - log) * (p.mean(k) - at) / (p.sd(k) * p.sd(k))).sum();
    }

    /** The least and the largest value of a component between two nodes bound its share. */
    private void bound(int i) {
        double top = Math.max(logLeft[i], logRight[i]);
        double floor = Arrays.stream(present[i]).mapToDouble(k -> least(k, i, top)).sum();
        double sum = 0;
        double sharpest = 0;
        for (int k : present[i]) {
            double precision = 1 / (p.sd(k) * p.sd(k));
            double large = largest(k, i, top);
            sum += precision * large / (large + Math.max(0, floor - least(k, i, top)));
            sharpest = Math.max(sharpest, precision);
        }
        bend[i] = Math.min(sharpest, sum) * (1 + 1e-9);
        steepness[i] = REACH * Math.sqrt(sharpest);
        double absent = IntStream.range(0, p.size()).filter(k -> Arrays.stream(present[i]).noneMatch(j -> j == k))
                .mapToDouble(k -> largest(k, i, top)).sum();
        missing[i] = absent == 0 ? 0 : Math.log1p(absent / floor);
    }

    private double least(int k, int i, double top) {
        return Math.exp(Math.min(p.term(k, x[i]), p.term(k, x[i + 1])) - top);
    }

    private double largest(int k, int i, double top) {
        boolean inside = x[i] < p.mean(k) && p.mean(k) < x[i + 1];
        return Math.exp((inside ? p.logHeight(k) : Math.max(p.term(k, x[i]), p.term(k, x[i + 1]))) - top);
    }

    int size() {
        return present.length;
    }

    /** Node i; interval i lies between nodes i and i + 1. */
    double node(int i) {
        return x[i];
    }

    /** The components present in an interval. */
    int[] present(int i) {
        return present[i];
    }

    /** The logarithm of their sum at the left end. */
    double logLeft(int i) {
        return logLeft[i];
    }

    double slopeLeft(int i) {
        return slopeLeft[i];
    }

    double logRight(int i) {
        return logRight[i];
    }

    double slopeRight(int i) {
        return slopeRight[i];
    }

    /** At most this much the slope of the logarithm falls per unit. */
    double bend(int i) {
        return bend[i];
    }

    /** No component's logarithm is steeper. */
    double steepness(int i) {
        return steepness[i];
    }

    /** What the absent components add to the logarithm, at most. */
    double missing(int i) {
        return missing[i];
    }
}
