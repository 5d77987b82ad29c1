package io.divergence.benchmarks;

import io.divergence.fit.Fit;
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
}
