package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import java.util.Arrays;
import java.util.List;

/** Where curves are drawn, and the table of all divergences at one point. */
final class Everything {
    private static final int INTERVALS = 180;
    /** Points to either side of a narrow peak, a quarter of its standard deviation apart. */
    private static final int NEAR = 16;

    private Everything() {
    }

    /** Equal steps over the view, and points of their own for every narrow peak. */
    static double[] grid(double low, double high, List<Mode> modes) {
        double[] all = new double[INTERVALS + 1 + (2 * NEAR + 1) * modes.size()];
        int n = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            all[n++] = low + (high - low) * i / INTERVALS;
        }
        for (Mode m : modes) {
            for (int i = -NEAR; i <= NEAR && m.sd() < (high - low) / 30; i++) {
                double x = m.mean() + m.sd() * i / 4;
                if (x > low && x < high) {
                    all[n++] = x;
                }
            }
        }
        return Arrays.stream(all, 0, n).sorted().distinct().toArray();
    }

    /** All divergences between p and q at a point, in both directions. */
    static ObjectNode table(Setup setup, Runner.Point point) {
        ObjectNode table = Json.object().put("step", point.step());
        ArrayNode rows = table.putArray("rows");
        double a = setup.screen().number(Key.A);
        for (Measure measure : Measure.values()) {
            if (measure == Measure.RENYI && !(a > 0 && a != 1)) {
                continue;
            }
            ObjectNode row = rows.addObject().put("key", measure.key());
            row.set("forward", entry(setup, point, measure.formula(true, a), measure.of(true, a).value()));
            if (!measure.isSymmetric()) {
                row.set("reverse", entry(setup, point, measure.formula(false, a), measure.of(false, a).value()));
            }
        }
        return table;
    }

    private static ObjectNode entry(Setup setup, Runner.Point point, String formula, Discrepancy discrepancy) {
        Problem problem = new Problem(setup.problem().target(), setup.problem().family(), discrepancy);
        GradientEstimate estimate = new GradientEstimate(problem.family().parameterCount());
        try (Objective objective = Setup.exact(problem).value().bind(problem, Execution.serial(0))) {
            objective.evaluate(0, point.phi(), estimate);
        }
        ObjectNode entry = Json.object().put("formula", formula).put("value", estimate.value()).put("error", estimate.valueError());
        if (estimate.finiteness() != Finiteness.FINITE) {
            entry.put("why", estimate.finiteness().words());
        }
        return entry;
    }
}
