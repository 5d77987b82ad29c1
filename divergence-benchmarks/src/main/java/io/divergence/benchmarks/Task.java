package io.divergence.benchmarks;

import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A throughput problem, as it is described in the laboratory of the other programs: a fit through the public API without
 * listeners, traces or checkpoints, started anew for each run.
 *
 * @param task the task's name, "t1" to "t3"
 * @param variant the variant's name, with its size
 * @param fit makes the fit, without its number of steps; what it takes to read data is off the clock
 * @param start makes the starting point
 */
record Task(String task, String variant, Supplier<Fit> fit, Supplier<double[]> start) {

    /** {@return what runs the fit for a number of steps} */
    LongConsumer steps() {
        Fit made = fit.get();
        double[] from = start.get();
        return steps -> {
            FitResult result = made.with(StoppingRules.steps(steps)).run(from);
            if (!(result.termination() instanceof Termination.Exhausted)) {
                throw new IllegalStateException("the fit ended before its budget: " + result.termination());
            }
        };
    }
}
