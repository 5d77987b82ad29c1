package io.divergence.estimators.diagnostic;

import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The noise of a stochastic gradient at one point, coordinate by coordinate, and whether the errors that the objective reports agree
 * with what is seen over repeated evaluations. Immutable.
 *
 * @param coordinates one entry for each parameter
 * @param repeats how many evaluations were usable
 * @param unusable how many were not: not finite, blind, or without a target value
 */
public record GradientNoise(List<Coordinate> coordinates, int repeats, int unusable) {

    /**
     * The noise of one partial derivative.
     *
     * @param mean over the evaluations
     * @param standardDeviation of one evaluation
     * @param reportedError the root mean square of the errors that the objective reported; NaN if it reports none
     * @param repeats the number of evaluations
     */
    public record Coordinate(double mean, double standardDeviation, double reportedError, int repeats) {

        /** {@return |mean|/standard deviation of one evaluation; infinite without noise, NaN if both are zero} */
        public double signalToNoise() {
            return Math.abs(mean) / standardDeviation;
        }

        /** {@return the standard error of the mean} */
        public double meanError() {
            return standardDeviation / Math.sqrt(repeats);
        }

        /** {@return the reported error over the standard deviation that was seen: 1 if honest, below 1 if too small; NaN for 0/0} */
        public double calibration() {
            return reportedError / standardDeviation;
        }
    }

    /** Checks and copies the arguments. */
    public GradientNoise {
        coordinates = List.copyOf(Checks.notNull("coordinates", coordinates));
    }

    /**
     * Evaluates an objective at phi for R steps, beginning with a given one. The objective is not closed.
     *
     * @param objective used by this call alone
     * @param phi the parameters; not written
     * @param firstStep the first of R successive steps; choose steps that no fit has used, for independent noise
     * @param repeats R, at least 2
     * @return the noise; NaN in every coordinate if fewer than two evaluations were usable
     */
    public static GradientNoise measure(Objective objective, double[] phi, long firstStep, int repeats) {
        int n = Checks.notNull("objective", objective).parameterCount();
        Checks.length("phi", phi, n);
        Checks.atLeast("repeats", repeats, 2);
        GradientEstimate estimate = new GradientEstimate(n);
        double[] mean = new double[n];
        double[] squares = new double[n];
        double[] reported = new double[n];
        int used = 0;
        for (int r = 0; r < repeats; r++) {
            objective.evaluate(firstStep + r, phi, estimate);
            if (!estimate.isUsable()) {
                continue;
            }
            used++;
            for (int j = 0; j < n; j++) {
                double g = estimate.gradient()[j];
                double e = estimate.gradientError()[j];
                double change = g - mean[j];
                mean[j] += change / used;
                squares[j] += change * (g - mean[j]);
                reported[j] += e * e;
            }
        }
        return new GradientNoise(coordinates(mean, squares, reported, used), used, repeats - used);
    }

    private static List<Coordinate> coordinates(double[] mean, double[] squares, double[] reported, int used) {
        if (used < 2) {
            Arrays.fill(mean, Double.NaN);
            Arrays.fill(squares, Double.NaN);
            Arrays.fill(reported, Double.NaN);
        }
        List<Coordinate> coordinates = new ArrayList<>();
        for (int j = 0; j < mean.length; j++) {
            coordinates.add(new Coordinate(mean[j], Math.sqrt(squares[j] / (used - 1)), Math.sqrt(reported[j] / used), used));
        }
        return coordinates;
    }

    /** {@return the smallest signal to noise ratio of all coordinates; NaN if one is NaN} */
    public double smallestSignalToNoise() {
        double smallest = Double.POSITIVE_INFINITY;
        for (Coordinate c : coordinates) {
            smallest = Math.min(smallest, c.signalToNoise());
        }
        return smallest;
    }

    @Override
    public String toString() {
        return String.format(Locale.US, "gradient noise of %d coordinates over %d evaluations (%d unusable): smallest signal to noise %.3g",
                coordinates.size(), repeats, unusable, smallestSignalToNoise());
    }
}
