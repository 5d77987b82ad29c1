package io.divergence.adapter;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Geometric;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LatticeDistribution;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.NegativeBinomial;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Triangular;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.Weibull;
import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import java.util.function.Function;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.MultivariateDifferentiableFunction;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.CauchyDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.GeometricDistribution;
import org.apache.commons.math3.distribution.GumbelDistribution;
import org.apache.commons.math3.distribution.IntegerDistribution;
import org.apache.commons.math3.distribution.LaplaceDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.LogisticDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.MultivariateRealDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.ParetoDistribution;
import org.apache.commons.math3.distribution.PascalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.distribution.TriangularDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.distribution.WeibullDistribution;

/**
 * Distributions of commons-math3 as distributions of this library, and its derivative structures as targets. Distributions that both have become the library's own, with their
 * formulas and tails; all others are evaluated through their own methods, and their tails are unknown, so that a divergence that
 * seems finite cannot be told from one that diverges beyond the range of a double.
 */
public final class CommonsMath {

    private CommonsMath() {
    }

    /**
     * Returns a log density with its gradient by a function of derivative structures (forward-mode differentiation), for models of few
     * dimensions: a gradient costs D times the value, and every operation allocates.
     *
     * @param dimension D
     * @param logDensity in nats, of D variables of order 1; must be thread-safe
     */
    public static DifferentiableLogDensity logDensity(int dimension, Function<DerivativeStructure[], DerivativeStructure> logDensity) {
        return new DerivativeModel(Checks.atLeast("dimension", dimension, 1), Checks.notNull("logDensity", logDensity));
    }

    /** Returns a log density with its gradient by a differentiable function of commons-math3; see the other method. */
    public static DifferentiableLogDensity logDensity(int dimension, MultivariateDifferentiableFunction logDensity) {
        Checks.notNull("logDensity", logDensity);
        return logDensity(dimension, (Function<DerivativeStructure[], DerivativeStructure>) logDensity::value);
    }

    /** Returns a continuous distribution on the line. */
    public static UnivariateDistribution of(RealDistribution d) {
        Checks.notNull("d", d);
        // Only these classes themselves: a subclass may be anything.
        Class<?> type = d.getClass();
        if (type == NormalDistribution.class) {
            NormalDistribution n = (NormalDistribution) d;
            return Normal.of(n.getMean(), n.getStandardDeviation());
        }
        if (type == LogNormalDistribution.class) {
            LogNormalDistribution n = (LogNormalDistribution) d;
            return LogNormal.of(n.getScale(), n.getShape());
        }
        if (type == TDistribution.class) {
            return StudentT.of(((TDistribution) d).getDegreesOfFreedom(), 0, 1);
        }
        if (type == UniformRealDistribution.class) {
            return Uniform.of(d.getSupportLowerBound(), d.getSupportUpperBound());
        }
        if (type == TriangularDistribution.class) {
            return Triangular.of(d.getSupportLowerBound(), ((TriangularDistribution) d).getMode(), d.getSupportUpperBound());
        }
        if (type == BetaDistribution.class) {
            return Beta.of(((BetaDistribution) d).getAlpha(), ((BetaDistribution) d).getBeta());
        }
        UnivariateDistribution other = locationScale(d, type);
        other = other == null ? positive(d, type) : other;
        return other == null ? new RealAdapter(d) : other;
    }

    private static UnivariateDistribution locationScale(RealDistribution d, Class<?> type) {
        if (type == CauchyDistribution.class) {
            return Cauchy.of(((CauchyDistribution) d).getMedian(), ((CauchyDistribution) d).getScale());
        }
        if (type == LaplaceDistribution.class) {
            return Laplace.of(((LaplaceDistribution) d).getLocation(), ((LaplaceDistribution) d).getScale());
        }
        if (type == LogisticDistribution.class) {
            // By the density at the mean, 1/(4 s): the variance of some versions is wrong.
            return Logistic.of(d.getNumericalMean(), 0.25 / d.density(d.getNumericalMean()));
        }
        return type == GumbelDistribution.class
                ? Gumbel.of(((GumbelDistribution) d).getLocation(), ((GumbelDistribution) d).getScale()) : null;
    }

    private static UnivariateDistribution positive(RealDistribution d, Class<?> type) {
        if (type == ExponentialDistribution.class) {
            return Gamma.ofShapeScale(1, d.getNumericalMean());
        }
        if (type == GammaDistribution.class) {
            return Gamma.ofShapeScale(((GammaDistribution) d).getShape(), ((GammaDistribution) d).getScale());
        }
        if (type == ChiSquaredDistribution.class) {
            return ChiSquared.of(((ChiSquaredDistribution) d).getDegreesOfFreedom());
        }
        if (type == ParetoDistribution.class) {
            return Pareto.of(((ParetoDistribution) d).getScale(), ((ParetoDistribution) d).getShape());
        }
        return type == WeibullDistribution.class
                ? Weibull.ofShapeScale(((WeibullDistribution) d).getShape(), ((WeibullDistribution) d).getScale()) : null;
    }

    /** Returns a distribution on integers. */
    public static LatticeDistribution of(IntegerDistribution d) {
        Checks.notNull("d", d);
        Class<?> type = d.getClass();
        if (type == BinomialDistribution.class) {
            return Binomial.of(((BinomialDistribution) d).getNumberOfTrials(), ((BinomialDistribution) d).getProbabilityOfSuccess());
        }
        if (type == PoissonDistribution.class) {
            return Poisson.ofRate(((PoissonDistribution) d).getMean());
        }
        if (type == GeometricDistribution.class) {
            return Geometric.ofProbability(((GeometricDistribution) d).getProbabilityOfSuccess());
        }
        if (type == PascalDistribution.class) {
            PascalDistribution p = (PascalDistribution) d;
            return NegativeBinomial.of(p.getNumberOfSuccesses(), p.getProbabilityOfSuccess());
        }
        return new IntegerAdapter(d);
    }

    /** Returns a distribution in D dimensions. */
    public static Distribution of(MultivariateRealDistribution d) {
        Checks.notNull("d", d);
        if (d.getClass() == MultivariateNormalDistribution.class) {
            MultivariateNormalDistribution n = (MultivariateNormalDistribution) d;
            double[][] rows = n.getCovariances().getData();
            double[] covariance = new double[rows.length * rows.length];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, covariance, i * rows.length, rows.length);
            }
            return MultivariateNormal.ofCovariance(n.getMeans(), covariance);
        }
        return new MultivariateAdapter(d);
    }
}
