package io.divergence.estimators.automatic;

import io.divergence.math.LogSumExp;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Rényi divergence D_b(p||q), forward KL at b = 1, on weighed points z ~ s, as a function of a normal distribution q = N(mu, L L^T):
 *
 * <pre>
 * D = log(mean p~^b q^(1 - b)/s)/(b - 1) + log(mean q/s),    at b = 1: -mean of log q by p~/s + log(mean q/s)
 * </pre>
 *
 * up to a constant of p. With the tilted r = p^b q^(1 - b), its slope in the natural parameters of q is E_q[T] - E_r[T], T the first and
 * second moments: the best q has the moments of r, which are those of the target for forward KL. Both expectations are taken on the same points, so there
 * is no noise where q can be the target; for b &gt;= 1 the function is convex. One caller.
 *
 * <p>Reference: T. Minka, Divergence measures and message passing, 2005.
 */
final class TiltedMoments {
    private static final double LEAST = 0.25;
    private static final double MOST = 4;
    private static final int MAX_HALVINGS = 12;

    private final WeightedPoints points;
    private final double order;
    private final int d;
    final GaussianState state;
    /** L^-1 (z - mu). */
    private double[] e;
    private double value;
    private double[] tilted;
    private double[] own;
    /** E_r[T] - E_q[T] in the frame of q: of e, and of e e^T or its diagonal. */
    final double[] first;
    final double[] second;

    TiltedMoments(WeightedPoints points, double order, GaussianState start) {
        this.points = points;
        this.order = order;
        d = start.d;
        state = GaussianState.copyOf(start);
        e = new double[points.rows() * d];
        WeightedProposal.whiten(state, WeightedProposal.inverse(state), points.z(), points.rows(), e);
        first = new double[d];
        second = new double[start.factor.length];
        tilted = new double[points.rows()];
        own = new double[points.rows()];
        value = evaluate(e, state.logDeterminant, tilted, own);
        moments();
    }

    /** Returns D, and writes the normalised weights of r and of q. */
    private double evaluate(double[] at, double logDeterminant, double[] r, double[] q) {
        double cross = 0;
        double total = LogSumExp.of(logWeights(at, logDeterminant, r, q));
        double totalOwn = LogSumExp.of(q);
        for (int k = 0; k < points.rows(); k++) {
            r[k] = Math.exp(r[k] - total);
            cross += r[k] > 0 ? r[k] * (q[k] + points.logProposal()[k]) : 0;
            q[k] = Math.exp(q[k] - totalOwn);
        }
        return (order == 1 ? -cross : total / (order - 1)) + totalOwn;
    }

    /** Writes log(p~^b q^(1 - b)/s) and log(q/s), and returns the former. */
    private double[] logWeights(double[] at, double logDeterminant, double[] r, double[] q) {
        for (int k = 0; k < points.rows(); k++) {
            double square = 0;
            for (int i = k * d; i < (k + 1) * d; i++) {
                square += at[i] * at[i];
            }
            double logQ = -0.5 * square - logDeterminant;
            double logP = points.logTarget()[k];
            r[k] = logP == Double.NEGATIVE_INFINITY ? logP : order * logP + (1 - order) * logQ - points.logProposal()[k];
            q[k] = logQ - points.logProposal()[k];
        }
        return r;
    }

    private void moments() {
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        for (int k = 0; k < points.rows(); k++) {
            add(k, tilted[k] - own[k], first, second);
        }
    }

    private void add(int k, double w, double[] mean, double[] product) {
        for (int i = 0; i < d; i++) {
            double x = e[k * d + i];
            mean[i] += w * x;
            if (state.diagonal) {
                product[i] += w * x * x;
                continue;
            }
            for (int j = 0; j <= i; j++) {
                product[i * d + j] += w * x * e[k * d + j];
            }
        }
    }

    /** The inner product of two slopes by the inverse Fisher information: |a|^2 + |B|^2/2, of the lower triangles. */
    private double product(double[] a, double[] matrixA, double[] b, double[] matrixB) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += a[i] * b[i];
            if (state.diagonal) {
                sum += 0.5 * matrixA[i] * matrixB[i];
                continue;
            }
            for (int j = 0; j <= i; j++) {
                sum += (i == j ? 0.5 : 1) * matrixA[i * d + j] * matrixB[i * d + j];
            }
        }
        return sum;
    }

    /** What natural steps promise, to second order: a bound for b &gt;= 1, since the Hessian F + (b - 1) C_r is at least the Fisher information F. */
    double decrement() {
        return 0.5 * product(first, second, first, second);
    }

    /**
     * By how much the decrement is too small for b &lt; 1: F over the Hessian F - (1 - b) C_r, in the direction of the slope; infinite
     * where it is not convex.
     */
    private double stretch() {
        if (order >= 1) {
            return 1;
        }
        double meanTilted = 0;
        double meanOwn = 0;
        double squareTilted = 0;
        double squareOwn = 0;
        for (int k = 0; k < points.rows(); k++) {
            double along = along(k);
            meanTilted += tilted[k] * along;
            meanOwn += own[k] * along;
            squareTilted += tilted[k] * along * along;
            squareOwn += own[k] * along * along;
        }
        double fisher = squareOwn - meanOwn * meanOwn;
        double curvature = fisher - (1 - order) * (squareTilted - meanTilted * meanTilted);
        return curvature > 0 ? Math.max(1 / order, fisher / curvature) : fisher > 0 ? Double.POSITIVE_INFINITY : 1;
    }

    /** T of a point along the natural direction of the slope. */
    private double along(int k) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double x = e[k * d + i];
            sum += first[i] * x;
            if (state.diagonal) {
                sum += 0.5 * second[i] * x * x;
                continue;
            }
            for (int j = 0; j <= i; j++) {
                sum += (i == j ? 0.5 : 1) * second[i * d + j] * x * e[k * d + j];
            }
        }
        return sum;
    }

    /** The normalised weights r/s; not to be written. */
    double[] weights() {
        return tilted;
    }

    /** log(r/s) at each point, up to a constant. */
    double[] logTilted() {
        double[] r = new double[points.rows()];
        return logWeights(e, state.logDeterminant, r, new double[points.rows()]);
    }

    /** log(1 + |e|^2/D) at each point. */
    double[] logSquares() {
        double[] log = new double[points.rows()];
        for (int k = 0; k < log.length; k++) {
            double square = 0;
            for (int i = k * d; i < (k + 1) * d; i++) {
                square += e[i] * e[i];
            }
            log[k] = Math.log1p(square / d);
        }
        return log;
    }

    double effectiveSampleSize() {
        double squares = 0;
        for (double r : tilted) {
            squares += r * r;
        }
        return 1 / squares;
    }

    /**
     * The decrement without what the noise of these points adds to it, and its standard error, from the contributions of blocks of
     * pairs.
     */
    double[] gain(int blocks) {
        double[] meanTilted = new double[d];
        double[] secondTilted = new double[second.length];
        for (int k = 0; k < points.rows(); k++) {
            add(k, tilted[k], meanTilted, secondTilted);
        }
        double[][] means = new double[blocks][d];
        double[][] products = new double[blocks][second.length];
        double[] massTilted = new double[blocks];
        double[] massOwn = new double[blocks];
        for (int k = 0; k < points.rows(); k++) {
            int block = k / 2 % blocks;
            add(k, tilted[k] - own[k], means[block], products[block]);
            massTilted[block] += tilted[k];
            massOwn[block] += own[k];
        }
        double trace = 0;
        double along = 0;
        double squares = 0;
        for (int b = 0; b < blocks; b++) {
            // The influence of a block: its moments about those of all.
            center(means[b], massTilted[b], massOwn[b], meanTilted, first);
            center(products[b], massTilted[b], massOwn[b], secondTilted, second);
            double dot = product(first, second, means[b], products[b]);
            along += dot * dot;
            for (int c = 0; c <= b; c++) {
                double both = product(means[b], products[b], means[c], products[c]);
                squares += (b == c ? 1 : 2) * both * both;
                trace += b == c ? both : 0;
            }
        }
        double factor = stretch();
        return new double[] {factor * Math.max(0, decrement() - 0.5 * trace), factor * 0.5 * Math.sqrt(4 * along + 2 * squares)};
    }

    private static void center(double[] sum, double massTilted, double massOwn, double[] tilted, double[] difference) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] -= (massTilted - massOwn) * tilted[i] + massOwn * difference[i];
        }
    }

    /** At most so many natural steps until the decrement is at most so many nats, or no step makes D smaller. */
    void solve(double enough, int most) {
        for (int k = 0; k < most && decrement() > enough; k++) {
            if (!step()) {
                return;
            }
        }
    }

    private boolean step() {
        double slope = product(first, second, first, second);
        double length = Math.min(1, 1 / order);
        for (int k = 0; k < MAX_HALVINGS; k++, length *= 0.5) {
            GaussianState next = new GaussianState(d, state.diagonal);
            double[] moved = moved(length, next);
            double[] r = new double[points.rows()];
            double[] q = new double[points.rows()];
            double reached = evaluate(moved, next.logDeterminant, r, q);
            if (reached <= value - 1e-4 * length * slope) {
                state.set(next);
                e = moved;
                tilted = r;
                own = q;
                value = reached;
                moments();
                return true;
            }
        }
        return false;
    }

    /** Takes the moments that part of the way to those of r, each eigenvalue within a factor of four, and returns the points in the new frame. */
    private double[] moved(double length, GaussianState next) {
        double[] moved = new double[e.length];
        if (state.diagonal) {
            next.logDeterminant = state.logDeterminant;
            for (int i = 0; i < d; i++) {
                double shift = length * first[i];
                double scale = Math.sqrt(bounded(1 + length * second[i] - shift * shift));
                next.mean[i] = state.mean[i] + state.factor[i] * shift;
                next.factor[i] = state.factor[i] * scale;
                next.logDeterminant += Math.log(scale);
                for (int k = i; k < e.length; k += d) {
                    moved[k] = (e[k] - shift) / scale;
                }
            }
            return moved;
        }
        DMatrixRMaj m = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                m.data[i * d + j] = (i == j ? 1 : 0) + length * second[i * d + j] - length * length * first[i] * first[j];
                m.data[j * d + i] = m.data[i * d + j];
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
        if (!eigen.decompose(m)) {
            throw new ArithmeticException("the symmetric eigenvalue decomposition failed");
        }
        double[] scales = new double[d];
        double[] back = new double[d * d];
        for (int k = 0; k < d; k++) {
            scales[k] = Math.sqrt(bounded(eigen.getEigenvalue(k).getReal()));
            System.arraycopy(eigen.getEigenVector(k).data, 0, back, k * d, d);
        }
        rotate(length, scales, back, next);
        double[] x = new double[d];
        for (int row = 0; row < points.rows(); row++) {
            for (int i = 0; i < d; i++) {
                x[i] = e[row * d + i] - length * first[i];
            }
            for (int k = 0; k < d; k++) {
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += back[k * d + i] * x[i];
                }
                moved[row * d + k] = sum / scales[k];
            }
        }
        return moved;
    }

    /** mu += L shift, L &lt;- L V diag(scales), the rows of back the eigenvectors. */
    private void rotate(double length, double[] scales, double[] back, GaussianState next) {
        next.logDeterminant = state.logDeterminant;
        for (int i = 0; i < d; i++) {
            double sum = state.mean[i];
            for (int j = 0; j < d; j++) {
                sum += state.factor[i * d + j] * length * first[j];
            }
            next.mean[i] = sum;
            for (int k = 0; k < d; k++) {
                double entry = 0;
                for (int j = 0; j < d; j++) {
                    entry += state.factor[i * d + j] * back[k * d + j];
                }
                next.factor[i * d + k] = entry * scales[k];
            }
            next.logDeterminant += Math.log(scales[i]);
        }
    }

    private static double bounded(double eigenvalue) {
        return Math.max(LEAST, Math.min(MOST, eigenvalue));
    }
}
