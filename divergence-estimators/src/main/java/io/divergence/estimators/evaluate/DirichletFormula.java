package io.divergence.estimators.evaluate;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Dirichlet;
import io.divergence.distribution.Distribution;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;

/**
 * Beta and Dirichlet distributions: t = the concentrations c, F = SUM log Gamma(c_i) - log Gamma(n), n = SUM c_i. The part
 * c log c of the log-gammas makes up n' times the KL divergence of the mean of p + h to that of p; the rest are remainders of
 * log Gamma(c) - c log c + c.
 */
final class DirichletFormula extends NaturalFamily {

    @Override
    Pair pair(Distribution p, Distribution q) {
        double[] from = concentrations(p);
        double[] to = concentrations(q);
        if (from == null || to == null || from.length != to.length || p instanceof Beta != q instanceof Beta) {
            return null;
        }
        double[] step = new double[from.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = to[i] - from[i];
        }
        return new Pair(from, step, to);
    }

    private static double[] concentrations(Distribution d) {
        if (d instanceof Beta b) {
            return new double[] {b.a(), b.b()};
        }
        return d instanceof Dirichlet c ? c.concentrations() : null;
    }

    @Override
    boolean isInside(double[] t) {
        for (double c : t) {
            if (!(c > 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    Term remainder(double[] t, double[] h, double[] end) {
        int k = t.length;
        double n = 0;
        double step = 0;
        double total = 0;
        for (int i = 0; i < k; i++) {
            n += t[i];
            step += h[i];
            total += end[i];
        }
        double sum = 0;
        for (int i = 0; i < k; i++) {
            // c_i' n - c_i n' = h_i (n - c_i) - c_i (step - h_i), over the other entries: what they share cancels exactly.
            double difference = 0;
            for (int j = 0; j < k; j++) {
                // The steps keep the digits near the start, the ends far from it.
                boolean near = Math.abs(h[i]) <= 0.5 * t[i] && Math.abs(h[j]) <= 0.5 * t[j];
                double[] moved = near ? h : end;
                difference += j == i ? 0 : Term.differenceOfProducts(moved[i], t[j], t[i], moved[j]);
            }
            double y = difference / (t[i] * total);
            sum += total / n * t[i] * Exponentials.entropyRemainder(Math.max(-1, y));
            sum += GammaFunctions.logGammaExcessRemainder(t[i], h[i], end[i]);
        }
        // One entry that is nearly the total: its remainder and that of the total nearly cancel.
        double whole = GammaFunctions.logGammaExcessRemainder(n, step, total);
        Term value = Term.exact(sum - whole);
        return new Term(value.value(), value.error() + (whole > 8 * value.value() ? 16 * Term.EPS * whole : 0));
    }
}
