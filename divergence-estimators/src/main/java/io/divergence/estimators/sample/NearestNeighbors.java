package io.divergence.estimators.sample;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;

/**
 * KL between the distributions of two samples of continuous points by the distances to k-th nearest neighbours: with r_i from
 * x_i to the others of its sample and s_i to the other sample,
 *
 * <pre>KL = (D/n) SUM log(s_i/r_i) + log(m/(n - 1))</pre>
 *
 * <p>consistent for every k. Points that coincide have distance zero, of which the logarithm says nothing: there, the smallest
 * radius that holds k points of both samples is taken, with the numbers of points that it holds,
 * digamma(k_x) - digamma(k_y) + log(m/(n - 1)); the estimate reports how many points were so. Immutable.
 *
 * <p>Reference: Q. Wang, S. Kulkarni, S. Verdu, Divergence estimation for multidimensional densities via k-nearest-neighbor
 * distances, 2009, (5) and (25).
 *
 * @param k the number of neighbours
 */
public record NearestNeighbors(int k) {

    /** Checks the argument. */
    public NearestNeighbors {
        Checks.atLeast("k", k, 1);
    }

    /** Returns KL(p||q) in nats, x of p and y of q; it may be negative by chance where p and q are near. */
    public SampleEstimate kl(Samples x, Samples y) {
        check(x, y);
        NeighborTree own = new NeighborTree(x);
        NeighborTree other = new NeighborTree(y);
        int n = x.size();
        double sum = 0;
        long ties = 0;
        for (int i = 0; i < n; i++) {
            double r = own.distance(x.raw(), i, i, k);
            double s = other.distance(x.raw(), i, -1, k);
            if (r > 0 && s > 0) {
                sum += x.dimension() * Math.log(s / r);
            } else {
                ties++;
                double radius = Math.max(r, s);
                sum += GammaFunctions.digamma(own.count(x.raw(), i, i, radius))
                        - GammaFunctions.digamma(other.count(x.raw(), i, -1, radius));
            }
        }
        double value = sum / n + Math.log(y.size()) - Math.log(n - 1);
        return SampleEstimate.of("KL by " + k + " nearest neighbours", value, ties);
    }

    /** Returns Jeffreys' divergence KL(p||q) + KL(q||p) in nats. */
    public SampleEstimate jeffreys(Samples x, Samples y) {
        SampleEstimate a = kl(x, y);
        SampleEstimate b = kl(y, x);
        return SampleEstimate.of("Jeffreys by " + k + " nearest neighbours", a.value() + b.value(), a.ties() + b.ties());
    }

    private void check(Samples x, Samples y) {
        Samples.checkSameDimension(x, y);
        Checks.atLeast("x.size", x.size(), k + 1);
        Checks.atLeast("y.size", y.size(), k);
    }
}
