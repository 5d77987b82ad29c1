package io.divergence.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Averages of the iterates, polynomial and of the tail, against direct sums. */
class PolynomialAveragingTest {

    /** Iterates and, after each, the average; the inner rule has a state of its own. */
    private static void follow(AveragingOptimizer rule, int steps, List<double[]> iterates, List<double[]> averages) {
        double[] phi = {3, -1};
        double[] state = new double[rule.stateSize(2)];
        rule.init(phi, state);
        double[] before = new double[2];
        rule.average(phi, state, before);
        assertArrayEquals(phi, before, "without a step the average is the start");
        RandomStream rng = RandomStream.of(21);
        for (int t = 0; t < steps; t++) {
            rule.step(t, new double[] {phi[0] + rng.nextGaussian(), phi[1] + rng.nextGaussian()}, phi, state);
            double[] average = new double[2];
            rule.average(phi, state, average);
            iterates.add(phi.clone());
            averages.add(average);
        }
    }

    /** The weight of iterate i after t steps is a product over all later ones. */
    @Test
    void thePolynomialAverageIsTheWeightedSum() {
        for (double eta : new double[] {0, 1, 3.5, 8}) {
            List<double[]> iterates = new ArrayList<>();
            List<double[]> averages = new ArrayList<>();
            follow(PolynomialAveraging.of(Adam.withDefaults(), eta), 60, iterates, averages);
            for (int t = 1; t <= 60; t++) {
                double[] sum = new double[2];
                double total = 0;
                for (int i = 1; i <= t; i++) {
                    double weight = (eta + 1) / (i + eta);
                    for (int j = i + 1; j <= t; j++) {
                        weight *= 1 - (eta + 1) / (j + eta);
                    }
                    total += weight;
                    sum[0] += weight * iterates.get(i - 1)[0];
                    sum[1] += weight * iterates.get(i - 1)[1];
                }
                assertEquals(1, total, 1e-12);
                assertArrayEquals(sum, averages.get(t - 1), 1e-12, "eta " + eta + ", step " + t);
            }
        }
    }

    @Test
    void powerZeroIsThePlainMean() {
        List<double[]> plain = new ArrayList<>();
        List<double[]> zero = new ArrayList<>();
        follow(Averaged.of(GradientDescent.of(0.1), 0), 100, new ArrayList<>(), plain);
        follow(PolynomialAveraging.of(GradientDescent.of(0.1), 0), 100, new ArrayList<>(), zero);
        assertArrayEquals(plain.get(99), zero.get(99), 1e-14);
    }

    @Test
    void theTailIsTheMeanOfTheLastHalfToThreeQuarters() {
        List<double[]> iterates = new ArrayList<>();
        List<double[]> averages = new ArrayList<>();
        follow(TailAveraging.of(Adam.withDefaults()), 300, iterates, averages);
        for (int t = 1; t <= 300; t++) {
            int from = Math.max(1, Integer.highestOneBit(t) / 2);
            assertTrue(t < 4 || t - from + 1 >= t / 2 && t - from <= 0.75 * t, "share in step " + t);
            double[] sum = new double[2];
            for (int i = from; i <= t; i++) {
                sum[0] += iterates.get(i - 1)[0] / (t - from + 1);
                sum[1] += iterates.get(i - 1)[1] / (t - from + 1);
            }
            assertArrayEquals(sum, averages.get(t - 1), 1e-12, "step " + t);
        }
    }

    /** Iterates that come from far: the plain mean still sees the start, the others have forgotten it. */
    @Test
    void theStartIsForgotten() {
        double[] ends = new double[3];
        int k = 0;
        for (AveragingOptimizer rule : List.of(Averaged.of(GradientDescent.of(0.1), 0),
                PolynomialAveraging.of(GradientDescent.of(0.1)), TailAveraging.of(GradientDescent.of(0.1)))) {
            double[] phi = {1e6};
            double[] state = new double[rule.stateSize(1)];
            rule.init(phi, state);
            for (int t = 0; t < 1000; t++) {
                rule.step(t, phi.clone(), phi, state);
            }
            rule.average(phi, state, phi);
            ends[k++] = phi[0];
        }
        assertTrue(ends[0] > 1000 && ends[1] < 1e-3 && ends[2] < 1e-3, ends[0] + ", " + ends[1] + ", " + ends[2]);
    }

    @Test
    void badArgumentsAreRefused() {
        GradientDescent inner = GradientDescent.of(1);
        assertThrows(IllegalArgumentException.class, () -> PolynomialAveraging.of(inner, -1));
        assertThrows(IllegalArgumentException.class, () -> PolynomialAveraging.of(inner, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> PolynomialAveraging.of(null));
        assertThrows(IllegalArgumentException.class, () -> TailAveraging.of(null));
        assertThrows(IllegalArgumentException.class, () -> TailAveraging.of(PolynomialAveraging.of(inner)));
        assertThrows(IllegalArgumentException.class, () -> PolynomialAveraging.of(TailAveraging.of(inner)));
        assertThrows(IllegalArgumentException.class, () -> Averaged.of(TailAveraging.of(inner), 0));
        assertThrows(IllegalArgumentException.class, () -> Clipped.of(TailAveraging.of(inner), 1));
    }
}
