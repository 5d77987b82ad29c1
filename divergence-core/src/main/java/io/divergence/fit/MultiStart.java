package io.divergence.fit;

import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The same fit from several starts: what it ends in tells of local minima. Results are sorted by value, those that
 * diverged last. Immutable.
 */
public final class MultiStart {
    private final List<FitResult> results;

    private MultiStart(List<FitResult> results) {
        this.results = results;
    }

    /** Runs a fit from every row of starts. */
    public static MultiStart run(Fit fit, double[][] starts) {
        Checks.notNull("fit", fit);
        Checks.noNulls("starts", starts);
        List<FitResult> results = new ArrayList<>();
        for (double[] start : starts) {
            results.add(fit.run(start));
        }
        results.sort(Comparator.comparingDouble(r -> r.isGood() && !Double.isNaN(r.value()) ? r.value()
                : Double.POSITIVE_INFINITY));
        return new MultiStart(List.copyOf(results));
    }

    /** Runs a fit from so many random starts, drawn with a seed. */
    public static MultiStart run(Fit fit, int starts, long seed, Function<RandomGenerator, double[]> sampler) {
        Checks.atLeast("starts", starts, 1);
        Checks.notNull("sampler", sampler);
        RandomStream rng = RandomStream.of(seed, 0x57A27L);
        double[][] phi = new double[starts][];
        for (int i = 0; i < starts; i++) {
            rng.seek(i, 0);
            phi[i] = sampler.apply(rng);
        }
        return run(fit, phi);
    }

    /** {@return all results, the lowest value first} */
    public List<FitResult> results() {
        return results;
    }

    /** {@return the result of the lowest value} */
    public FitResult best() {
        return results.get(0);
    }

    /** Returns one result for each distinct end: those whose parameters differ by more than a tolerance somewhere. */
    public List<FitResult> distinct(double tolerance) {
        Checks.positive("tolerance", tolerance);
        List<FitResult> distinct = new ArrayList<>();
        for (FitResult result : results) {
            boolean known = !result.isGood();
            for (FitResult other : distinct) {
                known |= distance(result.phi(), other.phi()) <= tolerance;
            }
            if (!known) {
                distinct.add(result);
            }
        }
        return distinct;
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
