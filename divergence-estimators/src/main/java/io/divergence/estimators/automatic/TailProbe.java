package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Looks far out whether a Rényi divergence D_b(p||q) of order b &gt;= 1 from a normal distribution is infinite. Draws cannot show that:
 * those that would are too far out to be drawn, and the fit widens with the tail that it has seen.
 *
 * <p>From a point where the target has mass it goes out in a random direction u of k of the coordinates, k from one to all. Forward KL
 * is infinite if over a cone of such directions, from places of some mass, p r^2 r^(k - 1) is not integrable, so if
 *
 * <pre>
 * h(r) = b log p + (1 - b) log q + (k + 2 [b = 1]) log r
 * </pre>
 *
 * does not fall with log r; for b &gt; 1 the integrand is p^b q^(1 - b). A tail is taken as infinite if h falls with no more than a power
 * of {@value #SLOWEST} between {@value #NEAREST}, {@value #MIDDLE} and {@value #FARTHEST} standard deviations: what falls more slowly
 * is finite on paper alone. Besides the coordinates it goes along the {@link RidgeAxes} of the target. Not seen are tails that begin
 * farther out, or with a mass that no climb finds. One caller.
 */
final class TailProbe {
    private static final double NEAREST = 1 << 10;
    private static final double MIDDLE = 1 << 12;
    private static final double FARTHEST = 1 << 14;
    private static final double[] RADII = {NEAREST, MIDDLE, FARTHEST};
    private static final double SLOWEST = 0.1;
    /** Below this part of the mass, as a logarithm, what does not fall is a floor of the arithmetic, not a tail. */
    private static final double LEAST_SHARE = -300;
    private static final int FEWEST = 96;
    private static final int PER_COORDINATE = 3;
    private static final int PER_AXIS = 12;
    private static final int RIDGE = -1;

    private final GaussianState state;
    private final double order;
    private final int d;
    private final double[] sds;
    private final double[] inverse;

    TailProbe(GaussianState state, double order) {
        this.state = state;
        this.order = order;
        d = state.d;
        sds = new double[d];
        for (int i = 0; i < d; i++) {
            double square = 0;
            for (int j = state.diagonal ? i : i * d; j < (state.diagonal ? i + 1 : (i + 1) * d); j++) {
                square += state.factor[j] * state.factor[j];
            }
            sds[i] = Math.sqrt(square);
        }
        inverse = WeightedProposal.inverse(state);
    }

    /**
     * Returns why the divergence is infinite; null if nothing shows that it is.
     *
     * @param weights of the points, with the sum one
     */
    String infinite(CountedTarget target, WeightedPoints points, double[] weights, RandomStream rng) {
        double[] e = new double[points.rows() * d];
        WeightedProposal.whiten(state, inverse, points.z(), points.rows(), e);
        List<double[]> axes = d == 1 ? List.of() : new RidgeAxes(target, state).find(e, weights);
        int along = axes.size() * PER_AXIS;
        int probes = Math.max(FEWEST, PER_COORDINATE * d) + along;
        int rows = probes * (1 + RADII.length);
        double[] z = new double[rows * d];
        int[] sizes = new int[probes];
        int[] first = new int[probes];
        for (int k = 0; k < probes; k++) {
            double[] u = k < along ? along(k, axes, rng, sizes, first) : direction(k - along, k, rng, sizes, first);
            int base = pick(weights, rng.nextDouble());
            for (int r = 0; r <= RADII.length; r++) {
                double length = r == 0 ? 0 : RADII[r - 1];
                for (int i = 0; i < d; i++) {
                    z[(k * (1 + RADII.length) + r) * d + i] = points.z()[base * d + i] + length * u[i];
                }
            }
        }
        double[] log = new double[rows];
        target.probe(z, rows, log, null);
        double[] h = integrand(z, log, rows);
        for (int k = 0; k < probes; k++) {
            if (isInfinite(h, k * (1 + RADII.length), sizes[k] + (order == 1 ? 2 : 0))) {
                return reason(log, k * (1 + RADII.length), sizes[k], first[k]);
            }
        }
        return null;
    }

    /** Of one coordinate after the other, of all, or of a random choice of several, in turn; in standard deviations of q, of length one. */
    private double[] direction(int probe, int index, RandomStream rng, int[] sizes, int[] first) {
        int kind = probe % 3;
        int size = kind == 0 || d == 1 ? 1 : kind == 1 || d == 2 ? d : 2 + (int) ((d - 2) * rng.nextDouble() * rng.nextDouble());
        int[] order = new int[d];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < size; i++) {
            int j = size == 1 ? probe / 3 % d : i + (int) ((d - i) * rng.nextDouble());
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        double[] u = new double[d];
        double square = 0;
        for (int i = 0; i < size; i++) {
            double normal = rng.nextGaussian();
            u[order[i]] = normal;
            square += normal * normal;
        }
        for (int i = 0; i < d; i++) {
            u[i] *= sds[i] / Math.sqrt(square);
        }
        sizes[index] = size;
        first[index] = order[0];
        return u;
    }

    /** One ridge after the other, and combinations of several. */
    private double[] along(int probe, List<double[]> axes, RandomStream rng, int[] sizes, int[] first) {
        int n = axes.size();
        boolean isOne = n == 1 || probe % 2 == 0;
        int size = isOne ? 1 : 2 + (int) ((n - 1) * rng.nextDouble());
        int start = isOne ? probe / 2 % n : (int) (n * rng.nextDouble());
        double[] u = new double[d];
        for (int j = 0; j < size; j++) {
            double by = isOne ? (rng.nextDouble() < 0.5 ? -1 : 1) : rng.nextGaussian() / Math.sqrt(size);
            for (int i = 0; i < d; i++) {
                u[i] += by * axes.get((start + j) % n)[i];
            }
        }
        sizes[probe] = size;
        first[probe] = RIDGE;
        return u;
    }

    private static int pick(double[] weights, double at) {
        double sum = 0;
        int last = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k];
            last = weights[k] > 0 ? k : last;
            if (sum > at) {
                return k;
            }
        }
        return last;
    }

    /** b log p + (1 - b) log q, up to a constant. */
    private double[] integrand(double[] z, double[] log, int rows) {
        double[] e = new double[rows * d];
        WeightedProposal.whiten(state, inverse, z, rows, e);
        double[] h = new double[rows];
        for (int k = 0; k < rows; k++) {
            double square = 0;
            for (int i = k * d; i < (k + 1) * d; i++) {
                square += e[i] * e[i];
            }
            h[k] = log[k] == Double.NEGATIVE_INFINITY ? log[k] : order * log[k] + 0.5 * (order - 1) * square;
        }
        return h;
    }

    private static boolean isInfinite(double[] h, int at, int power) {
        int last = RADII.length;
        for (int r = 2; r <= last; r++) {
            double slope = (h[at + r] - h[at + r - 1]) / Math.log(RADII[r - 1] / RADII[r - 2]) + power;
            if (!(slope > -SLOWEST)) {
                return false;
            }
        }
        return h[at + last] + power * Math.log(FARTHEST) > h[at] + LEAST_SHARE;
    }

    private String reason(double[] log, int at, int size, int coordinate) {
        int last = at + RADII.length;
        double power = (log[last - 1] - log[last]) / Math.log(FARTHEST / MIDDLE);
        String where = coordinate == RIDGE ? "a ridge" : size == 1 ? String.format(Locale.US, "coordinate %d", coordinate) : size == d ? "a direction of all coordinates"
                : String.format(Locale.US, "a direction of %d coordinates", size);
        return String.format(Locale.US, "%.0f to %.0f standard deviations out along %s the density falls with a power of %.3g alone, %s", MIDDLE, FARTHEST,
                where, power, order == 1 ? "and more than " + (size + 2) + " is needed for finite variances" : "not as fast as that of a normal distribution");
    }
}
