package io.divergence.family;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.Weibull;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A family of one-dimensional distributions by its parameters as they are named in the distribution, each with its score by
 * formula: for estimators that need no reparameterisation. With {@link FisherGeometry} where the Fisher information has a formula (all
 * but Kumaraswamy). Steps out of the domain end a fit as Diverged. Stateless and thread-safe; a {@link #boundCopy} moves one
 * distribution in place.
 */
public sealed class DistributionFamily implements VariationalFamily {

    /** The gradient of log q by the parameters. */
    @FunctionalInterface
    public interface Score {
        /** Writes the score at x to out[0 .. P). */
        void at(double[] phi, double x, double[] out);
    }

    /** The Fisher information. */
    @FunctionalInterface
    public interface Information {
        /** Writes E_q[score score^T] to out[0 .. P^2), row-major. */
        void at(double[] phi, double[] out);
    }

    /** The same by log x and log(1 - x), which say more than x next to 0 and 1. */
    @FunctionalInterface
    private interface LogScore {
        void at(double[] phi, double x, double logX, double logRest, double[] out);
    }

    private final String name;
    private final ParameterLayout layout;
    private final Function<double[], UnivariateDistribution> member;
    /** Makes what one worker calls in place of {@link #member}: one distribution, moved in place. */
    private final Supplier<Function<double[], UnivariateDistribution>> ofWorker;
    private final Function<double[], UnivariateDistribution> working;
    private final LogScore score;

    private DistributionFamily(String name, Function<double[], UnivariateDistribution> member,
            Supplier<Function<double[], UnivariateDistribution>> ofWorker, LogScore score, Entry... entries) {
        this(name, ParameterLayout.of(entries), member, ofWorker, member, score);
    }

    private DistributionFamily(String name, ParameterLayout layout, Function<double[], UnivariateDistribution> member,
            Supplier<Function<double[], UnivariateDistribution>> ofWorker, Function<double[], UnivariateDistribution> working, LogScore score) {
        this.name = name;
        this.layout = layout;
        this.member = member;
        this.ofWorker = ofWorker;
        this.working = working;
        this.score = score;
    }

    /**
     * Returns a family of one's own; {@link io.divergence.check.FamilyCheck} tells whether its score is right. Its steps make as many
     * distributions as the function does: {@link #withWorker} is there for loops that must not.
     *
     * @param member the distribution of parameters in their domain
     */
    public static DistributionFamily of(String name, Function<double[], UnivariateDistribution> member, Score score, Entry... entries) {
        Checks.notNull("name", name);
        Checks.notNull("member", member);
        Checks.notNull("score", score);
        Checks.noNulls("entries", entries);
        return new DistributionFamily(name, member, () -> member, (phi, x, logX, logRest, out) -> score.at(phi, x, out), entries);
    }

    /**
     * Returns this family with functions for its workers, one for each: such a function may move one distribution in place, as
     * {@link Gamma#inPlace} does, so that steps allocate nothing.
     *
     * @param worker makes a function that gives the same distributions as the family's own
     */
    public DistributionFamily withWorker(Supplier<Function<double[], UnivariateDistribution>> worker) {
        return with(Checks.notNull("worker", worker), member);
    }

    @Override
    public DistributionFamily boundCopy() {
        return with(ofWorker, ofWorker.get());
    }

    DistributionFamily with(Supplier<Function<double[], UnivariateDistribution>> worker, Function<double[], UnivariateDistribution> work) {
        return new DistributionFamily(name, layout, member, worker, work, score);
    }

    /** Returns this family with its Fisher information, positive definite: a {@link FisherGeometry}, for the natural gradient. */
    public final DistributionFamily withFisher(Information information) {
        return new WithFisher(this, Checks.notNull("information", information));
    }

    private static final class WithFisher extends DistributionFamily implements FisherGeometry {
        private final Information information;

        /** Used by a bound copy: it has one caller. */
        private final double[] scratch;

        WithFisher(DistributionFamily family, Information information) {
            this(family, family.ofWorker, family.working, information);
        }

        private WithFisher(DistributionFamily family, Supplier<Function<double[], UnivariateDistribution>> worker,
                Function<double[], UnivariateDistribution> work, Information information) {
            super(family.name, family.layout, family.member, worker, work, family.score);
            this.information = information;
            scratch = work == family.member ? null : new double[family.parameterCount() * family.parameterCount()];
        }

        @Override
        DistributionFamily with(Supplier<Function<double[], UnivariateDistribution>> worker, Function<double[], UnivariateDistribution> work) {
            return new WithFisher(this, worker, work, information);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            information.at(phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            int n = parameterCount();
            double[] f = scratch == null ? new double[n * n] : scratch;
            information.at(phi, f);
            solve(f, g, out, n);
        }

        /** F out = g by elimination in place, without pivoting: NaN, which ends a fit, where F has lost its positive definiteness to rounding. */
        private static void solve(double[] f, double[] g, double[] out, int n) {
            System.arraycopy(g, 0, out, 0, n);
            for (int k = 0; k < n; k++) {
                if (!(f[k * n + k] > 0)) {
                    Arrays.fill(out, Double.NaN);
                    return;
                }
                for (int i = k + 1; i < n; i++) {
                    double by = f[i * n + k] / f[k * n + k];
                    for (int j = k; j < n; j++) {
                        f[i * n + j] -= by * f[k * n + j];
                    }
                    out[i] -= by * out[k];
                }
            }
            for (int k = n - 1; k >= 0; k--) {
                for (int j = k + 1; j < n; j++) {
                    out[k] -= f[k * n + j] * out[j];
                }
                out[k] /= f[k * n + k];
            }
        }
    }

    /** Returns the gamma distributions by shape k and rate r: score (log x + log r - digamma(k), k/r - x). */
    public static DistributionFamily gamma() {
        return new DistributionFamily("gamma", phi -> Gamma.ofShapeRate(phi[0], phi[1]), Gamma::inPlace, (phi, x, logX, logRest, out) -> {
            out[0] = logX + Math.log(phi[1]) - GammaFunctions.digamma(phi[0]);
            out[1] = phi[0] / phi[1] - x;
        }, Entry.positive("shape"), Entry.positive("rate")).withFisher(FisherFormulas::gamma);
    }

    /** Returns the inverse gamma distributions by shape and scale. */
    public static DistributionFamily inverseGamma() {
        return new DistributionFamily("inverse gamma", phi -> InverseGamma.ofShapeScale(phi[0], phi[1]), InverseGamma::inPlace,
                (phi, x, logX, logRest, out) -> {
            out[0] = Math.log(phi[1]) - GammaFunctions.digamma(phi[0]) - logX;
            out[1] = phi[0] / phi[1] - Math.exp(-logX);
        }, Entry.positive("shape"), Entry.positive("scale")).withFisher(FisherFormulas::gamma);
    }

    /** Returns the exponential distributions by their rate. */
    public static DistributionFamily exponential() {
        return new DistributionFamily("exponential", phi -> Exponential.ofRate(phi[0]), Exponential::inPlace,
                (phi, x, logX, logRest, out) -> out[0] = 1 / phi[0] - x, Entry.positive("rate")).withFisher(FisherFormulas::exponential);
    }

    /** Returns the beta distributions by a and b. */
    public static DistributionFamily beta() {
        return new DistributionFamily("beta", phi -> Beta.of(phi[0], phi[1]), Beta::inPlace, (phi, x, logX, logRest, out) -> {
            double both = GammaFunctions.digamma(phi[0] + phi[1]);
            out[0] = logX - GammaFunctions.digamma(phi[0]) + both;
            out[1] = logRest - GammaFunctions.digamma(phi[1]) + both;
        }, Entry.positive("a"), Entry.positive("b")).withFisher(FisherFormulas::beta);
    }

    /** Returns the Kumaraswamy distributions by a and b. */
    public static DistributionFamily kumaraswamy() {
        return new DistributionFamily("Kumaraswamy", phi -> Kumaraswamy.of(phi[0], phi[1]), Kumaraswamy::inPlace, (phi, x, logX, logRest, out) -> {
            // log(1 - x^a); next to 1 it is log a + log(1 - x).
            double logPower = logRest < -30 ? Math.log(phi[0]) + logRest : Exponentials.log1mExp(-phi[0] * logX);
            out[0] = 1 / phi[0] + logX - (phi[1] - 1) * logX * Math.exp(phi[0] * logX - logPower);
            out[1] = 1 / phi[1] + logPower;
        }, Entry.positive("a"), Entry.positive("b"));
    }

    /** Returns the log-normal distributions by mu and sigma, the mean and standard deviation of log x. */
    public static DistributionFamily logNormal() {
        return new DistributionFamily("log-normal", phi -> LogNormal.of(phi[0], phi[1]), LogNormal::inPlace,
                (phi, x, logX, logRest, out) -> normalScore(logX, phi, out), Entry.real("mu"), Entry.positive("sigma"))
                .withFisher(FisherFormulas.symmetric(1, 2));
    }

    private static void normalScore(double x, double[] phi, double[] out) {
        double z = (x - phi[0]) / phi[1];
        out[0] = z / phi[1];
        out[1] = (z * z - 1) / phi[1];
    }

    /** Returns the half-normal distributions by their scale. */
    public static DistributionFamily halfNormal() {
        return new DistributionFamily("half-normal", phi -> HalfNormal.ofScale(phi[0]), HalfNormal::inPlace, (phi, x, logX, logRest, out) -> {
            double z = x / phi[0];
            out[0] = (z * z - 1) / phi[0];
        }, Entry.positive("scale")).withFisher(FisherFormulas::halfNormal);
    }

    /** Returns the Weibull distributions by shape and scale. */
    public static DistributionFamily weibull() {
        return new DistributionFamily("Weibull", phi -> Weibull.ofShapeScale(phi[0], phi[1]), Weibull::inPlace, (phi, x, logX, logRest, out) -> {
            double u = logX - Math.log(phi[1]);
            double excess = Math.expm1(phi[0] * u);
            out[0] = 1 / phi[0] - u * excess;
            out[1] = phi[0] / phi[1] * excess;
        }, Entry.positive("shape"), Entry.positive("scale")).withFisher(FisherFormulas::weibull);
    }

    /** Returns the Laplace distributions by location and scale. */
    public static DistributionFamily laplace() {
        return locationScale("Laplace", phi -> Laplace.of(phi[0], phi[1]), Laplace::inPlace, z -> Math.signum(z))
                .withFisher(FisherFormulas.symmetric(1, 1));
    }

    /** Returns the Gumbel distributions by location and scale. */
    public static DistributionFamily gumbel() {
        return locationScale("Gumbel", phi -> Gumbel.of(phi[0], phi[1]), Gumbel::inPlace, z -> -Math.expm1(-z))
                .withFisher(FisherFormulas::gumbel);
    }

    /** Returns the logistic distributions by location and scale. */
    public static DistributionFamily logistic() {
        return locationScale("logistic", phi -> Logistic.of(phi[0], phi[1]), Logistic::inPlace, z -> Math.tanh(0.5 * z))
                .withFisher(FisherFormulas.symmetric(1.0 / 3, (Math.PI * Math.PI + 3) / 9));
    }

    /** Returns the Student-t distributions of fixed degrees of freedom by location and scale. */
    public static DistributionFamily studentT(double df) {
        Checks.positive("df", df);
        return locationScale("Student-t(" + df + ")", phi -> StudentT.of(df, phi[0], phi[1]), () -> StudentT.inPlace(df),
                z -> (df + 1) * z / (df + z * z)).withFisher(FisherFormulas.symmetric((df + 1) / (df + 3), 2 * df / (df + 3)));
    }

    private interface Slope {
        /** -d log q/dz of the standard member. */
        double at(double z);
    }

    private static DistributionFamily locationScale(String name, Function<double[], UnivariateDistribution> member,
            Supplier<Function<double[], UnivariateDistribution>> ofWorker, Slope slope) {
        return new DistributionFamily(name, member, ofWorker, (phi, x, logX, logRest, out) -> {
            double z = (x - phi[0]) / phi[1];
            double s = slope.at(z);
            out[0] = s / phi[1];
            out[1] = (z * s - 1) / phi[1];
        }, Entry.real("location"), Entry.positive("scale"));
    }

    @Override
    public final int dimension() {
        return 1;
    }

    @Override
    public final ParameterLayout layout() {
        return layout;
    }

    @Override
    public final UnivariateDistribution at(double[] phi) {
        layout.check(phi);
        return member.apply(phi);
    }

    @Override
    public final void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        working.apply(phi).sample(rng, z, from, to);
    }

    @Override
    public final void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        working.apply(phi).logDensity(z, from, to, out);
    }

    @Override
    public final void score(double[] phi, double[] z, int row, double[] out) {
        score.at(phi, z[row], Math.log(z[row]), Math.log1p(-z[row]), out);
    }

    /**
     * Writes the score at point + side e^logDistance, as {@link UnivariateDistribution#logDensityNear} gives the density: next to 0
     * and 1 by the logarithm of the distance.
     */
    public final void scoreNear(double[] phi, double point, int side, double logDistance, double[] out) {
        double x = point + side * Math.exp(logDistance);
        double logX = point == 0 && side > 0 ? logDistance : Math.log(x);
        double logRest = point == 1 && side < 0 ? logDistance : Math.log1p(-x);
        if (point == 1 && side < 0 && logDistance < 0) {
            logX = Exponentials.log1mExp(-logDistance);
        }
        score.at(phi, x, logX, logRest, out);
    }

    @Override
    public final String toString() {
        return "DistributionFamily(" + name + ")";
    }
}
