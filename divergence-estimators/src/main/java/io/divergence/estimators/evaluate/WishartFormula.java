package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Wishart;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import java.util.Optional;

/**
 * Wishart distributions: with a = n/2, h = a_q - a_p, l = 1 + r the eigenvalues of V_q^-1 V_p and 1 + z = (a + h)/(a l),
 *
 * <pre>KL = SUM_i a l_i ((1 + z_i) log(1 + z_i) - z_i) + R_i,</pre>
 *
 * <p>where R_i is the remainder at a of log Gamma(x - i/2) - x log x + x: all parts are positive. The logarithm of the moment is
 * -a KL(m||p) - (1 - a) KL(m||q) with the member m between them; in the coordinates of the eigenvectors its scale is l/w,
 * w = 1 + (1 - a) r.
 */
final class WishartFormula implements PairFormula {

    private record Pair(int order, double a, double h, double[] excess, double offset, double logDeterminant) {
        static Pair of(Distribution p, Distribution q) {
            if (!(p instanceof Wishart x) || !(q instanceof Wishart y)) {
                return null;
            }
            WhitenedPair scales = new WhitenedPair(x.normal(), y.normal());
            WhitenedPair.Eigen eigen = scales.eigen();
            int d = x.order();
            double largest = eigen.largest();
            double offset = scales.isClose() ? (16 * d * Term.EPS + 2 * scales.factorError()) * largest
                    : (16 * d * Term.EPS + scales.factorError()) * (1 + largest);
            return new Pair(d, 0.5 * x.df(), 0.5 * (y.df() - x.df()), eigen.excess(), offset, scales.logDeterminant());
        }

        boolean isNear() {
            for (double r : excess) {
                if (!(Math.abs(r) <= 0.5)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        Pair pair = Pair.of(p, q);
        if (pair == null) {
            return Optional.empty();
        }
        if (pair.isNear()) {
            return Optional.of(kl(pair.a, pair.h, pair.excess, pair.offset));
        }
        // The eigenvalues enter by their sum and that of their logarithms, which are known better than the smallest of them.
        double end = pair.a + pair.h;
        double sum = 0;
        double size = 0;
        for (int i = 0; i < pair.order; i++) {
            sum += pair.a * pair.excess[i] - pair.h + end * Math.log(end / pair.a);
            size += pair.a * (1 + Math.abs(pair.excess[i])) + Math.abs(pair.h) + Math.abs(end * Math.log(end / pair.a));
        }
        sum -= end * pair.logDeterminant;
        size += Math.abs(end * pair.logDeterminant);
        Term scales = new Term(sum, 16 * Term.EPS * size + pair.order * (pair.a + end) * pair.offset);
        return Optional.of(scales.plus(gammas(pair.order, pair.a, pair.h)));
    }

    private static Term gammas(int d, double a, double h) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += GammaFunctions.shiftedLogGammaExcessRemainder(a - 0.5 * i, 0.5 * i, h);
        }
        return Term.exact(sum);
    }

    /** From eigenvalues that are off by an offset at most. */
    private static Term kl(double a, double h, double[] excess, double offset) {
        double sum = 0;
        double error = 0;
        for (double r : excess) {
            double l = 1 + r;
            double z = Math.max(-1, (h - a * r) / (a * l));
            double part = a * l * Exponentials.entropyRemainder(z);
            double log = Math.abs(Math.log1p(z));
            sum += part;
            double step = a * offset + 4 * Term.EPS * (Math.abs(h) + a * Math.abs(r));
            error += 64 * Term.EPS * part + step * log + step * step / (a * l * (1 + z));
        }
        return new Term(sum, error).plus(gammas(excess.length, a, h));
    }

    @Override
    public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
        Pair pair = Pair.of(p, q);
        if (pair == null) {
            return Optional.empty();
        }
        int d = pair.order;
        double rest = 1 - order;
        double middle = pair.a + rest * pair.h;
        if (!(middle > 0.5 * (d - 1))) {
            return Optional.of(Term.INFINITE);
        }
        double[] toP = new double[d];
        double[] toQ = new double[d];
        double least = Double.POSITIVE_INFINITY;
        double logs = 0;
        for (int i = 0; i < d; i++) {
            double r = pair.excess[i];
            double w = 1 + rest * r;
            if (!(w > Math.abs(rest) * pair.offset)) {
                return Optional.of(Term.INFINITE);
            }
            least = Math.min(least, w);
            logs += Math.log(w);
            toP[i] = -rest * r / w;
            toQ[i] = order * r / w;
        }
        // What the rounding of the place between does, which lies close to the edge of the domain for some orders.
        double room = Math.abs(rest * pair.h) / (middle - 0.5 * (d - 1)) + 1;
        double offset = pair.offset * (Math.abs(rest) + Math.abs(order)) / (least * least);
        double edge = 4 * d * Term.EPS * room * (Math.abs(rest * order) * pair.h * pair.h / middle);
        if (pair.isNear() && least >= 0.5) {
            Term first = kl(middle, -rest * pair.h, toP, offset);
            Term second = kl(middle, order * pair.h, toQ, offset);
            return Optional.of(new Term(-order * first.value() - rest * second.value(),
                    Math.abs(order) * first.error() + Math.abs(rest) * second.error() + edge));
        }
        // With the remainders of log Gamma alone, and the determinants.
        double value = 0;
        double size = 0;
        for (int i = 0; i < d; i++) {
            double first = order * GammaFunctions.logGammaRemainder(middle - 0.5 * i, -rest * pair.h);
            double second = rest * GammaFunctions.logGammaRemainder(middle - 0.5 * i, order * pair.h);
            value -= first + second;
            size += Math.abs(first) + Math.abs(second);
        }
        double determinants = rest * (pair.a + pair.h) * pair.logDeterminant;
        value += determinants - middle * logs;
        size += Math.abs(determinants) + Math.abs(middle * logs);
        return Optional.of(new Term(value, 64 * Term.EPS * size + edge + d * Math.abs(middle * rest) * pair.offset / least
                + d * Math.abs(rest) * (pair.a + pair.h) * pair.offset));
    }
}
