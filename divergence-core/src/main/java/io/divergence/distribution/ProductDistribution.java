package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Independent blocks of coordinates, each with a distribution of its own: p(x) = PROD p_i(x_i). Immutable; a {@link #boundCopy} owns scratch space. */
public final class ProductDistribution implements Distribution {
    private final Distribution[] factors;
    private final int dimension;
    /** Of a bound copy: the points of a factor, and its log densities. */
    private final WorkerScratch scratch;

    private ProductDistribution(Distribution[] factors, WorkerScratch scratch) {
        this.factors = factors;
        this.scratch = scratch;
        dimension = Arrays.stream(factors).mapToInt(Distribution::dimension).sum();
    }

    /**
     * Returns the product, its points the points of the factors one behind the other.
     *
     * @param factors at least one
     */
    public static ProductDistribution of(Distribution... factors) {
        Checks.noNulls("factors", factors);
        Checks.atLeast("factors.length", factors.length, 1);
        return new ProductDistribution(factors.clone(), null);
    }

    /** {@return the factors} */
    public List<Distribution> factors() {
        return List.of(factors);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** The points of R^D if all factors are on points; else the box of their edges. */
    @Override
    public Support support() {
        double[] lower = new double[dimension];
        double[] upper = new double[dimension];
        int at = 0;
        boolean points = true;
        for (Distribution factor : factors) {
            Support support = factor.support();
            points &= support.kind() == Support.Kind.POINTS;
            for (int i = 0; i < factor.dimension(); i++) {
                lower[at] = support.lower(i);
                upper[at++] = support.upper(i);
            }
        }
        return points ? Support.points(dimension) : Support.box(lower, upper);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int n = to - from;
        double[] part = WorkerScratch.array(scratch, 1, n);
        Arrays.fill(out, from, to, 0);
        int at = 0;
        for (Distribution factor : factors) {
            int d = factor.dimension();
            double[] block = WorkerScratch.array(scratch, 0, n * d);
            for (int k = 0; k < n; k++) {
                System.arraycopy(z, (from + k) * dimension + at, block, k * d, d);
            }
            factor.logDensity(block, 0, n, part);
            for (int k = 0; k < n; k++) {
                out[from + k] += part[k];
            }
            at += d;
        }
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int n = to - from;
        int at = 0;
        for (Distribution factor : factors) {
            int d = factor.dimension();
            double[] block = WorkerScratch.array(scratch, 0, n * d);
            factor.sample(rng, block, 0, n);
            for (int k = 0; k < n; k++) {
                System.arraycopy(block, k * d, z, (from + k) * dimension + at, d);
            }
            at += d;
        }
    }

    @Override
    public ProductDistribution boundCopy() {
        return new ProductDistribution(WorkerScratch.copies(factors), new WorkerScratch(2));
    }

    @Override
    public String toString() {
        return "Product" + Arrays.toString(factors);
    }
}
