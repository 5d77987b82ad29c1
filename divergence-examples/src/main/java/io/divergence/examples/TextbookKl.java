package io.divergence.examples;

import io.divergence.distribution.Bernoulli;
import io.divergence.distribution.Beta;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Categorical;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.Dirichlet;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Geometric;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.NegativeBinomial;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.VonMises;
import io.divergence.distribution.Weibull;
import io.divergence.math.BesselFunctions;
import io.divergence.math.GammaFunctions;

/** KL within families as the formulas stand in textbooks, in double precision: what one loses near p = q. */
final class TextbookKl {
    private static final double EULER = 0.577215664901532860606512090082;

    private TextbookKl() {
    }

    /** Returns KL(p||q), or NaN if no formula stands here. */
    static double of(Distribution p, Distribution q) {
        if (p.getClass() != q.getClass()) {
            return Double.NaN;
        }
        double value = locationScale(p, q);
        value = Double.isNaN(value) ? gammas(p, q) : value;
        return Double.isNaN(value) ? counts(p, q) : value;
    }

    private static double normal(double m1, double s1, double m2, double s2) {
        return Math.log(s2 / s1) + (s1 * s1 + (m1 - m2) * (m1 - m2)) / (2 * s2 * s2) - 0.5;
    }

    private static double locationScale(Distribution p, Distribution q) {
        if (p instanceof Normal a && q instanceof Normal b) {
            return normal(a.mean(), a.sd(), b.mean(), b.sd());
        }
        if (p instanceof LogNormal a && q instanceof LogNormal b) {
            return normal(a.mu(), a.sigma(), b.mu(), b.sigma());
        }
        if (p instanceof HalfNormal a && q instanceof HalfNormal b) {
            return normal(0, a.scale(), 0, b.scale());
        }
        if (p instanceof Laplace a && q instanceof Laplace b) {
            double d = Math.abs(a.location() - b.location());
            return (a.scale() * Math.exp(-d / a.scale()) + d) / b.scale() + Math.log(b.scale() / a.scale()) - 1;
        }
        if (p instanceof Cauchy a && q instanceof Cauchy b) {
            double sum = a.scale() + b.scale();
            double d = a.location() - b.location();
            return Math.log((sum * sum + d * d) / (4 * a.scale() * b.scale()));
        }
        if (p instanceof Gumbel a && q instanceof Gumbel b) {
            double ratio = a.scale() / b.scale();
            return Math.log(b.scale() / a.scale()) + EULER * (ratio - 1)
                    + Math.exp((b.location() - a.location()) / b.scale() + GammaFunctions.logGamma(ratio + 1)) - 1
                    + (a.location() - b.location()) / b.scale();
        }
        if (p instanceof Uniform a && q instanceof Uniform b) {
            return Math.log((b.high() - b.low()) / (a.high() - a.low()));
        }
        if (p instanceof VonMises a && q instanceof VonMises b) {
            return BesselFunctions.logI0(b.concentration()) - BesselFunctions.logI0(a.concentration())
                    + BesselFunctions.ratio(a.concentration())
                    * (a.concentration() - b.concentration() * Math.cos(a.location() - b.location()));
        }
        return Double.NaN;
    }

    private static double gamma(double k1, double r1, double k2, double r2) {
        return (k1 - k2) * GammaFunctions.digamma(k1) - GammaFunctions.logGamma(k1) + GammaFunctions.logGamma(k2)
                + k2 * (Math.log(r1) - Math.log(r2)) + k1 * (r2 - r1) / r1;
    }

    private static double dirichlet(double[] a, double[] b) {
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < a.length; i++) {
            sumA += a[i];
            sumB += b[i];
        }
        double kl = GammaFunctions.logGamma(sumA) - GammaFunctions.logGamma(sumB);
        for (int i = 0; i < a.length; i++) {
            kl += GammaFunctions.logGamma(b[i]) - GammaFunctions.logGamma(a[i])
                    + (a[i] - b[i]) * (GammaFunctions.digamma(a[i]) - GammaFunctions.digamma(sumA));
        }
        return kl;
    }

    private static double gammas(Distribution p, Distribution q) {
        if (p instanceof Gamma a && q instanceof Gamma b) {
            return gamma(a.shape(), a.rate(), b.shape(), b.rate());
        }
        if (p instanceof InverseGamma a && q instanceof InverseGamma b) {
            return gamma(a.shape(), a.scale(), b.shape(), b.scale());
        }
        if (p instanceof Exponential a && q instanceof Exponential b) {
            return Math.log(a.rate() / b.rate()) + b.rate() / a.rate() - 1;
        }
        if (p instanceof Beta a && q instanceof Beta b) {
            return dirichlet(new double[] {a.a(), a.b()}, new double[] {b.a(), b.b()});
        }
        if (p instanceof Dirichlet a && q instanceof Dirichlet b) {
            return dirichlet(a.concentrations(), b.concentrations());
        }
        if (p instanceof Weibull a && q instanceof Weibull b) {
            return Math.log(a.shape() / Math.pow(a.scale(), a.shape())) - Math.log(b.shape() / Math.pow(b.scale(), b.shape()))
                    + (a.shape() - b.shape()) * (Math.log(a.scale()) - EULER / a.shape())
                    + Math.pow(a.scale() / b.scale(), b.shape()) * Math.exp(GammaFunctions.logGamma(b.shape() / a.shape() + 1)) - 1;
        }
        if (p instanceof Pareto a && q instanceof Pareto b) {
            return b.shape() * Math.log(a.minimum() / b.minimum()) + Math.log(a.shape() / b.shape()) + b.shape() / a.shape() - 1;
        }
        return Double.NaN;
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }

    private static double counts(Distribution p, Distribution q) {
        if (p instanceof Poisson a && q instanceof Poisson b) {
            return a.mean() * Math.log(a.mean() / b.mean()) + b.mean() - a.mean();
        }
        if (p instanceof Bernoulli a && q instanceof Bernoulli b) {
            return term(a.p(), b.p()) + term(1 - a.p(), 1 - b.p());
        }
        if (p instanceof Binomial a && q instanceof Binomial b && a.n() == b.n()) {
            return a.n() * (term(a.p(), b.p()) + term(1 - a.p(), 1 - b.p()));
        }
        if (p instanceof Geometric a && q instanceof Geometric b) {
            return Math.log(a.p() / b.p()) + (1 - a.p()) / a.p() * Math.log((1 - a.p()) / (1 - b.p()));
        }
        if (p instanceof NegativeBinomial a && q instanceof NegativeBinomial b && a.r() == b.r()) {
            return a.r() * (Math.log(a.p() / b.p()) + (1 - a.p()) / a.p() * Math.log((1 - a.p()) / (1 - b.p())));
        }
        if (p instanceof Categorical a && q instanceof Categorical b) {
            double sum = 0;
            for (int i = 0; i < a.size(); i++) {
                sum += term(a.mass(i), b.mass(i));
            }
            return sum;
        }
        return Double.NaN;
    }
}
