package io.divergence.estimators.quadrature;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Divergence;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.LocationScaleFamily;
import io.divergence.math.ArrayMath;

/**
 * The evaluator of {@link TrapezoidEstimator} for a normal q: with e = (x - mean)/sd the score is (e/sd, (e^2 - 1)/sd), so that value
 * and gradient are sums of q f, and of q h times 1, e and e^2, in passes over arrays. For f = (u^a - a (u - 1) - 1)/(a (a - 1)) the
 * sums are those of p^a q^(1-a), p and q themselves; of the first alone, where only the integral between the ends is asked for.
 *
 * <p>What would lose digits, near p = q, or leave the range of a double goes to the evaluator of the general case. Owns its scratch
 * space; one caller.
 */
final class GaussianTrapezoid implements Objective {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** Below it the terms of the value cancel. */
    private static final double SMALL = 1e-4;
    /** Logarithms up to which a density may be divided by, or multiplied by, another. */
    private static final double MODEST = 300;

    private final TrapezoidObjective plain;
    private final TrapezoidGrid grid;
    private final LocationScaleFamily family;
    private final Divergence divergence;
    private final NormalVerdict verdict;
    private final boolean alpha;
    private final boolean textbook;
    /** a, and the factor of Amari's form. */
    private final double exponent;
    private final double factor;
    private final boolean modest;
    private final double[] logP;
    /** p, and p^a where it is of use. */
    private final double[] p;
    private final double[] power;
    private final double massFine;
    private final double massCoarse;
    private final double[] e;
    private final double[] logQ;
    private final double[] q;
    private final double[] w;
    private final double[] v;
    private final double[] scratch;
    private final double[] gradientOfCoarse;
    /** The integrals of w, w e, w e^2 and v by all nodes, and by every second. */
    private final double[] fine = new double[PowerMoments.KINDS];
    private final double[] coarse = new double[PowerMoments.KINDS];
    /** The same in fewer passes, or null. */
    private final PowerMoments passes;
    private final WeightedMoments moments = new WeightedMoments();

    GaussianTrapezoid(TrapezoidObjective plain) {
        this(plain, PowerMoments.suits(plain.grid()));
    }

    /** For tests: in the fewest passes where that is possible, or not. */
    GaussianTrapezoid(TrapezoidObjective plain, boolean quick) {
        this.plain = plain;
        grid = plain.grid();
        family = (LocationScaleFamily) plain.problem().family();
        divergence = (Divergence) plain.problem().discrepancy();
        verdict = NormalVerdict.of(divergence, plain.problem().target());
        alpha = plain.isShifted() || divergence instanceof AlphaDivergence;
        textbook = alpha && !plain.judgesTails();
        exponent = divergence instanceof AlphaDivergence d ? d.exponent() : 0;
        factor = divergence instanceof AlphaDivergence d ? d.factor() : 1;
        int n = grid.size();
        logP = plain.logDensities();
        p = new double[n];
        power = new double[n];
        e = new double[n];
        logQ = new double[n];
        q = new double[n];
        w = new double[n];
        v = new double[n];
        scratch = new double[n];
        gradientOfCoarse = new double[plain.parameterCount()];
        boolean all = true;
        for (int i = 0; i < n; i++) {
            w[i] = exponent * logP[i];
            all &= Math.abs(w[i]) <= MODEST;
        }
        modest = all;
        ArrayMath.exp(n, w, power, scratch);
        ArrayMath.exp(n, logP, p, scratch);
        massFine = grid.fine(p, 0);
        massCoarse = grid.coarse(p, 0);
        passes = alpha && quick ? new PowerMoments(grid, exponent, textbook, logP, power) : null;
    }

    @Override
    public int parameterCount() {
        return plain.parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        double mean = family.location(phi);
        double sd = family.scale(phi);
        if (plain.judgesTails() && !verdict.isSurelyFinite(sd) && plain.judge(phi) != Finiteness.FINITE) {
            plain.evaluate(step, phi, out);
            return;
        }
        double constant = -Math.log(sd) - HALF_LOG_TWO_PI;
        boolean known;
        if (passes != null && isModest(mean, sd, constant)) {
            passes.take(mean, sd, constant);
            known = report(phi, sd, passes.fine(), passes.coarse(), out);
        } else {
            integrate(mean, sd, constant);
            known = report(phi, sd, fine, coarse, out);
        }
        if (!known) {
            plain.evaluate(step, phi, out);
        }
    }

    /** Whether p^a and q^(1-a), if they are needed, are far from the ends of the range of a double. */
    private boolean isModest(double mean, double sd, double constant) {
        if (exponent == 0 || exponent == 1) {
            return true;
        }
        double[] x = grid.nodes();
        double e = Math.max(Math.abs(x[0] - mean), Math.abs(x[x.length - 1] - mean)) / sd;
        return modest && Math.abs(1 - exponent) * (Math.abs(constant) + 0.5 * e * e) <= MODEST;
    }

    private void integrate(double mean, double sd, double constant) {
        standardize(grid.size(), grid.nodes(), mean, 1 / sd, constant, e, logQ);
        ArrayMath.exp(grid.size(), logQ, q, scratch);
        if (!alpha) {
            divergence();
        } else if (exponent == 0) {
            crossEntropies(grid.size(), q, logP, logQ, w);
        } else if (exponent == 1) {
            relativeEntropies(grid.size(), p, logP, logQ, v);
            subtract(p);
        } else {
            powers();
        }
        double[] second = alpha && exponent != 1 ? q : v;
        moments.take(grid.size(), w, e, second);
        int n = grid.size();
        for (int kind = 0; kind < PowerMoments.KINDS; kind++) {
            double first = at(kind, 0, second);
            double last = at(kind, n - 1, second);
            fine[kind] = grid.fine(moments.all(kind), first, last);
            coarse[kind] = grid.coarse(moments.everySecond(kind), first, at(kind, n - 2, second), last);
        }
    }

    private double at(int kind, int i, double[] second) {
        return kind == 0 ? w[i] : kind == 1 ? w[i] * e[i] : kind == 2 ? w[i] * e[i] * e[i] : second[i];
    }

    private static void standardize(int n, double[] x, double mean, double precision, double constant, double[] e, double[] logQ) {
        for (int i = 0; i < n; i++) {
            double t = (x[i] - mean) * precision;
            e[i] = t;
            logQ[i] = Math.fma(-0.5 * t, t, constant);
        }
    }

    /** w = q l. */
    private static void crossEntropies(int n, double[] q, double[] logP, double[] logQ, double[] w) {
        for (int i = 0; i < n; i++) {
            w[i] = q[i] * (logP[i] - logQ[i]);
        }
    }

    /** v = p l. */
    private static void relativeEntropies(int n, double[] p, double[] logP, double[] logQ, double[] v) {
        for (int i = 0; i < n; i++) {
            v[i] = p[i] * (logP[i] - logQ[i]);
        }
    }

    /** w = p^a q^(1-a) - q. */
    private void powers() {
        int n = grid.size();
        mixed(n, exponent, logP, logQ, w);
        ArrayMath.exp(n, w, w, scratch);
        subtract(w);
    }

    private static void mixed(int n, double a, double[] logP, double[] logQ, double[] w) {
        double b = 1 - a;
        for (int i = 0; i < n; i++) {
            w[i] = a * logP[i] + b * logQ[i];
        }
    }

    /** w = from - q, or w = from in the textbook's form. */
    private void subtract(double[] from) {
        if (!textbook) {
            difference(grid.size(), from, q, w);
        } else if (from != w) {
            System.arraycopy(from, 0, w, 0, w.length);
        }
    }

    private static void difference(int n, double[] a, double[] b, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] - b[i];
        }
    }

    /** w = q h, v = q f. */
    private void divergence() {
        int n = grid.size();
        for (int i = 0; i < n; i++) {
            logQ[i] = logP[i] - logQ[i];
        }
        divergence.scoreWeights(n, logQ, w, scratch);
        divergence.values(n, logQ, v, scratch);
        for (int i = 0; i < n; i++) {
            w[i] *= q[i];
            v[i] *= q[i];
        }
    }

    /** The value from the integrals of w and v, and the mass of p. */
    private double value(double ofW, double ofV, double mass) {
        if (!alpha) {
            return ofV;
        }
        if (exponent == 0 && (textbook || plain.isShifted())) {
            return -factor * ofW;
        }
        if (textbook) {
            return exponent == 1 ? factor * ofV : factor * (ofW - 1) / (exponent * (exponent - 1));
        }
        if (exponent == 0) {
            return factor * (mass - ofV - ofW);
        }
        return exponent == 1 ? factor * (ofV - ofW)
                : factor * (ofW / exponent + ofV - mass) / (exponent - 1);
    }

    /** Returns false where nothing is known, or too little. */
    private boolean report(double[] phi, double sd, double[] fine, double[] coarse, GradientEstimate out) {
        double value = value(fine[0], fine[3], massFine);
        boolean precise = !alpha || textbook || plain.isShifted() || value > SMALL;
        if (!(precise && Math.abs(value) <= Double.MAX_VALUE)) {
            return false;
        }
        double scale = (alpha ? exponent == 0 ? -factor : -factor / exponent : 1) / sd;
        out.clear();
        double[] gradient = out.gradient();
        double slope = fine[1];
        double width = fine[2] - fine[0];
        family.gradient(phi, scale * slope, scale * width, gradient);
        family.gradient(phi, scale * coarse[1], scale * (coarse[2] - coarse[0]), gradientOfCoarse);
        if (!(Math.abs(slope) + Math.abs(width) <= Double.MAX_VALUE)) {
            return false;
        }
        for (int j = 0; j < gradient.length; j++) {
            out.gradientError()[j] = Math.abs(gradient[j] - gradientOfCoarse[j]);
        }
        double other = value(coarse[0], coarse[3], massCoarse);
        out.setValue(value, Math.abs(value - other), ErrorKind.ESTIMATE,
                plain.isShifted() ? ValueMeaning.NEGATIVE_ELBO : ValueMeaning.DISCREPANCY);
        out.setEvaluations(grid.size());
        return true;
    }
}
