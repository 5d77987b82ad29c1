package io.divergence.estimators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.Target;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

/** What mathematics says of divergences, for random distributions. */
class MathematicalFactsTest {

    /** A Gaussian q. */
    record Member(double mean, double sd) {
        Normal normal() {
            return Normal.of(mean, sd);
        }
    }

    @Provide
    Arbitrary<Member> members() {
        return Combinators.combine(number(-4, 4), number(0.4, 3)).as(Member::new);
    }

    @Provide
    Arbitrary<Mixture> mixtures() {
        return Combinators.combine(number(0.1, 0.9), number(-4, 0), number(0, 4), number(0.5, 2), number(0.5, 2))
                .as((w, m1, m2, s1, s2) -> Mixture.ofNormals(new double[] {w, 1 - w}, new double[] {m1, m2}, new double[] {s1, s2}));
    }

    private static Arbitrary<Double> number(double low, double high) {
        return Arbitraries.doubles().between(low, high).ofScale(4);
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, Target p, Discrepancy d, Member q) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = estimator.bind(new Problem(p, GaussianFamily.meanSigma(), d), Execution.serial(1))) {
            objective.evaluate(0, new double[] {q.mean(), q.sd()}, out);
        }
        return out;
    }

    private static double exact(Target p, Discrepancy d, Member q) {
        return evaluate(QuadratureEstimator.withDefaults(), p, d, q).value();
    }

    private static double closed(Normal p, Discrepancy d, Member q) {
        return evaluate(ClosedFormEstimator.withDefaults(), p, d, q).value();
    }

    private static void same(double expected, double actual, double tolerance, String what) {
        if (expected != actual) {
            assertEquals(expected, actual, tolerance * (1 + Math.abs(expected)), what);
        }
    }

    @Property(seed = "201", tries = 30)
    void elboIsLogZLessKlAndTheGradientsAreOpposite(@ForAll("mixtures") Mixture p, @ForAll("members") Member q,
            @ForAll @Scale(3) @DoubleRange(min = -700, max = 700) double logZ) {
        Target unnormalised = LogDensities.univariate(x -> p.logDensity(x) + logZ);
        GradientEstimate kl = evaluate(QuadratureEstimator.withDefaults(), p, Divergences.reverseKl(), q);
        GradientEstimate minusElbo = evaluate(QuadratureEstimator.withDefaults(), unnormalised, Divergences.reverseKl(), q);
        assertEquals(ValueMeaning.NEGATIVE_ELBO, minusElbo.meaning());
        double elbo = -minusElbo.value();
        same(logZ, elbo + kl.value(), 1e-10, "ELBO + KL");
        for (int j = 0; j < 2; j++) {
            double elboGradient = -minusElbo.gradient()[j];
            assertEquals(0, elboGradient + kl.gradient()[j], 1e-10 * (1 + Math.abs(logZ) + Math.abs(elboGradient)));
        }
    }

    @Property(seed = "202", tries = 20)
    void noDivergenceChangesUnderAnAffineBijection(@ForAll("mixtures") Mixture p, @ForAll("members") Member q,
            @ForAll @Scale(3) @DoubleRange(min = -30, max = 30) double shift,
            @ForAll @Scale(3) @DoubleRange(min = 0.01, max = 100) double stretch, @ForAll boolean mirrored) {
        double a = mirrored ? -stretch : stretch;
        double[] weights = {p.weight(0), p.weight(1)};
        double[] means = new double[2];
        double[] sds = new double[2];
        for (int i = 0; i < 2; i++) {
            Normal component = (Normal) p.component(i);
            means[i] = a * component.mean() + shift;
            sds[i] = stretch * component.sd();
        }
        Mixture image = Mixture.ofNormals(weights, means, sds);
        Member imageOfQ = new Member(a * q.mean() + shift, stretch * q.sd());
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.reverseKl(), Divergences.jensenShannon(),
                Divergences.squaredHellinger(), Divergences.totalVariation(), Divergences.triangular())) {
            same(exact(p, d, q), exact(image, d, imageOfQ), 1e-9, d.name());
        }
    }

    private static double potential(double first, double second) {
        return -first * first / (4 * second) - 0.5 * Math.log(-2 * second);
    }

    @Property(seed = "203", tries = 100)
    void withinTheGaussiansKlAndChiSquaredAreBregmanForms(@ForAll("members") Member p, @ForAll("members") Member q) {
        double[] t1 = {p.mean() / p.sd() / p.sd(), -0.5 / p.sd() / p.sd()};
        double[] t2 = {q.mean() / q.sd() / q.sd(), -0.5 / q.sd() / q.sd()};
        double square = p.mean() * p.mean() + p.sd() * p.sd();
        double bregman = potential(t2[0], t2[1]) - potential(t1[0], t1[1])
                - (t2[0] - t1[0]) * p.mean() - (t2[1] - t1[1]) * square;
        double scale = 1 + Math.abs(t1[0]) + Math.abs(t2[0]) + square / q.sd() / q.sd();
        assertEquals(bregman, closed(p.normal(), Divergences.forwardKl(), q), 1e-12 * scale);
        double[] mid = {2 * t1[0] - t2[0], 2 * t1[1] - t2[1]};
        double renyi = closed(p.normal(), Divergences.logOnePlusChiSquared(), q);
        if (mid[1] < 0) {
            double log = potential(mid[0], mid[1]) - 2 * potential(t1[0], t1[1]) + potential(t2[0], t2[1]);
            same(log, renyi, 1e-8, "log(1 + chi^2)");
        } else {
            assertEquals(Double.POSITIVE_INFINITY, renyi, "outside the natural domain");
        }
    }

    @Property(seed = "204", tries = 15)
    void renyiGrowsWithItsOrderAndTendsToKl(@ForAll("mixtures") Mixture p, @ForAll("members") Member q) {
        double before = 0;
        for (double a : new double[] {0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 1.5, 2}) {
            double value = exact(p, Divergences.renyi(a), q);
            assertTrue(value >= before * (1 - 1e-9), "order " + a + ": " + value + " after " + before);
            before = value;
        }
        double kl = exact(p, Divergences.forwardKl(), q);
        double below = exact(p, Divergences.renyi(0.999), q);
        assertTrue(below <= kl * (1 + 1e-9) + 1e-14 && below >= 0.9 * kl - 1e-14, below + " near " + kl);
        double near = exact(p, Divergences.renyi(0.99999), q);
        assertTrue(Math.abs(near - kl) <= Math.abs(below - kl) + 1e-8 * (1 + kl), near + " nearer to " + kl);
    }

    @Property(seed = "205", tries = 20)
    void boundsBetweenDivergencesHold(@ForAll("mixtures") Mixture p, @ForAll("members") Member q) {
        double tv = exact(p, Divergences.totalVariation(), q);
        double kl = exact(p, Divergences.forwardKl(), q);
        double h2 = exact(p, Divergences.squaredHellinger(), q);
        double js = exact(p, Divergences.jensenShannon(), q);
        double renyi2 = exact(p, Divergences.logOnePlusChiSquared(), q);
        double slack = 1e-10;
        assertTrue(tv * tv <= kl / 2 + slack, "Pinsker");
        assertTrue(h2 <= tv + slack && tv <= Math.sqrt(h2 * (2 - h2)) + slack, "Hellinger and total variation");
        assertTrue(js <= Math.log(2) * tv + slack, "Jensen-Shannon and total variation");
        assertTrue(kl <= renyi2 + slack && renyi2 <= exact(p, Divergences.forwardChiSquared(), q) + slack, "chi^2");
        same(exact(p, Divergences.alpha(0.5), q), 4 * h2, 1e-9, "amari(1/2)");
        same(exact(p, Divergences.renyi(0.5), q), -2 * Math.log1p(-h2), 1e-9, "Renyi of order 1/2");
        same(exact(p, Divergences.alpha(0.3), q), exact(p, Divergences.alpha(0.7).reversed(), q), 1e-9, "dual alphas");
    }

    @Property(seed = "206", tries = 15)
    void metricsObeyTheTriangleInequality(@ForAll("members") Member a, @ForAll("members") Member b, @ForAll("members") Member c) {
        for (Divergence d : List.of(Divergences.jensenShannon(), Divergences.squaredHellinger(), Divergences.totalVariation())) {
            boolean squared = !d.equals(Divergences.totalVariation());
            double ab = metric(a, b, d, squared);
            double bc = metric(b, c, d, squared);
            double ac = metric(a, c, d, squared);
            assertTrue(ac <= ab + bc + 1e-9, d.name());
            assertTrue(metric(a, a, d, squared) == 0, d.name() + " of equals");
            assertEquals(ab, metric(b, a, d, squared), 1e-9, d.name() + " is symmetric");
        }
    }

    private static double metric(Member a, Member b, Divergence d, boolean squared) {
        double value = exact(a.normal(), d, b);
        return squared ? Math.sqrt(value) : value;
    }

    @Property(seed = "207", tries = 30)
    void forwardKlIsStationaryExactlyWhereMomentsMatch(@ForAll("mixtures") Mixture p,
            @ForAll @Scale(2) @DoubleRange(min = 0.1, max = 1) double off) {
        UnivariateDistribution d = p;
        double sd = Math.sqrt(d.variance());
        GradientEstimate match = evaluate(QuadratureEstimator.withDefaults(), p, Divergences.forwardKl(), new Member(d.mean(), sd));
        assertEquals(0, Math.hypot(match.gradient()[0], match.gradient()[1]), 1e-9);
        GradientEstimate beside = evaluate(QuadratureEstimator.withDefaults(), p, Divergences.forwardKl(), new Member(d.mean() + off, sd));
        assertEquals(off / d.variance(), beside.gradient()[0], 1e-9);
        assertTrue(beside.value() > match.value());
    }

    @Property(seed = "208", tries = 30)
    void addingAConstantToTheLogDensityChangesAGradientByRoundingOnly(@ForAll("mixtures") Mixture p, @ForAll("members") Member q) {
        Target shifted = LogDensities.univariate(x -> p.logDensity(x) + 1000);
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.jensenShannon())) {
            GradientEstimate plain = evaluate(QuadratureEstimator.withDefaults(), p, d, q);
            GradientEstimate moved = evaluate(QuadratureEstimator.withDefaults(), shifted, d, q);
            for (int j = 0; j < 2; j++) {
                same(plain.gradient()[j], moved.gradient()[j], 1e-9, d.name());
            }
        }
    }
}
