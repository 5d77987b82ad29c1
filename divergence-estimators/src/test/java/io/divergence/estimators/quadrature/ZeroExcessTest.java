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
class ZeroExcessTest {
    /** h SUM w t^r, with w = q log(p/q) or q^2/p. */
    private static double sum(NormalComponents p, boolean poles, double mean, double sd, double lower, double upper, int n, int power) {
        double step = (upper - lower) / (n - 1);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double t = Math.fma(step, i, lower);
            double logQ = -0.5 * t * t - Normal.HALF_LOG_TWO_PI;
            double logP = p.logDensity(mean + sd * t) + Math.log(sd);
            sum += (poles ? Math.exp(2 * logQ - logP) : Math.exp(logQ) * (logP - logQ)) * Math.pow(t, power);
        }
        return step * sum;
    }

    private static void check(Mixture mixture, boolean poles, double mean, double sd, double digits) {
        NormalComponents p = NormalComponents.of(mixture);
        ZeroExcess zeros = poles ? new PoleExcess(p) : new LogExcess(p);
        if (!zeros.place(mean, sd)) {
            assertTrue(poles);
            return;
        }
        GaussianRange range = new GaussianRange(p, true, false, poles ? -1 : 0);
        range.findEnds(mean, sd, 36);
        double lower = range.lower();
        double upper = range.upper();
        int n = (int) ((upper - lower) * zeros.frequency(digits) / (2 * Math.PI)) + 2;
        if (n > 2000) {
            return;
        }
        double rough = sum(p, poles, mean, sd, lower, upper, n, 0);
        double size = Math.max(poles ? 0 : 1, Math.abs(rough));
        if (!(size < 1e200) || !zeros.sum(lower, 2 * Math.PI * (n - 1) / (upper - lower), size * Math.exp(-digits))) {
            return;
        }
        String what = mixture + " " + mean + " " + sd + " " + digits;
        for (int power = 0; power < 3; power++) {
            double fine = sum(p, poles, mean, sd, lower, upper, 40 * n, power);
            double wide = sum(p, poles, mean, sd, lower, upper, n, power);
            double rounding = 1e-12 * (size + Math.abs(fine) + Math.abs(wide)) * (1 + lower * lower + upper * upper);
            assertEquals(fine, wide - zeros.excess(power), 2 * zeros.error() + rounding, what + ": power " + power);
        }
    }

    @Property(seed = "31", tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whatASumLacksIsWhatTheZerosSay(@ForAll @IntRange(min = 0, max = 1_000_000_000) int seed) {
        Random random = new Random(seed);
        double spread = Math.exp(2.5 * random.nextDouble());
        double first = Math.exp(0.6 * random.nextGaussian());
        double[] ratios = {1, 1 + 1e-14, 1 - 1e-9, 1 + 1e-5, 1.01, Math.exp(0.8 * random.nextGaussian())};
        double weight = random.nextInt(4) == 0 ? 1e-6 : 0.02 + 0.96 * random.nextDouble();
        double second = first * ratios[random.nextInt(ratios.length)];
        Mixture p = Mixture.ofNormals(new double[] {weight, 1 - weight}, new double[] {spread * random.nextGaussian(), spread * random.nextGaussian()},
                new double[] {first, second});
        boolean poles = random.nextBoolean();
        double sd = poles ? 1.3 * Math.max(first, second) * random.nextDouble() + 0.05 : Math.exp(0.6 * random.nextGaussian());
        check(p, poles, spread * random.nextGaussian(), sd, 8 + 20 * random.nextDouble());
    }

    @Test
    void componentsOfOnePlaceHaveZerosToo() {
        for (boolean poles : new boolean[] {false, true}) {
            check(Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {1, 1}, new double[] {0.5, 2}), poles, 0.8, 1.5, 16);
            check(Mixture.ofNormals(new double[] {0.3, 0.7}, new double[] {1, 1}, new double[] {1, 1}), poles, 0.8, 1.2, 16);
            check(Mixture.ofNormals(new double[] {0.999, 0.001}, new double[] {1, 1}, new double[] {1, 0.2}), poles, 1, 1, 16);
        }
    }

    /** Without the correction the same nodes are wrong by ten thousand times the error that is stated. */
    @Test
    void theCorrectionIsWhatMakesWideSumsGood() {
        Mixture page = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        NormalComponents p = NormalComponents.of(page);
        for (boolean poles : new boolean[] {false, true}) {
            ZeroExcess zeros = poles ? new PoleExcess(p) : new LogExcess(p);
            double sd = poles ? 1.1 : 2.23;
            assertTrue(zeros.place(-1.1, sd));
            int n = (int) (8.5 * zeros.frequency(18) / Math.PI) + 2;
            assertTrue(n < 110, "nodes: " + n);
            assertTrue(zeros.sum(-8.5, Math.PI * (n - 1) / 8.5, 1e-8));
            assertTrue(Math.abs(zeros.excess(0)) > 1e4 * zeros.error(), zeros.excess(0) + " +- " + zeros.error());
            check(page, poles, -1.1, sd, 18);
        }
    }
}
