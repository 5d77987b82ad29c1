package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.quadrature.TransportQuadrature;
import io.divergence.math.Checks;
import io.divergence.target.Tail;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Wasserstein distances W_r = (min E |x - y|^r)^(1/r), x of p and y of q, in the units of x: on the line by the quantile
 * functions, between normal distributions by formula. They are no functions of the density ratio, so that they see how far
 * apart p and q are, and are not those of {@link DivergenceEvaluator}.
 *
 * <pre>W_2^2 = |m_p - m_q|^2 + tr(S_p + S_q - 2 (S_p^1/2 S_q S_p^1/2)^1/2) = |m_p - m_q|^2 + min_O |L_p - L_q O|^2</pre>
 *
 * <p>the least over orthogonal O, which the singular vectors of L_q^T L_p give: a sum of squares, from which nothing cancels.
 */
public final class Wasserstein {
    private static final double TOLERANCE = 1e-10;

    private Wasserstein() {
    }

    /** Returns W_1, the earth mover's distance, between distributions on the line. */
    public static DivergenceValue w1(UnivariateDistribution p, UnivariateDistribution q) {
        return of(1, p, q, TOLERANCE);
    }

    /** Returns W_2 between distributions on the line. */
    public static DivergenceValue w2(UnivariateDistribution p, UnivariateDistribution q) {
        return of(2, p, q, TOLERANCE);
    }

    /** Returns W_2 between normal distributions in D dimensions. */
    public static DivergenceValue w2(MultivariateNormal p, MultivariateNormal q) {
        Checks.notNull("p", p);
        Checks.notNull("q", q);
        int d = p.dimension();
        if (q.dimension() != d) {
            throw Checks.illegal("q.dimension", q.dimension(), "must be that of p, " + d);
        }
        DMatrixRMaj lp = DMatrixRMaj.wrap(d, d, p.cholesky());
        DMatrixRMaj lq = DMatrixRMaj.wrap(d, d, q.cholesky());
        DMatrixRMaj product = new DMatrixRMaj(d, d);
        CommonOps_DDRM.multTransA(lq, lp, product);
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(d, d, true, true, false);
        if (!svd.decompose(product)) {
            throw new ArithmeticException("the singular values of a " + d + " x " + d + " matrix were not found");
        }
        DMatrixRMaj rotation = new DMatrixRMaj(d, d);
        CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), rotation);
        DMatrixRMaj moved = new DMatrixRMaj(d, d);
        CommonOps_DDRM.mult(lq, rotation, moved);
        double square = 0;
        double size = 0;
        for (int i = 0; i < d * d; i++) {
            double difference = lp.data[i] - moved.data[i];
            square += difference * difference;
            size += lp.data[i] * lp.data[i] + lq.data[i] * lq.data[i];
        }
        double[] a = p.mean();
        double[] b = q.mean();
        for (int i = 0; i < d; i++) {
            square += (a[i] - b[i]) * (a[i] - b[i]);
        }
        double value = Math.sqrt(square);
        // The rotation is good to rounding: each entry of the difference is, relative to the matrices.
        return DivergenceValue.closed("W2", value, 32 * d * Term.EPS * (value + Math.sqrt(size)));
    }

    /** Returns W_2 between two distributions on the line, or two normal distributions. */
    public static DivergenceValue w2(Distribution p, Distribution q) {
        if (p instanceof UnivariateDistribution a && q instanceof UnivariateDistribution b) {
            return w2(a, b);
        }
        if (p instanceof MultivariateNormal a && q instanceof MultivariateNormal b) {
            return w2(a, b);
        }
        throw Checks.illegal("p, q", p + ", " + q, "must be two distributions on the line, or two normal distributions");
    }

    /**
     * Returns W_r between distributions on the line.
     *
     * @param order r &gt;= 1
     * @param tolerance relative, of the value
     */
    public static DivergenceValue of(double order, UnivariateDistribution p, UnivariateDistribution q, double tolerance) {
        Checks.inRange("order", order, 1, 100);
        Checks.inRange("tolerance", tolerance, 1e-14, 0.5);
        Checks.notNull("p", p);
        Checks.notNull("q", q);
        String name = "W" + (order == Math.rint(order) ? String.valueOf((int) order) : String.valueOf(order));
        if (order == 2 && p instanceof Normal a && q instanceof Normal b) {
            return DivergenceValue.closed(name, Math.hypot(a.mean() - b.mean(), a.sd() - b.sd()),
                    4 * Term.EPS * Math.hypot(a.mean() - b.mean(), a.sd() - b.sd()));
        }
        boolean finiteP = hasMoment(p, order);
        boolean finiteQ = hasMoment(q, order);
        if (!finiteP || !finiteQ) {
            boolean both = !finiteP && !finiteQ;
            return new DivergenceValue(name, both ? Double.NaN : Double.POSITIVE_INFINITY, both ? Double.NaN : 0, ErrorKind.ROUNDING,
                    Method.CLOSED_FORM, both ? Finiteness.UNRESOLVED : Finiteness.INFINITE_BY_TAILS, 0, !both);
        }
        TransportQuadrature.Result r = TransportQuadrature.integrate(p, q, order, tolerance);
        double value = Math.pow(r.value(), 1 / order);
        double error = r.value() == 0 ? Math.pow(r.error(), 1 / order) : value * r.error() / r.value() / order;
        return new DivergenceValue(name, value, error, ErrorKind.ESTIMATE, Method.QUADRATURE, Finiteness.FINITE, r.evaluations(),
                error <= Math.max(tolerance * value, 1e-14));
    }

    /** Whether E |x|^r is finite, as far as the tails tell. */
    private static boolean hasMoment(UnivariateDistribution d, double order) {
        return hasMoment(d.lowerTail(), d.support().lower(0), order) && hasMoment(d.upperTail(), d.support().upper(0), order);
    }

    private static boolean hasMoment(Tail tail, double edge, double order) {
        return !Double.isInfinite(edge) || Tail.integral(1, tail, 0, tail, order) != Tail.Integral.INFINITE;
    }
}
