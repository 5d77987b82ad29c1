package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitListener;
import io.divergence.fit.FitResult;
import io.divergence.fit.StepSizeSearch;
import io.divergence.fit.StoppingRule;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.optimize.DoWG;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Optimizer;
import io.divergence.optimize.Proximal;
import io.divergence.optimize.TailAveraging;
import org.junit.jupiter.api.Test;

/** Proximal steps, the search for a rate, and R-hat with the gradients of the library: a normal of full rank in two dimensions. */
class ProximalFitTest {
    /** mu, the diagonal of L, and what is below. */
    private static final double[] OPTIMUM = {1, -2, 0.5, 2, 0.8};
    private static final double[] START = {0, 0, 1e-5, 1e-5, 0};
    private static final MultivariateNormal P = MultivariateNormal.ofCholesky(new double[] {1, -2}, new double[] {0.5, 0, 0.8, 2});

    private static Fit fit(GradientEstimator estimator, Optimizer optimizer, StoppingRule rule) {
        return Fit.of(P, FullRankFamily.gaussian(2).withLinearScale(), Divergences.reverseKl()).with(estimator).with(optimizer)
                .with(rule).withSeed(10);
    }

    private static final PathEstimator PATH = PathEstimator.withDefaults().withSamples(16);
    private static final ReparameterizationEstimator REPARAMETERIZED = ReparameterizationEstimator.withDefaults().withSamples(16);

    /** The path estimator has no noise at the optimum; adding the entropy's part and taking it away leaves none. */
    @Test
    void withoutNoiseAtTheOptimumTheFitComesToIt() {
        FitResult r = fit(PATH, Proximal.of(GradientDescent.of(0.05), 2, 3), StoppingRules.steps(6000)).run(0, 0, 1, 1, 0);
        assertInstanceOf(Termination.Exhausted.class, r.termination(), r.toString());
        assertArrayEquals(OPTIMUM, r.phi(), 1e-9, r.toString());
    }

    /** Reparameterisation knows the entropy's part exactly. The first step of plain descent is rate/s long: it is lost. */
    @Test
    void smallScalesAreHarmless() {
        double[] largest = new double[1];
        FitListener listener = step -> {
            largest[0] = Math.max(largest[0], Math.max(step.phi()[2], step.phi()[3]));
            return true;
        };
        StoppingRule rule = StoppingRules.steps(500);
        FitResult proximal = fit(REPARAMETERIZED, Proximal.of(GradientDescent.of(0.05), 2, 3), rule).with(listener).run(START);
        assertTrue(proximal.isGood(), proximal.toString());
        assertTrue(largest[0] < 4, "largest scale " + largest[0]);
        assertArrayEquals(OPTIMUM, proximal.phi(), 0.5);
        FitResult plain = fit(REPARAMETERIZED, GradientDescent.of(0.05), rule).run(START);
        assertInstanceOf(Termination.Diverged.class, plain.termination(), plain.toString());
    }

    @Test
    void withoutARateItComesNearToo() {
        FitResult r = fit(REPARAMETERIZED, TailAveraging.of(Proximal.of(DoWG.withDefaults(), 2, 3)), StoppingRules.steps(20_000))
                .run(START);
        assertTrue(r.isGood(), r.toString());
        assertArrayEquals(OPTIMUM, r.averagedPhi().orElseThrow(), 0.05, r.toString());
    }

    @Test
    void aNoisyFitEndsByRHat() {
        FitResult r = fit(REPARAMETERIZED, TailAveraging.of(Proximal.of(GradientDescent.of(0.02), 2, 3)),
                StoppingRules.firstOf(StoppingRules.rHat(1000, 0.01), StoppingRules.steps(200_000))).run(START);
        assertInstanceOf(Termination.Converged.class, r.termination(), r.toString());
        assertArrayEquals(OPTIMUM, r.averagedPhi().orElseThrow(), 0.05, r.toString());
    }

    @Test
    void theSearchFindsARateThatWorks() {
        StepSizeSearch search = StepSizeSearch.run(fit(REPARAMETERIZED, GradientDescent.of(1), StoppingRules.steps(1)),
                rate -> Proximal.of(GradientDescent.of(rate), 2, 3), START, 200, StepSizeSearch.grid(1000, 0.1, 8));
        assertEquals(8, search.trials().size());
        assertTrue(search.improves(), search.toString());
        double best = search.best().orElseThrow().rate();
        assertTrue(best > 0.005 && best < 0.5, search.toString());
    }
}
