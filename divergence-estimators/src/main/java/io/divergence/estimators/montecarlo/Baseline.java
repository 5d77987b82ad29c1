package io.divergence.estimators.montecarlo;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * What is subtracted from the score weights: it leaves the mean of the gradient as it is (or nearly), and lowers its
 * variance. Immutable.
 */
public final class Baseline {
    private static final Baseline NONE = new Baseline(Kind.NONE, null);
    private static final Baseline MEAN = new Baseline(Kind.MEAN, null);
    private static final Baseline LEAVE_ONE_OUT = new Baseline(Kind.LEAVE_ONE_OUT, null);
    private static final Baseline OPTIMAL = new Baseline(Kind.OPTIMAL, null);

    enum Kind {
        NONE, CONSTANT, MEAN, LEAVE_ONE_OUT, OPTIMAL
    }

    private final Kind kind;
    private final double[] constants;

    private Baseline(Kind kind, double[] constants) {
        this.kind = kind;
        this.constants = constants;
    }

    /** Returns no baseline. */
    public static Baseline none() {
        return NONE;
    }

    /** Returns constants: one for all coordinates, or one for each. */
    public static Baseline constant(double... values) {
        return new Baseline(Kind.CONSTANT, Checks.allFinite("values", values).clone());
    }

    /** Returns the mean weight of the same samples: the gradient is shrunk by (K - 1)/K. */
    public static Baseline mean() {
        return MEAN;
    }

    /** Returns the mean weight of the other samples: unbiased; needs two samples. */
    public static Baseline leaveOneOut() {
        return LEAVE_ONE_OUT;
    }

    /** Returns E[h s^2]/E[s^2] for each coordinate, estimated from the other samples: unbiased; needs three samples. */
    public static Baseline optimal() {
        return OPTIMAL;
    }

    Kind kind() {
        return kind;
    }

    double constant(int j) {
        return constants.length == 1 ? constants[0] : constants[j];
    }

    void check(int samples, int parameters) {
        int least = kind == Kind.OPTIMAL ? 3 : kind == Kind.LEAVE_ONE_OUT ? 2 : 1;
        if (samples < least) {
            throw Checks.illegal("samples", samples,
                    "must be at least " + least + " for the baseline " + this + "; use Baseline.none()");
        }
        if (kind == Kind.CONSTANT && constants.length != 1 && constants.length != parameters) {
            throw Checks.illegal("number of baselines", constants.length, "must be 1 or " + parameters);
        }
    }

    @Override
    public String toString() {
        return kind == Kind.CONSTANT ? "constant" + Arrays.toString(constants) : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
