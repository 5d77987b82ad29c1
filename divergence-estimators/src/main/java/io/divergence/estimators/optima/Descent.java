package io.divergence.estimators.optima;

/**
 * Newton's method with a trust region on a surface over (mu, log sigma), in the units of q: a step (a, b) moves mu by a sigma
 * and log sigma by b. The Hessian is that of differences of the gradient; negative curvature is walked along downhill.
 * One descent at a time.
 */
final class Descent {
    /** How a descent ended. */
    enum End {
        /** At a minimum. */
        MINIMUM,
        /** At the edge of finiteness, still falling. */
        EDGE,
        /** Close to a minimum that is known. */
        KNOWN,
        /** Nowhere: flat, or out of steps. */
        LOST
    }

    /** How far from the edge a descent begins at the least. */
    static final double BEFORE_EDGE = 0.05;
    /** The part of the way to an edge that is not gone towards larger values. */
    private static final double UPHILL = 0.1;
    private static final int STEPS = 200;
    private static final double DIFFERENCE = 1e-5;
    /** A step after which the Hessian is good enough for the rest of the way. */
    private static final double ALMOST = 1e-5;
    private static final double NEAR_EDGE = 1e-6;

    private final Surface surface;
    private final double logEdge;
    private final double logLowEdge;
    private double mu;
    private double logSigma;
    private double level;
    private double g0;
    private double g1;
    private double h00;
    private double h01;
    private double h11;

    Descent(Surface surface, double logLowEdge, double logEdge) {
        this.surface = surface;
        this.logLowEdge = logLowEdge;
        this.logEdge = logEdge;
    }

    double mu() {
        return mu;
    }

    double logSigma() {
        return logSigma;
    }

    /** Tells whether a point lies close to a minimum that is known. */
    interface Known {
        boolean isNear(double mu, double logSigma);
    }

    End run(double startMu, double startLogSigma, Known known) {
        surface.setPrecise(false);
        if (!move(startMu, startLogSigma)) {
            return End.LOST;
        }
        double radius = 0.5;
        for (int k = 0; k < STEPS; k++) {
            if (known.isNear(mu, logSigma)) {
                return End.KNOWN;
            }
            if (logEdge - logSigma < NEAR_EDGE && g1 < 0) {
                return End.EDGE;
            }
            hessian();
            boolean convex = h00 > 0 && h00 * h11 - h01 * h01 > 0;
            if (convex && Math.hypot(g0, g1) < 1e-6 * (1 + h00 + h11)) {
                return polish() ? End.MINIMUM : End.LOST;
            }
            radius = step(radius);
            if (radius < 1e-12) {
                return convex && polish() ? End.MINIMUM : End.LOST;
            }
        }
        return End.LOST;
    }

    private boolean move(double toMu, double toLogSigma) {
        if (!surface.at(toMu, toLogSigma)) {
            return false;
        }
        mu = toMu;
        logSigma = toLogSigma;
        level = surface.level();
        g0 = surface.byMean();
        g1 = surface.byLogSigma();
        return true;
    }

    /** The Hessian in fixed units, sigma of the present point, by one-sided differences, which leave Newton's steps as good. */
    private void hessian() {
        double sigma = Math.exp(logSigma);
        double h = Math.min(DIFFERENCE, 0.4 * (logEdge - logSigma));
        double[] right = gradientAt(mu + DIFFERENCE * sigma, logSigma, sigma);
        double[] up = gradientAt(mu, logSigma + h, sigma);
        h00 = (right[0] - g0) / DIFFERENCE;
        h01 = 0.5 * ((right[1] - g1) / DIFFERENCE + (up[0] - g0) / h);
        h11 = (up[1] - g1) / h;
    }

    private double[] gradientAt(double atMu, double atLogSigma, double unit) {
        boolean finite = surface.at(atMu, atLogSigma);
        return finite
                ? new double[] {surface.byMean() * unit / Math.exp(atLogSigma), surface.byLogSigma()}
                : new double[] {g0, g1};
    }

    /** One trial step; returns the next radius. */
    private double step(double radius) {
        double mean = 0.5 * (h00 + h11);
        double half = Math.hypot(0.5 * (h00 - h11), h01);
        double largest = Math.max(Math.abs(mean + half), Math.abs(mean - half));
        // Newton with |eigenvalues|, floored: so a saddle is left downhill.
        double angle = 0.5 * Math.atan2(2 * h01, h00 - h11);
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double floor = 1e-8 * (largest + Math.hypot(g0, g1)) + 1e-300;
        double along = -(c * g0 + s * g1) / Math.max(Math.abs(mean + half), floor);
        double across = -(-s * g0 + c * g1) / Math.max(Math.abs(mean - half), floor);
        if (mean - half < 0 && Math.abs(across) < 0.1 * radius) {
            // On a saddle's ridge the gradient says nothing: take the downhill side of the valley.
            across = across < 0 ? -0.1 * radius : 0.1 * radius;
        }
        double length = Math.hypot(along, across);
        double scale = Math.min(1, radius / length);
        double a = scale * (c * along - s * across);
        double b = scale * (s * along + c * across);
        // Towards an edge of finiteness only a part of the way; the step in mu stays.
        b = Math.max(-0.7 * (logSigma - logLowEdge), Math.min(b, 0.7 * (logEdge - logSigma)));
        if (isUphill(b)) {
            // Near an edge the surface is like x^2/d, d the distance from it, along whose rays Newton's steps go to the edge and past the minima.
            b = 0;
            a = Math.max(-radius, Math.min(radius, -g0 / Math.max(Math.abs(h00), floor)));
        }
        double predicted = g0 * a + g1 * b + 0.5 * (h00 * a * a + 2 * h01 * a * b + h11 * b * b);
        double before = level;
        double oldMu = mu;
        double oldLogSigma = logSigma;
        double old0 = g0;
        double old1 = g1;
        boolean better = move(mu + a * Math.exp(logSigma), logSigma + b) && level < before;
        if (!better) {
            mu = oldMu;
            logSigma = oldLogSigma;
            level = before;
            g0 = old0;
            g1 = old1;
            return 0.25 * Math.min(radius, Math.hypot(a, b));
        }
        boolean good = before - level > -0.25 * predicted;
        return good ? Math.min(1.0, Math.max(radius, 2.5 * Math.hypot(a, b))) : radius;
    }

    /** Whether a step leads towards an edge at which the value rises. */
    private boolean isUphill(double b) {
        return b > UPHILL * (logEdge - logSigma) && g1 > 0 || -b > UPHILL * (logSigma - logLowEdge) && g1 < 0;
    }

    /** Newton to the noise of the gradient; returns whether a minimum is there. */
    private boolean polish() {
        double last = Double.POSITIVE_INFINITY;
        surface.setPrecise(true);
        if (!move(mu, logSigma)) {
            return false;
        }
        for (int k = 0; k < 12; k++) {
            if (last > ALMOST) {
                hessian();
            }
            double determinant = h00 * h11 - h01 * h01;
            if (!(h00 > 0 && determinant > 1e-12 * h00 * h11)) {
                return false;
            }
            double a = -(h11 * g0 - h01 * g1) / determinant;
            double b = -(h00 * g1 - h01 * g0) / determinant;
            double size = Math.hypot(a, b);
            if (size > 0.01 || size >= last) {
                return size >= last && last < 1e-8;
            }
            if (!move(mu + a * Math.exp(logSigma), logSigma + b)) {
                return false;
            }
            if (size < 1e-13) {
                return true;
            }
            last = size;
        }
        return last < 1e-8;
    }

    /** Along an edge: the mu at which d/dmu is zero, by Newton with differences from the present point. */
    void alongEdge(double logSigmaAtEdge) {
        surface.setPrecise(true);
        move(mu, logSigmaAtEdge);
        for (int k = 0; k < 60; k++) {
            double sigma = Math.exp(logSigma);
            double[] right = gradientAt(mu + DIFFERENCE * sigma, logSigma, sigma);
            double[] left = gradientAt(mu - DIFFERENCE * sigma, logSigma, sigma);
            double curvature = Math.abs(right[0] - left[0]) / (2 * DIFFERENCE);
            double a = -g0 / Math.max(curvature, 1e-12);
            a = Math.max(-0.2, Math.min(0.2, a));
            double before = level;
            double oldMu = mu;
            double old = g0;
            int halvings = 0;
            while (!(move(oldMu + a * sigma, logSigmaAtEdge) && level <= before + 1e-15) && halvings++ < 40) {
                a *= 0.5;
            }
            if (halvings >= 40) {
                mu = oldMu;
                g0 = old;
                level = before;
                return;
            }
            if (Math.abs(a) < 1e-13) {
                return;
            }
        }
    }
}
