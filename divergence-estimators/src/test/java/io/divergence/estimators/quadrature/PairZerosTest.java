package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What wide sums lack is what the zeros say, by sums of 40 times as many nodes. */
class PairZerosTest {
    private static final double REACH = 8.5;

    /** h SUM q t^r log(p/q). */
    private static double sum(NormalComponents p, double mean, double sd, int n, int power) {
        double step = 2 * REACH / (n - 1);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double t = Math.fma(step, i, -REACH);
            double logQ = -0.5 * t * t - Normal.HALF_LOG_TWO_PI;
            sum += Math.exp(logQ) * Math.pow(t, power) * (p.logDensity(mean + sd * t) - logQ + Math.log(sd));
        }
        return step * sum;
    }

    private static void check(Mixture mixture, double mean, double sd, double digits) {
        NormalComponents p = NormalComponents.of(mixture);
        PairZeros zeros = new PairZeros(p);
        assertTrue(zeros.place(mean, sd));
        double frequency = zeros.frequency(digits);
        int n = (int) (REACH * frequency / Math.PI) + 2;
        double step = 2 * REACH / (n - 1);
        if (n > 20_000 || !zeros.sum(-REACH, 2 * Math.PI / step, Math.exp(-digits))) {
            return;
        }
        String what = mixture + " " + mean + " " + sd + " " + digits;
        for (int power = 0; power < 3; power++) {
            double fine = sum(p, mean, sd, 40 * n, power);
            double size = 1 + Math.abs(sum(p, mean, sd, n, 0)) + Math.abs(fine);
            assertEquals(fine, sum(p, mean, sd, n, power) - zeros.excess(power), 2 * zeros.error() + 1e-12 * size, what + ": power " + power);
        }
        assertTrue(zeros.error() < 1e3 * Math.exp(-digits) + 1e-12, what + ": " + zeros.error());
    }

    @Property(seed = "31", tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whatASumLacksIsWhatTheZerosSay(@ForAll @IntRange(min = 0, max = 1_000_000_000) int seed) {
        Random random = new Random(seed);
        double spread = Math.exp(2.5 * random.nextDouble());
        double first = Math.exp(0.6 * random.nextGaussian());
        double[] ratios = {1, 1 + 1e-14, 1 - 1e-9, 1 + 1e-5, 1.01, Math.exp(0.8 * random.nextGaussian())};
        double weight = random.nextInt(4) == 0 ? 1e-6 : 0.02 + 0.96 * random.nextDouble();
        Mixture p = Mixture.ofNormals(new double[] {weight, 1 - weight}, new double[] {spread * random.nextGaussian(), spread * random.nextGaussian()},
                new double[] {first, first * ratios[random.nextInt(ratios.length)]});
        check(p, spread * random.nextGaussian(), Math.exp(0.6 * random.nextGaussian()), 8 + 20 * random.nextDouble());
    }

    @Test
    void componentsOfOnePlaceHaveZerosToo() {
        check(Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {1, 1}, new double[] {0.5, 2}), 0.8, 1.5, 16);
        check(Mixture.ofNormals(new double[] {0.3, 0.7}, new double[] {1, 1}, new double[] {1, 1}), 0.8, 1.5, 16);
        check(Mixture.ofNormals(new double[] {0.999, 0.001}, new double[] {1, 1}, new double[] {1, 0.2}), 1, 1, 16);
    }

    /** Without the correction the same nodes are wrong by ten thousand times the error that is stated. */
    @Test
    void theCorrectionIsWhatMakesWideSumsGood() {
        Mixture page = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        NormalComponents p = NormalComponents.of(page);
        PairZeros zeros = new PairZeros(p);
        assertTrue(zeros.place(-1.1, 2.23));
        int n = (int) (REACH * zeros.frequency(18) / Math.PI) + 2;
        assertTrue(n < 110, "nodes: " + n);
        assertTrue(zeros.sum(-REACH, Math.PI * (n - 1) / REACH, 1e-8));
        assertTrue(Math.abs(zeros.excess(0)) > 1e4 * zeros.error(), zeros.excess(0) + " +- " + zeros.error());
        check(page, -1.1, 2.23, 18);
    }
}
