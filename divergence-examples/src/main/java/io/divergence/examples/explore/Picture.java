package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that is shown of one fit at one point. An objective is a function of step and phi alone, so that what is shown needs no word from
 * the thread that runs: evaluated again here, the numbers are the same bits. Thread-safe.
 */
final class Picture implements AutoCloseable {
    private static final int TICKS = 300;

    private final Setup setup;
    private final String formula;
    private final String opposite;
    private final Objective own;
    private final Objective exact;
    private final Objective other;
    private final GradientEstimate estimate;

    Picture(Setup setup) {
        this.setup = setup;
        Measure measure = setup.screen().measure();
        double a = setup.screen().number(Key.A);
        formula = measure.formula(setup.isForward(), a);
        opposite = measure.formula(!setup.isForward(), a);
        Problem problem = setup.problem();
        Problem reversed = new Problem(problem.target(), problem.family(), measure.of(!setup.isForward(), a).value());
        own = setup.estimator().value().bind(problem, Execution.serial(setup.seed()));
        exact = Setup.exact(problem).value().bind(problem, Execution.serial(0));
        other = Setup.exact(reversed).value().bind(reversed, Execution.serial(0));
        estimate = new GradientEstimate(setup.family().value().parameterCount());
    }

    @Override
    public synchronized void close() {
        own.close();
        exact.close();
        other.close();
    }

    /** One side of the race: q, its estimates, its samples, its curve over x. */
    synchronized ObjectNode side(Runner runner, double[] x, boolean withTrace) {
        Runner.Point point = runner.point();
        ObjectNode side = Json.object();
        side.put("formula", formula).put("forward", setup.isForward()).put("step", point.step());
        side.set("q", Json.modes(setup.q(point.phi())));
        side.set("phi", Json.array(point.phi()));
        ArrayNode names = side.putArray("names");
        setup.family().value().layout().names().forEach(names::add);
        UnivariateDistribution q = (UnivariateDistribution) setup.family().value().at(point.phi());
        side.set("curve", Json.drawn(Arrays.stream(x).map(q::density).toArray()));
        side.set("logRatio", Json.drawn(Arrays.stream(x).map(z -> setup.target().value().logDensity(z) - q.logDensity(z)).toArray()));
        own.evaluate(point.step(), point.phi(), estimate);
        side.set("estimate", numbers());
        side.put("stochastic", own.isStochastic());
        own.samples().ifPresent(view -> side.set("rug", rug(view)));
        if (!setup.screen().is(Key.METHOD, "exact")) {
            exact.evaluate(0, point.phi(), estimate);
        }
        side.set("exact", numbers());
        other.evaluate(0, point.phi(), estimate);
        side.set("opposite", numbers().put("formula", opposite));
        if (runner.failure() != null) {
            side.put("failure", runner.failure().words());
        }
        if (withTrace) {
            side.set("trace", trace(runner.trace().rows()));
        }
        return side;
    }

    private ObjectNode numbers() {
        ObjectNode node = Json.object();
        node.put("value", estimate.value()).put("error", estimate.valueError());
        node.put("kind", estimate.errorKind().name()).put("meaning", estimate.meaning().words());
        if (estimate.finiteness() != Finiteness.FINITE) {
            node.put("why", estimate.finiteness().words());
        }
        node.put("ess", estimate.effectiveSampleSize()).put("largest", estimate.largestWeight());
        node.set("gradient", Json.array(estimate.gradient()));
        node.set("gradientError", Json.array(estimate.gradientError()));
        return node;
    }

    /** Of each of the first samples: z, its share in each entry of the gradient that belongs to a mean, its log ratio. */
    private ObjectNode rug(SampleView view) {
        int k = view.logRatios().length;
        int shown = Math.min(k, TICKS);
        int p = setup.family().value().parameterCount();
        int column = Math.max(0, setup.family().value().layout().names().indexOf("mu"));
        double[] z = Arrays.copyOf(view.points(), shown);
        double[] share = new double[shown];
        for (int i = 0; i < shown; i++) {
            share[i] = view.contributions()[i * p + column];
        }
        ObjectNode rug = Json.object();
        rug.put("samples", k).put("parameter", setup.family().value().layout().name(column));
        rug.set("z", Json.drawn(z));
        rug.set("share", Json.drawn(share));
        rug.set("logRatio", Json.drawn(Arrays.copyOf(view.logRatios(), shown)));
        return rug;
    }

    private ArrayNode trace(double[][] rows) {
        ArrayNode trace = Json.array();
        for (double[] row : rows) {
            ArrayNode shown = Json.drawn(Arrays.copyOf(row, 4));
            List<Mode> q = setup.q(Arrays.copyOfRange(row, 4, row.length));
            q.forEach(m -> shown.add((float) m.mean()).add((float) m.sd()));
            trace.add(shown);
        }
        return trace;
    }
}
