package io.divergence.estimators.quadrature;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.math.ArrayMath;

/**
 * The integrands w and v of a discrepancy between a mixture of normals and a normal q at uniform nodes t = (x - mean)/sd, what value
 * and gradient are in terms of the integrals of v and of w times 1, t and t^2, and how well they are known. Borrows its scratch space;
 * one caller.
 */
final class GaussianTerms {
    private static final double EPS = Math.ulp(1.0);
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** Logarithms beyond which powers are scaled, and of what is larger than any double. */
    private static final double LARGE = 500;
    private static final double LARGEST_LOG = 710;
    private static final int CAPACITY = GaussianQuadrature.CAPACITY;
    /** 0, 1, 2, ...: a loop that counts is not vectorised. */
    private static final double[] INDEX = new double[CAPACITY];

    static {
        for (int i = 0; i < CAPACITY; i++) {
            INDEX[i] = i;
        }
    }

    /** What is summed. */
    private enum Form {
        /** w = q l, v = q. */
        REVERSE_KL,
        /** w = p, v = p l. */
        FORWARD_KL,
        /** w = v = p^a q^(1-a), of which the value is a linear function. */
        POWER,
        /** The same, of which the value is the logarithm. */
        LOG_POWER,
        /** w = q h, v = q f. */
        ANY
    }

    private final NormalComponents p;
    private final Divergence divergence;
    private final Form form;
    private final double a;
    private final double factor;
    private final double divisor;
    private final double highest;
    /** The logarithm of what the sums of powers have to be multiplied by. */
    private double shift;
    private double scoreSize;
    private double logSd;
    /** The thread's, for the time of one evaluation. */
    private GaussianScratch scratch;
    /** Its own, where more nodes are needed than a thread keeps arrays for. */
    private GaussianScratch large;
    /** One of them, and its arrays. */
    private GaussianScratch arrays;
    private double[] t;
    private double[] x;
    private double[] logP;
    private double[] logQ;
    private double[] w;
    private double[] v;
    private double[] s1;
    private double[] s2;
    private double[] s3;
    private double[] s4;

    GaussianTerms(Discrepancy discrepancy, NormalComponents p) {
        this.p = p;
        divergence = FinitenessRule.baseOf(discrepancy);
        AlphaDivergence alpha = divergence instanceof AlphaDivergence d ? d : null;
        a = discrepancy instanceof Renyi renyi ? renyi.exponent() : alpha == null ? 0 : alpha.exponent();
        factor = alpha == null ? 1 : alpha.factor();
        divisor = discrepancy instanceof Renyi renyi ? renyi.divisor() : a * (a - 1) / factor;
        form = discrepancy instanceof Renyi ? Form.LOG_POWER : alpha == null ? Form.ANY : a == 0 ? Form.REVERSE_KL : a == 1 ? Form.FORWARD_KL : Form.POWER;
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.size(); k++) {
            top = Math.max(top, Math.abs(p.logHeight(k)));
        }
        highest = top + Math.log(p.size());
    }

    /** Where all zeros of p are known, and what they are worth; else null. */
    ZeroExcess zeros() {
        if (p.size() != 2) {
            return null;
        }
        return switch (form) {
            case REVERSE_KL -> new LogExcess(p);
            case POWER, LOG_POWER -> a == -1 ? new PoleExcess(p) : null;
            default -> null;
        };
    }

    /** The range of these integrands. */
    GaussianRange range(NormalVerdict verdict) {
        if (form == Form.ANY) {
            return new GaussianRange(p, true, true, 0, 1, verdict.smallestExponent(), verdict.largestExponent());
        }
        boolean isWhole = a > 1 && a == Math.rint(a);
        return new GaussianRange(p, !isWhole, false, a);
    }

    /** Takes arrays for the nodes, and for the sums that are returned, until {@link #giveBack}. */
    WeightedMoments borrow() {
        scratch = GaussianScratch.borrow();
        return scratch.moments;
    }

    /** The logarithm of a tolerance, which the thread remembers: it is mostly the same. */
    double log(double tolerance) {
        return scratch.log(tolerance);
    }

    void giveBack() {
        scratch.giveBack();
        scratch = null;
        arrays = null;
    }

    private void reserve(int n) {
        if (n <= GaussianScratch.KEPT) {
            use(scratch, n);
        } else {
            large = large == null ? new GaussianScratch() : large;
            use(large, n);
        }
    }

    private void use(GaussianScratch taken, int n) {
        taken.reserve(n);
        arrays = taken;
        t = arrays.t;
        x = arrays.x;
        logP = arrays.logP;
        logQ = arrays.logQ;
        w = arrays.w;
        v = arrays.v;
        s1 = arrays.s1;
        s2 = arrays.s2;
        s3 = arrays.s3;
        s4 = arrays.s4;
    }

    /** Sums over n nodes from a lower end on. */
    void sum(int n, double mean, double sd, double lower, double step, WeightedMoments moments) {
        reserve(n);
        logSd = Math.log(sd);
        boolean isKept = form == Form.REVERSE_KL && arrays.holdsNormal(n, lower, step);
        if (isKept) {
            places(n, mean, sd, t, x);
        } else {
            arrays.setNormal(0, 0, 0);
            nodes(n, lower, step, mean, sd, INDEX, t, x, logQ);
        }
        p.logDensity(n, x, logP, s1, s2, s3, s4);
        switch (form) {
            case REVERSE_KL -> {
                if (!isKept) {
                    ArrayMath.exp(n, logQ, v, s1);
                    arrays.setNormal(n, lower, step);
                }
                products(n, v, logP, logQ, logSd, w);
            }
            case FORWARD_KL -> {
                mix(n, 1, logP, logQ, logSd, w);
                ArrayMath.exp(n, w, w, s1);
                products(n, w, logP, logQ, logSd, v);
            }
            case POWER, LOG_POWER -> {
                mix(n, a, logP, logQ, a * logSd, w);
                shift(n);
                ArrayMath.exp(n, w, w, s1);
            }
            default -> any(n, logSd);
        }
        moments.take(n, w, t, form == Form.POWER || form == Form.LOG_POWER ? w : v);
    }

    /** log q is that of t: log sd has to be taken off it. */
    private static void nodes(int n, double lower, double step, double mean, double sd, double[] index, double[] t, double[] x, double[] logQ) {
        for (int i = 0; i < n; i++) {
            double e = Math.fma(step, index[i], lower);
            t[i] = e;
            x[i] = Math.fma(sd, e, mean);
            logQ[i] = Math.fma(-0.5 * e, e, -HALF_LOG_TWO_PI);
        }
    }

    private static void places(int n, double mean, double sd, double[] t, double[] x) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.fma(sd, t[i], mean);
        }
    }

    private static void products(int n, double[] weight, double[] logP, double[] logQ, double logSd, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = weight[i] * (logP[i] - logQ[i] + logSd);
        }
    }

    private static void mix(int n, double a, double[] logP, double[] logQ, double constant, double[] out) {
        double b = 1 - a;
        for (int i = 0; i < n; i++) {
            out[i] = a * logP[i] + (b * logQ[i] + constant);
        }
    }

    /** Powers that would leave the range of a double, with what they are multiplied by in the sums, are scaled. */
    private void shift(int n) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            top = Math.max(top, w[i]);
        }
        shift = top > LARGE || (form == Form.LOG_POWER && top < -LARGE) ? top : 0;
        for (int i = 0; shift != 0 && i < n; i++) {
            w[i] -= shift;
        }
    }

    /** Whether the value is beyond the range of a double, without any doubt. */
    boolean isOverflow(double step, WeightedMoments moments) {
        return form == Form.POWER && shift + Math.log(step * moments.all(0) / Math.abs(divisor)) > LARGEST_LOG;
    }

    private void any(int n, double logSd) {
        for (int i = 0; i < n; i++) {
            s2[i] = logP[i] - logQ[i] + logSd;
        }
        ArrayMath.exp(n, logQ, s3, s1);
        divergence.scoreWeights(n, s2, w, s1);
        divergence.values(n, s2, v, s1);
        for (int i = 0; i < n; i++) {
            w[i] *= s3[i];
            v[i] *= s3[i];
        }
    }

    /** Whether nothing has left the range of a double. */
    static boolean isFinite(WeightedMoments moments) {
        return Math.abs(moments.all(0)) + Math.abs(moments.all(1)) + Math.abs(moments.all(2)) + Math.abs(moments.all(3)) <= Double.MAX_VALUE;
    }

    /** What the sums lack beyond both ends, if the integrands go on to fall as they do there: twice a geometric series. */
    double beyond(int n) {
        return 2 * (beyond(0, 1) + beyond(n - 1, n - 2));
    }

    private double beyond(int end, int next) {
        double last = size(end);
        double fall = last / size(next);
        if (form == Form.ANY) {
            // The integrand may change its sign next to the end: q and p themselves say how it falls.
            fall = Math.max(fall, Math.max(fall(s3[end], s3[next]), fall(ofP(end), ofP(next))));
        }
        return last == 0 ? 0 : fall < 0.9995 ? last * (fall / (1 - fall)) : Double.POSITIVE_INFINITY;
    }

    /** What is too small for a double has fallen, where its neighbour has too. */
    private static double fall(double last, double before) {
        return last == 0 ? 0 : last / before;
    }

    private double ofP(int i) {
        return s3[i] * Math.exp(s2[i]);
    }

    private double size(int i) {
        double size = switch (form) {
            case POWER, LOG_POWER -> w[i];
            case FORWARD_KL -> w[i] + Math.abs(v[i]);
            case REVERSE_KL -> Math.abs(w[i]) + Math.abs(v[i]);
            case ANY -> Math.abs(w[i]) + Math.abs(v[i]) + s3[i] + ofP(i);
        };
        return size * (1 + t[i] * t[i]);
    }

    /** The error of the sums of the value (less than that), by the rounding of the log densities, of the nodes, and of the sums. */
    double rounding(int n, double mean, double sd, WeightedMoments moments) {
        double mass = moments.all(0);
        double ofT = moments.all(1) / mass;
        double ofSquare = moments.all(2) / mass;
        if (form == Form.REVERSE_KL) {
            mass = moments.all(3);
            ofT = 0;
            ofSquare = 1;
        } else if (form == Form.ANY) {
            mass = 0;
            ofSquare = 0;
            for (int i = 0; i < n; i++) {
                double size = Math.abs(w[i]) + Math.abs(v[i]) + s3[i];
                mass += size;
                ofSquare += size * t[i] * t[i];
            }
            ofSquare /= mass;
            ofT = 0;
        }
        scoreSize = 1 + 3 * ofSquare;
        double sizeP = Double.POSITIVE_INFINITY;
        double slope = 0;
        for (int k = 0; k < p.size(); k++) {
            // (x - m)/s = distance + ratio t.
            double distance = (mean - p.mean(k)) / p.sd(k);
            double ratio = sd / p.sd(k);
            double square = distance * distance + 2 * distance * ratio * ofT + ratio * ratio * ofSquare;
            sizeP = Math.min(sizeP, Math.abs(p.logHeight(k)) + 0.5 * square);
            slope = Math.max(slope, Math.sqrt(Math.max(0, square)) / p.sd(k));
        }
        sizeP += highest;
        double sizeQ = Math.abs(logSd) + 1 + 0.5 * ofSquare;
        double place = slope * Math.sqrt(mean * mean + 2 * mean * sd * ofT + sd * sd * ofSquare);
        double errorP = 4 + 1.5 * sizeP + place;
        double errorQ = 4 + 1.5 * sizeQ;
        double relative = switch (form) {
            case REVERSE_KL -> errorP + errorQ + 3 * (sizeP + sizeQ);
            case FORWARD_KL -> errorP * (1 + sizeP + sizeQ) + errorQ;
            case POWER, LOG_POWER -> Math.abs(a) * errorP + Math.abs(1 - a) * errorQ;
            default -> 2 * (errorP + errorQ);
        };
        return EPS * mass * (relative + 4 + n / 16.0);
    }

    /** The logarithm of what the sums of powers have to be multiplied by. */
    double shift() {
        return shift;
    }

    /** How many times larger the error of the sums with scores may be. */
    double scoreSize() {
        return scoreSize;
    }

    /** The value from the sums. */
    double value(double step, WeightedMoments moments) {
        return switch (form) {
            case REVERSE_KL -> -factor * step * moments.all(0);
            case FORWARD_KL -> factor * step * moments.all(3);
            case POWER -> (Math.exp(shift) * step * moments.all(0) - 1) / divisor;
            case LOG_POWER -> (shift + Math.log(step * moments.all(0))) / divisor;
            default -> step * moments.all(3);
        };
    }

    /** Its error from that of the integrals. */
    double valueError(double step, double error, WeightedMoments moments) {
        return switch (form) {
            case POWER -> Math.exp(shift) * error / Math.abs(divisor) + EPS * Math.abs(value(step, moments));
            case LOG_POWER -> (error / (step * moments.all(0)) + (2 + Math.abs(shift)) * EPS) / Math.abs(divisor) + 2 * Math.ulp(value(step, moments));
            case ANY -> error;
            default -> factor * error;
        };
    }

    /** What an error of the value is in the integrals: the inverse of {@link #valueError}, but for rounding. */
    double inIntegrals(double error, double step, WeightedMoments moments) {
        return switch (form) {
            case POWER -> error * Math.abs(divisor) * Math.exp(-shift);
            case LOG_POWER -> error * Math.abs(divisor) * step * moments.all(0);
            case ANY -> error;
            default -> error / factor;
        };
    }

    /** What the integrals of w t and w (t^2 - 1) are multiplied by. */
    double gradientScale(double step, WeightedMoments moments) {
        return switch (form) {
            case POWER -> Math.exp(shift) * (1 - a) / divisor;
            case LOG_POWER -> (1 - a) / (divisor * step * moments.all(0));
            case ANY -> 1;
            default -> -factor;
        };
    }

    /** The error of a part of the gradient from that of its integral, and from that of the integral without scores. */
    double gradientError(double step, double ofPart, double error, double part, WeightedMoments moments) {
        double own = Math.abs(gradientScale(step, moments)) * ofPart;
        return form == Form.LOG_POWER ? own + Math.abs(part) * error / (step * moments.all(0)) : own;
    }
}
