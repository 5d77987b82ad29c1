package io.divergence.divergence;

import io.divergence.divergence.Expansion.Term;
import io.divergence.math.ArrayMath;
import io.divergence.math.Exponentials;

/**
 * The built-in divergences that are their own reversal: f(l) = e^l f(-l), so that one expansion serves both ends. Their forms over
 * blocks go by v = e^-|l|, from 0 to 1; near l = 0 they are good to a spacing of doubles at 1.
 */
abstract class Symmetric implements Divergence {
    /** Before the instances, whose expansions need it. */
    private static final double LOG2 = Math.log(2);

    static final Divergence JENSEN_SHANNON = new JensenShannon();
    static final Divergence TOTAL_VARIATION = new TotalVariation();
    static final Divergence JEFFREYS = new Jeffreys();
    static final Divergence TRIANGULAR = new Triangular();
    static final Divergence ARITHMETIC_GEOMETRIC = new ArithmeticGeometric();

    private final String name;
    private final Expansion atInfinity;

    Symmetric(String name, Term... atInfinity) {
        this.name = name;
        this.atInfinity = Expansion.of(atInfinity);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Expansion atInfinity() {
        return atInfinity;
    }

    @Override
    public final Expansion atZero() {
        return atInfinity.reversed();
    }

    @Override
    public final Divergence reversed() {
        return this;
    }

    @Override
    public final String toString() {
        return name;
    }

    /** v = e^-|l|. */
    private static void smallRatios(int n, double[] l, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            out[i] = -Math.abs(l[i]);
        }
        ArrayMath.exp(n, out, out, scratch);
    }

    /** f at l from f at -|l|: e^l = 1/v where l is positive. */
    private static double turned(double l, double v, double f) {
        return l > 0 ? f / v : f;
    }

    /** The same over a block, apart from the loops that can be vectorised; out holds v, and receives the results. */
    private static void turn(int n, double[] l, double[] f, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = turned(l[i], out[i], f[i]);
        }
    }

    private static double ratio(double l, double v) {
        return l > 0 ? 1 / v : v;
    }

    /** f = (u log u - (u + 1) log((u + 1)/2))/2 = (u + 1)/2 (y tanh y - log cosh y), y = l/2. */
    private static final class JensenShannon extends Symmetric {

        JensenShannon() {
            super("Jensen-Shannon", new Term(1, LOG2 / 2, 0), new Term(0, (LOG2 - 1) / 2, -0.5), new Term(-1, -0.25, 0));
        }

        @Override
        public double generator(double l) {
            if (l > 50) {
                return Double.isInfinite(l) ? l : atInfinity().scaled(l, 0);
            }
            if (l < -50) {
                return LOG2 / 2;
            }
            if (Math.abs(l) > 4) {
                double v = Math.exp(-Math.abs(l));
                return turned(l, v, 0.5 * ((1 + v) * (LOG2 - Math.log1p(v)) - v * Math.abs(l)));
            }
            double y = l / 2;
            return 0.5 * (1 + Math.exp(l)) * (y * Math.tanh(y) - Exponentials.logCosh(y));
        }

        @Override
        public double scoreWeight(double l) {
            return -0.5 * Exponentials.logMeanWithOne(l);
        }

        /** u f' = u (l - log((u + 1)/2))/2 = -u log((1 + 1/u)/2)/2. */
        @Override
        public double slope(double l) {
            return l < -700 ? 0 : -0.5 * Math.exp(l) * Exponentials.logMeanWithOne(-l);
        }

        @Override
        public double pathWeight(double l) {
            return 0.5 / (1 + Math.exp(-l));
        }

        /** At -x = -|l|: ((1 + v)(log 2 - log(1 + v)) - v x)/2. */
        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            ArrayMath.log1pOfUnit(n, out, scratch);
            for (int i = 0; i < n; i++) {
                // At infinity v x is 0.
                double x = Math.min(Math.abs(l[i]), 750);
                scratch[i] = 0.5 * Math.max(0, (1 + out[i]) * (LOG2 - scratch[i]) - out[i] * x);
            }
            turn(n, l, scratch, out);
        }

        @Override
        public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            ArrayMath.log1pOfUnit(n, out, out);
            for (int i = 0; i < n; i++) {
                out[i] = 0.5 * (LOG2 - out[i] - Math.max(l[i], 0));
            }
        }

        @Override
        public void pathWeights(int n, double[] l, double[] out, double[] scratch) {
            ArrayMath.logistic(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] *= 0.5;
            }
        }
    }

    /** f = |u - 1|/2. */
    private static final class TotalVariation extends Symmetric {

        TotalVariation() {
            super("total variation", new Term(1, 0.5, 0), new Term(0, -0.5, 0));
        }

        @Override
        public double generator(double l) {
            return 0.5 * Math.abs(Math.expm1(l));
        }

        @Override
        public double scoreWeight(double l) {
            return l > 0 ? -0.5 : l < 0 ? 0.5 : 0;
        }

        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            ArrayMath.exp(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] = 0.5 * Math.abs(out[i] - 1);
            }
        }

        @Override
        public double pathWeight(double l) {
            throw new UnsupportedOperationException("total variation has no path form: f is not differentiable at u = 1");
        }

        @Override
        public boolean isSmooth() {
            return false;
        }
    }

    /** f = (u - 1) log u: the sum of forward and reverse KL. */
    private static final class Jeffreys extends Symmetric {

        Jeffreys() {
            super("Jeffreys", new Term(1, 0, 1), new Term(0, 0, -1));
        }

        @Override
        public double generator(double l) {
            return l == 0 ? 0 : l * Math.expm1(l);
        }

        @Override
        public double scoreWeight(double l) {
            return -Math.expm1(l) - l;
        }

        @Override
        public double pathWeight(double l) {
            return 1 + Math.exp(l);
        }

        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            ArrayMath.exp(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] = l[i] * (out[i] - 1);
            }
        }

        @Override
        public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
            ArrayMath.exp(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] = 1 - out[i] - l[i];
            }
        }

        @Override
        public void pathWeights(int n, double[] l, double[] out, double[] scratch) {
            ArrayMath.exp(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] += 1;
            }
        }

        /** u f' = u log u + u - 1. */
        @Override
        public double slope(double l) {
            return l < -750 ? -1 : l * Math.exp(l) + Math.expm1(l);
        }
    }

    /** f = (u - 1)^2/(u + 1) = (u - 1) tanh(l/2). */
    private static final class Triangular extends Symmetric {

        Triangular() {
            super("triangular", new Term(1, 1, 0), new Term(0, -3, 0), new Term(-1, 4, 0));
        }

        @Override
        public double generator(double l) {
            return Math.expm1(l) * Math.tanh(l / 2);
        }

        @Override
        public double scoreWeight(double l) {
            return -Math.tanh(l / 2) * (3 - 2 / (1 + Math.exp(l)));
        }

        @Override
        public double pathWeight(double l) {
            double share = 1 / (1 + Math.exp(-l));
            return 8 * share * share / (1 + Math.exp(l));
        }

        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                scratch[i] = (1 - out[i]) * (1 - out[i]) / (1 + out[i]);
            }
            turn(n, l, scratch, out);
        }

        /** 1/(1 + u) is 1/(1 + v) or v/(1 + v). */
        @Override
        public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                double v = out[i];
                double share = (l[i] > 0 ? v : 1) / (1 + v);
                double tanh = (l[i] > 0 ? 1 - v : v - 1) / (1 + v);
                out[i] = -tanh * (3 - 2 * share);
            }
        }

        @Override
        public void pathWeights(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                double v = out[i];
                out[i] = 8 * (l[i] > 0 ? v : v * v) / ((1 + v) * (1 + v) * (1 + v));
            }
        }
    }

    /** f = (1 + u)/2 log((1 + u)/(2 sqrt u)) = (1 + u)/2 log cosh(l/2). */
    private static final class ArithmeticGeometric extends Symmetric {

        ArithmeticGeometric() {
            super("arithmetic-geometric", new Term(1, -LOG2 / 2, 0.25), new Term(0, (1 - LOG2) / 2, 0.25),
                    new Term(-1, 0.25, 0));
        }

        @Override
        public double generator(double l) {
            return 0.5 * (1 + Math.exp(l)) * Exponentials.logCosh(l / 2);
        }

        @Override
        public double scoreWeight(double l) {
            return l > 1e3 ? Double.NEGATIVE_INFINITY : 0.5 * Exponentials.logCosh(l / 2) - 0.25 * Math.expm1(l);
        }

        @Override
        public double pathWeight(double l) {
            return 0.25 * (Math.exp(l) - Math.tanh(l / 2));
        }

        /** log cosh(l/2) = |l|/2 + log((1 + v)/2). */
        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            ArrayMath.log1pOfUnit(n, out, scratch);
            for (int i = 0; i < n; i++) {
                scratch[i] = 0.5 * (1 + out[i]) * Math.max(0, 0.5 * Math.abs(l[i]) + (scratch[i] - LOG2));
            }
            turn(n, l, scratch, out);
        }

        @Override
        public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            ArrayMath.log1pOfUnit(n, out, scratch);
            for (int i = 0; i < n; i++) {
                double v = out[i];
                // Beyond 1e3 the exponential is infinite, and outweighs the logarithm.
                double logCosh = 0.5 * Math.min(Math.abs(l[i]), l[i] > 0 ? 1e3 : Double.POSITIVE_INFINITY) + (scratch[i] - LOG2);
                out[i] = 0.5 * logCosh - 0.25 * (ratio(l[i], v) - 1);
            }
        }

        /** (u - tanh(l/2))/4. */
        @Override
        public void pathWeights(int n, double[] l, double[] out, double[] scratch) {
            smallRatios(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                double v = out[i];
                out[i] = 0.25 * (ratio(l[i], v) - (l[i] > 0 ? 1 - v : v - 1) / (1 + v));
            }
        }

        /** u f' = u/2 log cosh(l/2) + (u - 1)/4. */
        @Override
        public double slope(double l) {
            return l < -750 ? -0.25 : 0.5 * Math.exp(l) * Exponentials.logCosh(l / 2) + 0.25 * Math.expm1(l);
        }
    }
}
