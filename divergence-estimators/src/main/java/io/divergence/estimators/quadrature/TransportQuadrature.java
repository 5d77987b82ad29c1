package io.divergence.estimators.quadrature;

import io.divergence.distribution.UnivariateDistribution;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The integral of |Q_p(u) - Q_q(u)|^r over the probabilities u, Q the quantile functions: the cost of optimal transport between
 * two distributions on the line. The log odds of u are the coordinate, so that both tails are reached; panels are halved until
 * a sixteen-point rule agrees with itself on the halves.
 */
public final class TransportQuadrature {
    private static final int NODES = 16;
    private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(NODES);
    private static final double FARTHEST = 690;
    private static final double STEP = 4;
    private static final int MAX_DEPTH = 30;

    private final UnivariateDistribution p;
    private final UnivariateDistribution q;
    private final double order;
    private final double tolerance;
    private double value;
    private double error;
    private long evaluations;

    private TransportQuadrature(UnivariateDistribution p, UnivariateDistribution q, double order, double tolerance) {
        this.p = p;
        this.q = q;
        this.order = order;
        this.tolerance = tolerance;
    }

    /** The integral, an estimate of its error, and how often each quantile function was called. */
    public record Result(double value, double error, long evaluations) {
    }

    /**
     * Integrates, for distributions of which the moments of the order exist.
     *
     * @param order r &gt;= 1
     * @param tolerance relative
     */
    public static Result integrate(UnivariateDistribution p, UnivariateDistribution q, double order, double tolerance) {
        TransportQuadrature t = new TransportQuadrature(p, q, order, tolerance);
        t.run();
        return new Result(t.value, t.error, t.evaluations);
    }

    private void run() {
        for (double a = -16; a < 16; a += STEP) {
            refine(a, a + STEP, rule(a, a + STEP), 0);
        }
        for (int side = -1; side <= 1; side += 2) {
            double last = Double.POSITIVE_INFINITY;
            double part = last;
            for (double s = 16; s < FARTHEST; s += STEP) {
                double before = value;
                double a = side > 0 ? s : -s - STEP;
                refine(a, a + STEP, rule(a, a + STEP), 0);
                last = part;
                part = value - before;
                if (part <= 1e-3 * tolerance * value) {
                    break;
                }
            }
            double fall = part < last ? part / last : 1;
            error += part * fall / Math.max(1e-3, 1 - fall);
        }
    }

    private void refine(double a, double b, double whole, int depth) {
        double mid = 0.5 * (a + b);
        double left = rule(a, mid);
        double right = rule(mid, b);
        double difference = Math.abs(whole - left - right);
        if (depth >= MAX_DEPTH || difference <= 0.01 * tolerance * Math.max(value, left + right) || difference < 1e-300) {
            value += left + right;
            error += difference + 4e-16 * (left + right);
            return;
        }
        refine(a, mid, left, depth + 1);
        refine(mid, b, right, depth + 1);
    }

    private double rule(double a, double b) {
        double half = 0.5 * (b - a);
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double t = a + half * (1 + RULE.getPoint(i));
            double small = Math.exp(-Math.abs(t));
            double u = small / (1 + small);
            double distance = t > 0 ? p.upperQuantile(u) - q.upperQuantile(u) : p.quantile(u) - q.quantile(u);
            sum += RULE.getWeight(i) * Math.pow(Math.abs(distance), order) * u / (1 + small);
        }
        evaluations += NODES;
        return half * sum;
    }
}
