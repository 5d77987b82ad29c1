package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Wishart;
import io.divergence.math.GammaFunctions;
import io.divergence.math.Triangular;
import java.util.Optional;

/**
 * Wishart distributions: with a = n/2, h = a_q - a_p and l the eigenvalues of V_q^-1 V_p,
 *
 * <pre>KL = SUM_i R(log Gamma; a_p - i/2, h) + a_p SUM (l - 1 - log l) - h SUM log l,</pre>
 *
 * <p>where the second sum is twice the KL of N(0, V_p) from N(0, V_q), and the third a difference of log determinants.
 */
final class WishartFormula implements PairFormula {
    private final MultivariateNormalFormula normals = new MultivariateNormalFormula();

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        if (!(p instanceof Wishart a) || !(q instanceof Wishart b)) {
            return Optional.empty();
        }
        double ap = 0.5 * a.df();
        double h = 0.5 * (b.df() - a.df());
        double gammas = 0;
        for (int i = 0; i < a.order(); i++) {
            gammas += GammaFunctions.logGammaRemainder(ap - 0.5 * i, h);
        }
        Term scales = normals.kl(a.normal(), b.normal()).orElseThrow().times(2 * ap);
        double logs = 2 * (logDeterminant(a) - logDeterminant(b));
        double rounding = 8 * a.order() * Term.EPS * Math.abs(h) * (1 + Math.abs(logDeterminant(a)) + Math.abs(logDeterminant(b)));
        Term rest = Term.exact(gammas).plus(scales);
        return Optional.of(new Term(rest.value() - h * logs, rest.error() + rounding));
    }

    private static double logDeterminant(Wishart w) {
        return Triangular.logDeterminant(w.normal().cholesky(), w.order());
    }

    /** F(m) - a F_p - (1 - a) F_q with F = log Gamma_d(n/2) + (n/2) log |V| + (n d/2) log 2, the inverses of V mixed linearly. */
    @Override
    public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
        if (!(p instanceof Wishart a) || !(q instanceof Wishart b)) {
            return Optional.empty();
        }
        int d = a.order();
        double rest = 1 - order;
        double df = order * a.df() + rest * b.df();
        double[] precision = new double[d * d];
        addInverse(precision, a, order);
        addInverse(precision, b, rest);
        double[] factor;
        try {
            factor = MultivariateNormal.ofCovariance(new double[d], precision).cholesky();
        } catch (IllegalArgumentException e) {
            // The mixed precision is not positive definite: outside of the natural domain.
            return Optional.of(Term.INFINITE);
        }
        if (!(df > d - 1)) {
            return Optional.of(Term.INFINITE);
        }
        double[] parts = {GammaFunctions.logMultivariateGamma(d, 0.5 * df), -df * Triangular.logDeterminant(factor, d),
            -order * GammaFunctions.logMultivariateGamma(d, 0.5 * a.df()), -order * a.df() * logDeterminant(a),
            -rest * GammaFunctions.logMultivariateGamma(d, 0.5 * b.df()), -rest * b.df() * logDeterminant(b)};
        double sum = 0;
        double size = 0;
        for (double part : parts) {
            sum += part;
            size += Math.abs(part);
        }
        return Optional.of(Term.ofSize(sum, size + d * df * condition(precision, factor, d)));
    }

    private static void addInverse(double[] sum, Wishart w, double factor) {
        int d = w.order();
        double[] inverse = Triangular.gramOfColumns(Triangular.inverse(w.normal().cholesky(), d), d);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * inverse[i];
        }
    }

    /** The largest diagonal entry over the square of the smallest of the factor: how far roundings of the matrix are magnified. */
    private static double condition(double[] matrix, double[] factor, int d) {
        double largest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < d; i++) {
            largest = Math.max(largest, matrix[i * d + i]);
            smallest = Math.min(smallest, factor[i * d + i]);
        }
        return largest / smallest / smallest;
    }
}
