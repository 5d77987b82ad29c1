package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Points at which a target is weighed, with log p~ of the target and log s of the proposal from which they came.
 *
 * @param z row-major N x D, each followed by its mirror image
 * @param logTarget log p~; negative infinity where there is no mass
 * @param logProposal log s, up to a constant
 * @param rows N, an even number
 */
record WeightedPoints(double[] z, double[] logTarget, double[] logProposal, int rows) {

    static WeightedPoints draw(CountedTarget target, WeightedProposal proposal, RandomStream rng, int rows) {
        double[] z = proposal.draw(rng, rows);
        double[] logTarget = new double[rows];
        target.evaluate(z, rows, logTarget, null);
        return new WeightedPoints(z, logTarget, proposal.logDensity(z, rows), rows);
    }

    boolean hasMass() {
        return Arrays.stream(logTarget).anyMatch(l -> l > Double.NEGATIVE_INFINITY);
    }

    WeightedPoints union(WeightedPoints other) {
        return new WeightedPoints(joined(z, other.z), joined(logTarget, other.logTarget), joined(logProposal, other.logProposal),
                rows + other.rows);
    }

    private static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Returns these with the target p~^b s^(1 - b), which is nearer to the proposal. */
    WeightedPoints tempered(double b) {
        double[] log = new double[rows];
        for (int k = 0; k < rows; k++) {
            log[k] = logTarget[k] == Double.NEGATIVE_INFINITY ? logTarget[k] : b * logTarget[k] + (1 - b) * logProposal[k];
        }
        return new WeightedPoints(z, log, logProposal, rows);
    }

    /** The effective number of points with weights (p~/s)^b. */
    double effective(double b) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < rows; k++) {
            largest = Math.max(largest, logTarget[k] - logProposal[k]);
        }
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < rows; k++) {
            double w = Math.exp(b * (logTarget[k] - logProposal[k] - largest));
            sum += w;
            squares += w * w;
        }
        return sum * sum / squares;
    }

    /** The largest power in (0, 1] with which at least so many points are effective. */
    double power(double least) {
        if (effective(1) >= least) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int k = 0; k < 40; k++) {
            double middle = 0.5 * (low + high);
            if (effective(middle) >= least) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
