package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Renyi;

/**
 * The integrands of value and gradient at nodes of a chart, scaled by e^-shift so that none leaves the range of a double:
 * component 0 is q f(u), components 1 to P are q h(u) score_j. A Rényi divergence adds, in a scale of their own, q u^a and
 * q u^a score_j. Beside each value stands a bound of its rounding error, from that of the two log densities.
 *
 * <p>Owns its scratch space; one caller.
 */
final class RatioIntegrand {
    private static final double EPS = Math.ulp(1.0);

    /** The gradient of log q by phi at a node. */
    interface Score {
        void at(Chart chart, double[] s, double[] x, int row, double[] out);
    }

    private final ChartedDensity densityP;
    private final ChartedDensity densityQ;
    private final Score scoreOfQ;
    private final double conditionP;
    private final double conditionQ;
    private final RatioFunction ratio;
    private final double exponent;
    private final boolean hasMoment;
    private final int parameters;
    private final double[] x;
    private final double[] logP;
    private final double[] logQ;
    private final double[] score;

    private double logNormalizer;
    private long evaluations;
    private long nonFinite;
    private double nonFinitePoint;

    /**
     * Creates the integrand.
     *
     * @param parameters the number of parameters of q, 0 for the value alone
     * @param shifted whether f and h are both -l: reverse KL of an unnormalised target
     * @param capacity the largest number of nodes in a call
     */
    RatioIntegrand(Discrepancy discrepancy, ChartedDensity densityP, ChartedDensity densityQ, Score scoreOfQ, int parameters,
            boolean shifted, int capacity) {
        this.densityP = densityP;
        this.densityQ = densityQ;
        this.scoreOfQ = scoreOfQ;
        this.parameters = parameters;
        conditionP = densityP.condition();
        conditionQ = densityQ.condition();
        ratio = new RatioFunction(FinitenessRule.baseOf(discrepancy), shifted, parameters > 0);
        hasMoment = discrepancy instanceof Renyi;
        exponent = discrepancy instanceof Renyi renyi ? renyi.exponent() : 0;
        x = new double[capacity];
        logP = new double[capacity];
        logQ = new double[capacity];
        score = new double[parameters];
    }

    void setLogNormalizer(double logNormalizer) {
        this.logNormalizer = logNormalizer;
    }

    void start() {
        ratio.start();
        evaluations = 0;
        nonFinite = 0;
    }

    /** The number of components: those of {@link #measured} first, then p and q themselves. */
    int size() {
        return measured() + 2;
    }

    /** The number of components that must meet the tolerance. */
    int measured() {
        return hasMoment ? 2 + 2 * parameters : 1 + parameters;
    }

    boolean hasMoment() {
        return hasMoment;
    }

    long evaluations() {
        return evaluations;
    }

    long nonFinite() {
        return nonFinite;
    }

    double nonFinitePoint() {
        return nonFinitePoint;
    }

    /** Whether f(p/q) was infinite where there is mass. */
    boolean isInfinite() {
        return ratio.isInfinite();
    }

    /** Whether a part of the error is an estimate: see {@link RatioFunction#isLost}. */
    boolean isLost() {
        return ratio.isLost();
    }

    /** Whether a divergence without expansions left the range of a double. */
    boolean isOverflowed() {
        return ratio.isOverflowed();
    }

    private void densities(Chart chart, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = chart.x(s[i]);
        }
        densityP.logDensity(chart, s, x, n, logP);
        densityQ.logDensity(chart, s, x, n, logQ);
        evaluations += n;
        for (int i = 0; i < n; i++) {
            logP[i] = checked(logP[i], i) - logNormalizer;
            logQ[i] = checked(logQ[i], i);
        }
    }

    private double checked(double log, int i) {
        if (Double.isNaN(log) || log == Double.POSITIVE_INFINITY) {
            if (nonFinite++ == 0) {
                nonFinitePoint = x[i];
            }
            return Double.NEGATIVE_INFINITY;
        }
        return log;
    }

    /** Writes l at each node; 0 where neither has mass. */
    void logRatios(Chart chart, double[] s, int n, double[] out) {
        densities(chart, s, n);
        for (int i = 0; i < n; i++) {
            out[i] = logP[i] == logQ[i] ? 0 : logP[i] - logQ[i];
        }
    }

    /**
     * Writes log(q (f + |h|)), without h if there are no parameters, the size of the canonical components per unit of the chart, and
     * the logarithm of the moment's integrand behind it: out[i] and out[n + i].
     */
    void logSizes(Chart chart, double[] s, int n, double[] out) {
        densities(chart, s, n);
        for (int i = 0; i < n; i++) {
            double jacobian = chart.isLogarithmic() ? s[i] : 0;
            out[i] = ratio.logSize(logP[i], logQ[i]) + jacobian;
            out[n + i] = hasMoment ? moment(i) + jacobian : Double.NEGATIVE_INFINITY;
        }
    }

    /**
     * The same far out, where a function may have left the range of a double: infinity minus infinity says nothing against it there.
     */
    void logSizesAhead(Chart chart, double[] s, int n, double[] out) {
        long before = nonFinite;
        double point = nonFinitePoint;
        logSizes(chart, s, n, out);
        nonFinite = before;
        nonFinitePoint = point;
    }

    private double moment(int i) {
        // 0 times -infinity is 0 here: p^0 = 1.
        double p = exponent == 0 ? 0 : exponent * logP[i];
        double q = exponent == 1 ? 0 : (1 - exponent) * logQ[i];
        double sum = p + q;
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

    /**
     * Writes the components, out[c * n + i], and their rounding errors; behind them p and q themselves, whose integrals say
     * whether the pieces hold all their mass.
     *
     * @param shift the scale of the canonical components
     * @param momentShift the scale of the moment's components
     */
    void evaluate(Chart chart, double[] s, int n, double shift, double momentShift, double[] out, double[] rounding) {
        densities(chart, s, n);
        for (int i = 0; i < n; i++) {
            double jacobian = chart.isLogarithmic() ? s[i] : 0;
            if (parameters > 0) {
                scoreOfQ.at(chart, s, x, i, score);
            }
            double errorP = ChartedDensity.error(logP[i], conditionP) + EPS * (3 * Math.abs(logNormalizer) + Math.abs(jacobian));
            double errorQ = ChartedDensity.error(logQ[i], conditionQ) + EPS * Math.abs(jacobian);
            ratio.evaluate(logP[i], logQ[i], jacobian - shift, errorP, errorQ);
            put(n, i, 0, ratio.f, ratio.fError, ratio.h, ratio.hError, out, rounding);
            if (hasMoment) {
                double log = moment(i) + jacobian - momentShift;
                double m = Math.exp(log);
                double relative = EPS * (4 + Math.abs(log)) + Math.abs(exponent) * errorP + Math.abs(1 - exponent) * errorQ;
                double error = m == 0 ? 0 : m * relative;
                put(n, i, 1 + parameters, m, error, m, error, out, rounding);
            }
            out[measured() * n + i] = Math.exp(logP[i] + jacobian);
            out[(measured() + 1) * n + i] = Math.exp(logQ[i] + jacobian);
        }
    }

    private void put(int n, int i, int first, double f, double fError, double h, double hError, double[] out,
            double[] rounding) {
        out[first * n + i] = f;
        rounding[first * n + i] = fError;
        for (int j = 0; j < parameters; j++) {
            double s = score[j];
            int c = (first + 1 + j) * n + i;
            out[c] = h == 0 ? 0 : h * s;
            rounding[c] = h == 0 && hError == 0 ? 0 : Math.abs(s) * (hError + 4 * EPS * Math.abs(h));
        }
    }
}
