package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.LocationScaleFamily;
import java.util.Arrays;

/**
 * Total variation between a mixture of normals p and a normal q in closed form: with P and Q their distribution functions and
 * x_1, x_2, ... the corners, where p = q, it is the sum of P - Q there, taken positive where p - q turns from positive to negative and
 * negative where it turns back; the gradient follows, since the corners themselves are stationary. The sign of log p - log q is
 * looked up at nodes 0.8 standard deviations of each component and of q apart, and at the bottom of every dip between them.
 * What is nearly a corner, and values near p = q, go the general way. Owns its scratch space; one caller.
 */
final class NormalVariation implements FastPath {
    private static final double EPS = Math.ulp(1.0);
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** Nodes on either side of a mean; what lies beyond the last has a mass of 1e-18. With both, few enough for the short loops of blocks. */
    private static final int HALF = 11;
    private static final int NODES = 2 * HALF + 1;
    private static final double STEP = 0.8;
    private static final double BEYOND = 1e-17;
    /** A dip that stays above zero by less may be two corners, or none. */
    private static final double CLOSE = 1e-9;
    /** A dip may go several times as deep as the parabola through three nodes, next to a narrow component. */
    private static final double DOUBTFUL = 0.1;

    private final NormalComponents p;
    private final LocationScaleFamily family;
    private final double tolerance;
    private final LocationScaleGradient gradient;
    private final double[] own;
    private final double[] ownLogP;
    private final double[] moving = new double[NODES];
    private final double[] movingLogP = new double[NODES];
    private final double[][] scratch = new double[4][NODES];
    private final double[] x;
    private final double[] l;

    private final double[] terms;
    /** l and its slope where it was looked last. */
    private double ratio;
    private double steepness;

    private double mean;
    private double sd;
    private double logSd;
    private double value;
    private double valueError;
    private double slope;
    private double slopeError;
    private double width;
    private double widthError;
    private boolean unclear;

    private NormalVariation(Problem problem, double tolerance) {
        this.tolerance = tolerance;
        p = NormalComponents.of(problem.target());
        family = (LocationScaleFamily) problem.family();
        gradient = new LocationScaleGradient(family);
        own = new double[p.size() * NODES];
        for (int k = 0; k < p.size(); k++) {
            lay(p.mean(k), p.sd(k), own, k * NODES);
        }
        Arrays.sort(own);
        ownLogP = Arrays.stream(own).map(p::logDensity).toArray();
        terms = new double[p.size()];
        x = new double[own.length + NODES];
        l = new double[x.length];
    }

    /** Returns the closed form, or null if a problem is not of its kind. */
    static NormalVariation of(Problem problem, double tolerance) {
        boolean fits = problem.discrepancy().equals(Divergences.totalVariation()) && GaussianQuadrature.isGaussian(problem);
        return fits ? new NormalVariation(problem, tolerance) : null;
    }

    private static void lay(double mean, double sd, double[] out, int from) {
        for (int i = 0; i < NODES; i++) {
            out[from + i] = mean + (i - HALF) * STEP * sd;
        }
    }

    @Override
    public boolean evaluate(double[] phi, GradientEstimate out) {
        mean = family.location(phi);
        sd = family.scale(phi);
        logSd = Math.log(sd);
        if (!(sd > 1e6 * Math.ulp(mean)) || !(sd < 1e100)) {
            return false;
        }
        merge();
        value = 0;
        valueError = BEYOND;
        slope = 0;
        slopeError = BEYOND;
        width = 0;
        widthError = BEYOND;
        unclear = false;
        for (int i = 1; i < x.length && !unclear; i++) {
            if (l[i - 1] < 0 != l[i] < 0) {
                corner(x[i - 1], l[i - 1], x[i], l[i]);
            } else if (i + 1 < x.length && l[i] < 0 == l[i + 1] < 0) {
                dip(i);
            }
        }
        if (unclear || !(value > 0 && valueError <= tolerance * value)) {
            return false;
        }
        out.clear();
        if (!gradient.write(phi, sd, slope, slopeError, width, widthError, tolerance, 1 + value, out)) {
            return false;
        }
        out.setValue(value, valueError, ErrorKind.BOUND, ValueMeaning.DISCREPANCY);
        out.setEvaluations(x.length);
        return true;
    }

    /** All nodes in order, with l = log p - log q. */
    private void merge() {
        lay(mean, sd, moving, 0);
        p.logDensity(NODES, moving, movingLogP, scratch[0], scratch[1], scratch[2], scratch[3]);
        int i = 0;
        int j = 0;
        double precision = 1 / sd;
        double constant = logSd + HALF_LOG_TWO_PI;
        for (int k = 0; k < x.length; k++) {
            boolean first = j == NODES || i < own.length && own[i] <= moving[j];
            x[k] = first ? own[i] : moving[j];
            double logP = first ? ownLogP[i++] : movingLogP[j++];
            double e = (x[k] - mean) * precision;
            l[k] = logP + constant + 0.5 * e * e;
        }
    }

    /** Sets l and its slope at a point. */
    private void look(double at) {
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < terms.length; k++) {
            terms[k] = p.term(k, at);
            top = Math.max(top, terms[k]);
        }
        double sum = 0;
        double pull = 0;
        for (int k = 0; k < terms.length; k++) {
            double share = terms[k] == top ? 1 : Math.exp(terms[k] - top);
            sum += share;
            pull += share * (p.mean(k) - at) / (p.sd(k) * p.sd(k));
        }
        double e = (at - mean) / sd;
        ratio = top + Math.log(sum) + logSd + HALF_LOG_TWO_PI + 0.5 * e * e;
        steepness = pull / sum + e / sd;
    }

    /** Where |l| is least at a node and of one sign about it, there may be two corners between its neighbours. */
    private void dip(int i) {
        double sign = l[i] < 0 ? -1 : 1;
        double left = sign * l[i - 1];
        double middle = sign * l[i];
        double right = sign * l[i + 1];
        if (!(middle <= left && middle < right) || vertex(x[i] - x[i - 1], left - middle, x[i + 1] - x[i], right - middle) < DOUBTFUL * middle) {
            return;
        }
        double a = x[i - 1];
        double b = x[i + 1];
        double at = x[i];
        for (int k = 0; k < 60; k++) {
            look(at);
            double height = sign * ratio;
            double grade = sign * steepness;
            if (height < 0) {
                corner(x[i - 1], l[i - 1], at, ratio);
                corner(at, sign * height, x[i + 1], l[i + 1]);
                return;
            }
            if (grade < 0) {
                a = at;
            } else {
                b = at;
            }
            // Below its tangent a dip does not go.
            double bottom = height - Math.abs(grade) * (grade < 0 ? b - at : at - a);
            if (bottom > CLOSE) {
                return;
            }
            at = 0.5 * (a + b);
        }
        unclear = true;
    }

    /** How far below its middle the parabola through three points has its vertex: these are distances and rises to both sides. */
    private static double vertex(double left, double riseLeft, double right, double riseRight) {
        double b = (riseRight * left / right - riseLeft * right / left) / (left + right);
        double a = (riseRight / right + riseLeft / left) / (left + right);
        return a > 0 ? 0.25 * b * b / a : Double.POSITIVE_INFINITY;
    }

    /** Finds the corner between two points by Newton's method in a bracket, and adds what it contributes. */
    private void corner(double from, double atFrom, double to, double atTo) {
        double a = from;
        double b = to;
        double z = a + (b - a) * (atFrom / (atFrom - atTo));
        for (int k = 0; k < 80; k++) {
            look(z);
            if (ratio < 0 == atFrom < 0) {
                a = z;
            } else {
                b = z;
            }
            double next = z - ratio / steepness;
            boolean newton = next > a && next < b;
            if (!newton) {
                next = 0.5 * (a + b);
            }
            double step = Math.abs(next - z);
            z = next;
            // A step of Newton's method squares the error of the one before.
            if (!(step > 2 * Math.ulp(z)) || newton && step < 1e-9 * Math.min(sd, to - from)) {
                break;
            }
        }
        add(z, atFrom < 0 ? -1 : 1);
    }

    private void add(double z, double sign) {
        double e = (z - mean) / sd;
        double density = Math.exp(-0.5 * e * e - HALF_LOG_TWO_PI);
        double difference = difference(z, e);
        double noise = EPS * (8 + 6 * (Math.abs(logSd) + 1 + 0.5 * e * e + sizeOfP(z)));
        double shift = noise / Math.abs(steepness) + 2 * Math.ulp(z);
        // The difference is stationary at a corner.
        double inUnits = shift / sd;
        value += sign * difference;
        valueError += EPS * (12 + p.size()) + density * Math.abs(steepness) * shift * inUnits;
        slope += sign * density;
        slopeError += density * (4 * EPS + Math.abs(e) * (inUnits + 3 * EPS * Math.abs(e)));
        width += sign * e * density;
        widthError += density * (4 * EPS * Math.abs(e) + Math.abs(1 - e * e) * inUnits + 3 * EPS * Math.abs(e * e * e));
        if (!(Math.abs(steepness) > 0)) {
            unclear = true;
        }
    }

    /** P - Q, by the upper tails above the mean of q. */
    private double difference(double z, double e) {
        double sum = 0;
        double side = e > 0 ? -1 : 1;
        for (int k = 0; k < p.size(); k++) {
            double f = (z - p.mean(k)) / p.sd(k);
            sum += p.weight(k) * NormalTable.cumulative(side * f);
        }
        return side * (sum - NormalTable.cumulative(side * e));
    }

    /** How large the logarithms are whose sum is log p. */
    private double sizeOfP(double z) {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < p.size(); k++) {
            double f = (z - p.mean(k)) / p.sd(k);
            least = Math.min(least, Math.abs(p.logHeight(k)) + 0.5 * f * f);
        }
        return least;
    }
}
