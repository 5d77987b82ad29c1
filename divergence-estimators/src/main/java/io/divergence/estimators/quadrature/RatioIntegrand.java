package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Problem;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensity;

/**
 * The integrands of value and gradient at nodes, scaled by e^-shift so that none leaves the range of a double:
 * component 0 is q f(u), components 1 to P are q h(u) score_j. A Rényi divergence adds, in a scale of their own, q u^a and
 * q u^a score_j. Beside each value stands a bound of its rounding error, from that of the two log densities.
 *
 * <p>Owns its scratch space; one caller.
 */
final class RatioIntegrand {
    private static final double EPS = Math.ulp(1.0);
    /** Beyond this |l| the expansions of f are exact to rounding. */
    private static final double FAR = 50;

    private final VariationalFamily family;
    private final LogDensity target;
    private final Divergence divergence;
    private final Expansion[] generatorEnds;
    private final Expansion[] weightEnds;
    private final double[] leading;
    private final double exponent;
    private final boolean hasMoment;
    private final boolean shifted;
    private final int parameters;
    private final double[] logP;
    private final double[] logQ;
    private final double[] score;

    private double logNormalizer;
    private double[] phi;
    private double logErrorP;
    private double logErrorQ;
    private long evaluations;
    private long nonFinite;
    private double nonFinitePoint;
    private boolean infinite;
    private boolean overflowed;

    RatioIntegrand(Problem problem, LogDensity target, boolean shifted, int capacity) {
        family = problem.family();
        this.target = target;
        this.shifted = shifted;
        divergence = FinitenessRule.baseOf(problem.discrepancy());
        hasMoment = problem.discrepancy() instanceof Renyi;
        exponent = problem.discrepancy() instanceof Renyi renyi ? renyi.exponent() : 0;
        generatorEnds = new Expansion[] {divergence.atZero(), divergence.atInfinity()};
        weightEnds = new Expansion[] {divergence.atZero().scoreWeight(), divergence.atInfinity().scoreWeight()};
        leading = new double[] {leading(generatorEnds[0], -1), leading(generatorEnds[1], +1)};
        parameters = family.parameterCount();
        logP = new double[capacity];
        logQ = new double[capacity];
        score = new double[parameters];
    }

    /** The exponent that dominates towards an end: the largest for u to infinity, the smallest for u to zero. */
    static double leading(Expansion expansion, int sign) {
        double leading = Double.NEGATIVE_INFINITY;
        for (Expansion.Term term : expansion.terms()) {
            leading = Math.max(leading, sign * term.exponent());
        }
        return sign * leading;
    }

    void setLogNormalizer(double logNormalizer) {
        this.logNormalizer = logNormalizer;
    }

    void start(double[] phi) {
        this.phi = phi;
        evaluations = 0;
        nonFinite = 0;
        infinite = false;
        overflowed = false;
    }

    int size() {
        return hasMoment ? 2 + 2 * parameters : 1 + parameters;
    }

    int canonicalSize() {
        return 1 + parameters;
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

    /** Whether f(p/q) was infinite where q has mass. */
    boolean isInfinite() {
        return infinite;
    }

    /** Whether a divergence without expansions left the range of a double. */
    boolean isOverflowed() {
        return overflowed;
    }

    private void densities(double[] x, int n) {
        target.logDensity(x, 0, n, logP);
        family.logDensity(phi, x, 0, n, logQ);
        evaluations += n;
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(logP[i]) || logP[i] == Double.POSITIVE_INFINITY) {
                if (nonFinite++ == 0) {
                    nonFinitePoint = x[i];
                }
                logP[i] = Double.NEGATIVE_INFINITY;
            }
            logP[i] -= logNormalizer;
        }
    }

    /** Writes l at each node. */
    void logRatios(double[] x, int n, double[] out) {
        densities(x, n);
        for (int i = 0; i < n; i++) {
            out[i] = logP[i] - logQ[i];
        }
    }

    /**
     * Writes log(q (f + |h|)), the size of the canonical components, and the logarithm of the moment's integrand
     * behind it: out[i] and out[n + i].
     */
    void logSizes(double[] x, int n, double[] out) {
        densities(x, n);
        for (int i = 0; i < n; i++) {
            double l = logP[i] - logQ[i];
            out[i] = logQ[i] == Double.NEGATIVE_INFINITY ? Double.NEGATIVE_INFINITY : logQ[i] + logSize(l);
            out[n + i] = hasMoment ? moment(i) : Double.NEGATIVE_INFINITY;
        }
    }

    private double moment(int i) {
        // 0 times -infinity is 0 here: p^0 = 1.
        double p = exponent == 0 ? 0 : exponent * logP[i];
        double q = exponent == 1 ? 0 : (1 - exponent) * logQ[i];
        return p + q;
    }

    private double logSize(double l) {
        int end = l > 0 ? 1 : 0;
        if (Math.abs(l) <= FAR || !generatorEnds[end].isKnown() || Double.isInfinite(l)) {
            double size = shifted ? Math.abs(l) : divergence.generator(l) + Math.abs(divergence.scoreWeight(l));
            return Math.log(Math.min(size, Double.MAX_VALUE));
        }
        if (shifted) {
            return Math.log(Math.abs(l));
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (Expansion.Term term : generatorEnds[end].terms()) {
            largest = Math.max(largest,
                    term.exponent() * l + Math.log(Math.abs(term.constant()) + Math.abs(term.linear() * l)));
        }
        return largest;
    }

    /**
     * Writes the components, out[c * n + i], and their rounding errors.
     *
     * @param shift the scale of the canonical components
     * @param momentShift the scale of the moment's components
     */
    void evaluate(double[] x, int n, double shift, double momentShift, double[] out, double[] rounding) {
        densities(x, n);
        for (int i = 0; i < n; i++) {
            family.score(phi, x, i, score);
            double l = logP[i] - logQ[i];
            logErrorP = logP[i] == Double.NEGATIVE_INFINITY ? 0
                    : EPS * (1 + 1.5 * (Math.abs(logP[i] + logNormalizer) + Math.abs(logNormalizer)));
            logErrorQ = EPS * (1 + 1.5 * Math.abs(logQ[i]));
            if (logQ[i] == Double.NEGATIVE_INFINITY) {
                clear(n, i, out, rounding);
                continue;
            }
            canonical(n, i, l, logQ[i] - shift, out, rounding);
            if (hasMoment) {
                int first = canonicalSize();
                double m = Math.exp(moment(i) - momentShift);
                double relative = EPS * (4 + Math.abs(moment(i) - momentShift)) + powerError(exponent);
                put(n, i, first, m, m * relative, m, m * relative, out, rounding);
            }
        }
    }

    /** The rounding error of log(p^a q^(1-a)) that comes from the two log densities. */
    private double powerError(double a) {
        return Math.abs(a) * logErrorP + Math.abs(1 - a) * logErrorQ;
    }

    private void clear(int n, int i, double[] out, double[] rounding) {
        for (int c = 0; c < size(); c++) {
            out[c * n + i] = 0;
            rounding[c * n + i] = 0;
        }
    }

    private void canonical(int n, int i, double l, double logWeight, double[] out, double[] rounding) {
        double logError = logErrorP + logErrorQ;
        int end = l > 0 ? 1 : 0;
        double f;
        double h;
        double fError;
        double hError;
        double weightError = EPS * (4 + 1.5 * Math.abs(logWeight));
        if (shifted) {
            // Reverse KL of an unnormalised target: f and h are both -l.
            double w = Math.exp(logWeight);
            infinite |= l == Double.NEGATIVE_INFINITY;
            f = w == 0 ? 0 : -l * w;
            h = f;
            fError = w * logError + Math.abs(f) * weightError;
            hError = fError;
        } else if (Math.abs(l) > FAR && !Double.isInfinite(l) && generatorEnds[end].isKnown()) {
            f = generatorEnds[end].scaled(l, logWeight);
            h = weightEnds[end].scaled(l, logWeight);
            // The leading term is p^a q^(1-a): for a = 1 the large error of log q, far from its mean, drops out.
            double error = powerError(leading[end]) + EPS * (4 + 0.5 * Math.abs(l) + Math.abs(logWeight + leading[end] * l));
            fError = (Math.abs(f) + Math.abs(h)) * error;
            hError = fError;
        } else {
            double w = Math.exp(logWeight);
            double generator = divergence.generator(l);
            double weight = divergence.scoreWeight(l);
            if (Double.isInfinite(generator) || Double.isInfinite(weight)) {
                infinite |= Double.isInfinite(l);
                overflowed |= !Double.isInfinite(l);
                generator = 0;
                weight = 0;
            }
            f = generator * w;
            h = weight * w;
            double slope = Double.isInfinite(l) ? 0 : Math.abs(divergence.slope(l)) * w;
            double curve = Double.isInfinite(l) || !divergence.isSmooth() ? 0 : divergence.pathWeight(l) * w;
            fError = slope * logError + Math.abs(f) * weightError;
            hError = curve * logError + Math.abs(h) * weightError;
        }
        put(n, i, 0, f, fError, h, hError, out, rounding);
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
