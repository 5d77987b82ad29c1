package io.divergence.estimators.automatic;

import io.divergence.math.LogSumExp;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Where the points come from at which a target is weighed: Student's t of three degrees of freedom with the mean and the factor of a
 * normal distribution, heavier in its tails than most targets, and one such distribution about each further mode. Half of the points
 * are of the first; each is drawn with its mirror image. Densities leave out what all have in common. One caller.
 */
final class WeightedProposal {
    private static final double DEGREES = 3;

    private final int d;
    private final List<GaussianState> parts = new ArrayList<>();
    private final List<double[]> inverses = new ArrayList<>();

    WeightedProposal(GaussianState center, List<GaussianState> others) {
        d = center.d;
        add(center);
        others.forEach(this::add);
    }

    private void add(GaussianState state) {
        parts.add(GaussianState.copyOf(state));
        inverses.add(inverse(state));
    }

    static double[] inverse(GaussianState state) {
        int d = state.d;
        if (state.diagonal) {
            double[] inverse = new double[d];
            for (int i = 0; i < d; i++) {
                inverse[i] = 1 / state.factor[i];
            }
            return inverse;
        }
        DMatrixRMaj inverse = new DMatrixRMaj(d, d);
        if (!CommonOps_DDRM.invert(new DMatrixRMaj(d, d, true, state.factor), inverse)) {
            throw new ArithmeticException("the factor of the covariance is singular");
        }
        return inverse.data;
    }

    /** Writes L^-1 (z - mu) for each row. */
    static void whiten(GaussianState state, double[] inverse, double[] z, int rows, double[] e) {
        int d = state.d;
        double[] x = new double[d];
        for (int k = 0; k < rows; k++) {
            for (int i = 0; i < d; i++) {
                x[i] = z[k * d + i] - state.mean[i];
            }
            for (int i = 0; i < d; i++) {
                double sum = 0;
                if (state.diagonal) {
                    sum = inverse[i] * x[i];
                } else {
                    for (int j = 0; j < d; j++) {
                        sum += inverse[i * d + j] * x[j];
                    }
                }
                e[k * d + i] = sum;
            }
        }
    }

    /** How many of the rows, an even number, are of a part. */
    private int share(int part, int rows) {
        if (parts.size() == 1) {
            return rows;
        }
        int others = 2 * (rows / (4 * (parts.size() - 1)));
        return part > 0 ? others : rows - others * (parts.size() - 1);
    }

    /** Draws an even number of points. */
    double[] draw(RandomStream rng, int rows) {
        double[] z = new double[rows * d];
        int at = 0;
        for (int part = 0; part < parts.size(); part++) {
            int count = share(part, rows);
            double[] e = new double[count * d];
            for (int k = 0; k < count; k += 2) {
                double square = 0;
                for (int i = 0; i < DEGREES; i++) {
                    double normal = rng.nextGaussian();
                    square += normal * normal;
                }
                double radius = Math.sqrt(DEGREES / square);
                for (int i = 0; i < d; i++) {
                    e[k * d + i] = radius * rng.nextGaussian();
                    e[(k + 1) * d + i] = -e[k * d + i];
                }
            }
            double[] own = new double[count * d];
            parts.get(part).points(e, count, own);
            System.arraycopy(own, 0, z, at * d, own.length);
            at += count;
        }
        return z;
    }

    /** Returns the logarithm of the density at each row. */
    double[] logDensity(double[] z, int rows) {
        double[][] terms = new double[parts.size()][rows];
        double[] e = new double[rows * d];
        for (int part = 0; part < parts.size(); part++) {
            GaussianState state = parts.get(part);
            whiten(state, inverses.get(part), z, rows, e);
            double constant = Math.log((double) share(part, rows) / rows) - state.logDeterminant;
            for (int k = 0; k < rows; k++) {
                double square = 0;
                for (int i = k * d; i < (k + 1) * d; i++) {
                    square += e[i] * e[i];
                }
                terms[part][k] = constant - 0.5 * (DEGREES + d) * Math.log1p(square / DEGREES);
            }
        }
        double[] log = new double[rows];
        double[] column = new double[parts.size()];
        for (int k = 0; k < rows; k++) {
            for (int part = 0; part < column.length; part++) {
                column[part] = terms[part][k];
            }
            log[k] = LogSumExp.of(column);
        }
        return log;
    }
}
