package io.divergence.estimators.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleDivergencesTest {

    private static Samples draw(Distribution d, int n, long seed) {
        RandomStream rng = RandomStream.of(seed);
        rng.seek(0, 0);
        double[] z = new double[n * d.dimension()];
        d.sample(rng, z, 0, n);
        return Samples.ofRows(z, d.dimension());
    }

    @Test
    void neighboursFindKl() {
        Distribution[][] pairs = {{Normal.of(0, 1), Normal.of(1, 1.5)}, {Exponential.ofRate(1), Exponential.ofRate(2)},
            {MultivariateNormal.standard(3), MultivariateNormal.ofDiagonal(new double[] {.5, 0, 0}, new double[] {1, 1.2, 1})}};
        for (Distribution[] pair : pairs) {
            double exact = DivergenceEvaluator.kl(pair[0], pair[1]).value();
            SampleEstimate e = Resampling.of(40, 1).halves(new NearestNeighbors(4)::kl, draw(pair[0], 4000, 1), draw(pair[1], 3000, 2));
            assertEquals(exact, e.value(), 5 * e.standardError() + 0.02, e.toString());
            assertTrue(e.standardError() < 0.1, e.toString());
            assertEquals(0, e.ties());
        }
    }

    @Test
    void theTreeFindsWhatAFullSearchFinds() {
        Samples x = Samples.ofRows(Arrays.stream(draw(MultivariateNormal.standard(2), 500, 3).values()).map(v -> Math.rint(v * 8) / 8).toArray(), 2);
        NeighborTree tree = new NeighborTree(x);
        for (int i = 0; i < 100; i++) {
            double[] distances = new double[x.size() - 1];
            int n = 0;
            for (int j = 0; j < x.size(); j++) {
                if (j != i) {
                    distances[n++] = Math.hypot(x.value(i, 0) - x.value(j, 0), x.value(i, 1) - x.value(j, 1));
                }
            }
            Arrays.sort(distances);
            for (int k : new int[] {1, 3, 20}) {
                double found = tree.distance(x.values(), i, i, k);
                assertEquals(distances[k - 1], found, 1e-12);
                int within = (int) Arrays.stream(distances).filter(d -> d <= found + 1e-12).count();
                assertEquals(within, tree.count(x.values(), i, i, found + 1e-12));
            }
        }
        assertEquals(Double.POSITIVE_INFINITY, tree.distance(x.values(), 0, 0, 500));
    }

    @Test
    void roundedDataAreCountedAsTies() {
        Samples x = Samples.of(Arrays.stream(draw(Normal.of(0, 1), 2000, 5).values()).map(v -> Math.rint(v * 10) / 10).toArray());
        Samples y = Samples.of(Arrays.stream(draw(Normal.of(0.5, 1), 2000, 6).values()).map(v -> Math.rint(v * 10) / 10).toArray());
        SampleEstimate e = new NearestNeighbors(3).kl(x, y);
        assertTrue(e.ties() > 1000, e.toString());
        assertEquals(0.125, e.value(), 0.1, e.toString());
    }

    @Test
    void binsShareTheirEdges() {
        Samples x = Samples.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Samples y = Samples.of(-5, 1, 1, 1, 20);
        BinnedSamples b = BinnedSamples.byQuantiles(x, y, 5);
        assertEquals(List.of(2L, 2L, 2L, 2L, 2L), Arrays.stream(b.countsX()).boxed().toList());
        assertEquals(List.of(4L, 0L, 0L, 0L, 1L), Arrays.stream(b.countsY()).boxed().toList());
        assertEquals(5, Arrays.stream(BinnedSamples.byWidth(x, y, 7).countsY()).sum());
        assertEquals(Double.POSITIVE_INFINITY, b.kl());
        assertEquals(b.inBits().with(ZeroPolicy.LAPLACE).psi(), b.with(ZeroPolicy.LAPLACE).psi() / Math.log(2), 1e-15);
        BinnedSamples smooth = b.with(ZeroPolicy.JEFFREYS);
        assertEquals(smooth.psi(), smooth.kl() + smooth.reverseKl(), 1e-14);
        assertEquals(smooth.kl(), smooth.swapped().reverseKl(), 1e-15);
        double p = 2.5 / 12.5;
        assertEquals(p * Math.log(p / (4.5 / 7.5)) + 3 * p * Math.log(p / (0.5 / 7.5)) + p * Math.log(p / (1.5 / 7.5)), smooth.kl(), 1e-14);
        // A constant column, and one that has moved away.
        assertEquals(0, BinnedSamples.byQuantiles(Samples.of(3, 3, 3), Samples.of(3, 3), 10).psi());
        assertEquals(1, BinnedSamples.byQuantiles(Samples.of(3, 3, 3), Samples.of(4, 4), 10).inBits().jensenShannon(), 1e-15);
    }

    @Test
    void categoriesAreAligned() {
        BinnedSamples b = BinnedSamples.byCategory(List.of("b", "a", "a"), List.of("c", "a"));
        assertEquals(List.of("a", "b", "c"), b.labels());
        assertEquals(Math.abs(2.0 / 3 - 0.5) / 2 + 1.0 / 6 + 0.25, b.totalVariation(), 1e-15);
        assertEquals(b.totalVariation(), b.value(Divergences.totalVariation()));
    }

    @Test
    void kernelStatisticsAreTheirDefinitions() {
        Samples x = draw(MultivariateNormal.standard(2), 30, 1);
        Samples y = draw(MultivariateNormal.standard(2), 20, 2);
        double[] sums = new double[6];
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 30; j++) {
                double d = Math.hypot(x.value(i, 0) - x.value(j, 0), x.value(i, 1) - x.value(j, 1));
                sums[0] += i == j ? 0 : Math.exp(-d * d / 2 / 0.49);
                sums[3] += d;
            }
            for (int j = 0; j < 20; j++) {
                double d = Math.hypot(x.value(i, 0) - y.value(j, 0), x.value(i, 1) - y.value(j, 1));
                sums[2] += Math.exp(-d * d / 2 / 0.49);
                sums[5] += d;
            }
        }
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 20; j++) {
                double d = Math.hypot(y.value(i, 0) - y.value(j, 0), y.value(i, 1) - y.value(j, 1));
                sums[1] += i == j ? 0 : Math.exp(-d * d / 2 / 0.49);
                sums[4] += d;
            }
        }
        assertEquals(sums[0] / 870 + sums[1] / 380 - 2 * sums[2] / 600, KernelTwoSample.mmd(0.7).evaluate(x, y).value(), 1e-13);
        assertEquals((sums[0] + 30) / 900 + (sums[1] + 20) / 400 - 2 * sums[2] / 600, KernelTwoSample.mmd(0.7).biased().evaluate(x, y).value(), 1e-13);
        assertEquals(-sums[3] / 900 - sums[4] / 400 + 2 * sums[5] / 600, KernelTwoSample.energy().biased().evaluate(x, y).value(), 1e-13);
        assertEquals(-sums[3] / 870 - sums[4] / 380 + 2 * sums[5] / 600, KernelTwoSample.energy().evaluate(x, y).value(), 1e-13);
        // One pass over the pairs and the general way take the same divisions.
        Resampling r = Resampling.of(50, 9);
        KernelTwoSample energy = KernelTwoSample.energy();
        assertEquals(r.permutation(energy::evaluate, x, y).pValue(), energy.test(x, y, r).pValue(), 0.021);
    }

    @Test
    void testsHaveTheirLevel() {
        int small = 0;
        double sum = 0;
        int runs = 200;
        for (int i = 0; i < runs; i++) {
            SampleEstimate e = KernelTwoSample.mmd(1).test(draw(Normal.of(0, 1), 15, 2 * i), draw(Normal.of(0, 1), 20, 2 * i + 1), Resampling.of(99, i));
            assertTrue(e.pValue() >= 0.01 && e.pValue() <= 1);
            small += e.pValue() <= 0.1 ? 1 : 0;
            sum += e.value();
        }
        // Binomial(200, 0.1): 20 +- 4.2; the unbiased statistic has mean zero, its deviation about 0.05.
        assertEquals(20, small, 15);
        assertEquals(0, sum / runs, 0.015);
        SampleEstimate moved = KernelTwoSample.energy().test(draw(Normal.of(0, 1), 100, 1), draw(Normal.of(2, 1), 100, 2), Resampling.of(199, 1));
        assertEquals(1.0 / 200, moved.pValue());
        SampleEstimate psi = BinnedSamples.byQuantiles(draw(Normal.of(0, 1), 300, 1), draw(Normal.of(1, 1), 300, 2), 10)
                .with(ZeroPolicy.JEFFREYS).bootstrap("PSI", BinnedSamples::psi, 199, 1);
        assertEquals(1.0 / 200, psi.pValue());
        assertTrue(psi.lower() > 0.3 && psi.upper() > psi.lower(), psi.toString());
    }

    @Test
    void transportOnTheLine() {
        Samples x = Samples.of(0, 1, 3);
        Samples y = Samples.of(5, 6, 8);
        assertEquals(5, SampleTransport.w1(x, y).value(), 1e-15);
        assertEquals(5, SampleTransport.w2(x, y).value(), 1e-15);
        // Unequal sizes, by hand: a third of the mass moves by one.
        assertEquals(0.5, SampleTransport.w1(Samples.of(0, 1), Samples.of(0)).value(), 1e-15);
        assertEquals(1.0 / 3, SampleTransport.w1(Samples.of(0, 1, 2), Samples.of(0, 2)).value(), 1e-15);
        assertEquals(SampleTransport.w2(x, y).value(), SampleTransport.sliced(x, y, 2, 3, 1).value(), 1e-14);
        Samples a = draw(MultivariateNormal.standard(4), 2000, 1);
        Samples b = draw(MultivariateNormal.ofDiagonal(new double[] {2, 0, 0, 0}, new double[] {1, 1, 1, 1}), 2000, 2);
        // A shift s in D dimensions: the mean square of its projections is s^2/D.
        assertEquals(1, SampleTransport.sliced(a, b, 2, 400, 1).value(), 0.15);
    }

    @Test
    void intervalsCover() {
        int covered = 0;
        for (int i = 0; i < 60; i++) {
            SampleEstimate e = Resampling.of(99, i).bootstrap(SampleTransport::w1, draw(Normal.of(0, 1), 60, 2 * i), draw(Normal.of(1, 1), 60, 2 * i + 1));
            covered += e.lower() <= 1 && e.upper() >= 1 ? 1 : 0;
        }
        assertTrue(covered >= 51, covered + " of 60");
    }

    @Test
    void badInputIsRefusedByName() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Samples.of()).getMessage().contains("values"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Samples.of(1, Double.NaN)).getMessage().contains("values[1]"));
        assertEquals(1, Samples.omittingNaN(1, Double.NaN, 2).omitted());
        assertThrows(IllegalArgumentException.class, () -> Samples.omittingNaN(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Samples.omittingNaN(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Samples.ofRows(new double[] {1, 2, 3}, 2));
        Samples x = Samples.of(1, 2);
        assertThrows(IllegalArgumentException.class, () -> new NearestNeighbors(2).kl(x, x));
        assertThrows(IllegalArgumentException.class, () -> new NearestNeighbors(0));
        assertThrows(IllegalArgumentException.class, () -> KernelTwoSample.energy().evaluate(Samples.of(1), x));
        assertThrows(IllegalArgumentException.class, () -> KernelTwoSample.mmd(0));
        assertThrows(IllegalArgumentException.class, () -> SampleTransport.w1(Samples.ofRows(new double[4], 2), x));
        assertThrows(IllegalArgumentException.class, () -> BinnedSamples.byEdges(x, x, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> BinnedSamples.byCategory(List.of(), List.of("a")));
        assertThrows(IllegalArgumentException.class, () -> BinnedSamples.ofCounts(new long[] {1}, new long[] {-1}));
        assertFalse(Samples.of(1, 2).toString().isEmpty());
    }
}
