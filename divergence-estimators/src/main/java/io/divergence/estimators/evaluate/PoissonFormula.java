package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Poisson;
import io.divergence.math.Exponentials;

/** Poisson distributions: t = log rate, F = e^t. */
final class PoissonFormula extends NaturalFamily {

    @Override
    Pair pair(Distribution p, Distribution q) {
        if (!(p instanceof Poisson a) || !(q instanceof Poisson b)) {
            return null;
        }
        return new Pair(new double[] {Math.log(a.rate())}, new double[] {logRatio(b.rate(), a.rate())},
                new double[] {Math.log(b.rate())});
    }

    /** log(b/a) without cancellation where they are close. */
    static double logRatio(double b, double a) {
        double y = (b - a) / a;
        return Math.abs(y) < 0.5 ? Math.log1p(y) : Math.log(b) - Math.log(a);
    }

    @Override
    boolean isInside(double[] t) {
        return true;
    }

    @Override
    Term remainder(double[] t, double[] h, double[] end) {
        return Term.exact(Math.exp(t[0]) * Exponentials.expm1MinusX(h[0]));
    }
}
