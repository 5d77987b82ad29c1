package io.divergence.estimators.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.check.FamilyCheck;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.FiniteFamily;
import io.divergence.family.FisherGeometry;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Products of finite families are finite. */
class FiniteProductTest {
    private static final VariationalFamily PRODUCT = ProductFamily.of(CategoricalFamily.of(2, 3), CategoricalFamily.bernoulli(1), CategoricalFamily.of(1, 4));
    private static final double[] PHI = {0.2, -0.3, 0.4, 0.1, -0.6, 0.3, 0.5, -0.2};
    private static final LogDensity TARGET = LogDensities.of(4, z -> Math.cos(z[0] + 2 * z[1] * z[2] - z[3]));

    @Test
    void everyStateIsVisitedOnce() {
        FiniteFamily finite = assertInstanceOf(FiniteFamily.class, PRODUCT);
        assertInstanceOf(FisherGeometry.class, PRODUCT);
        assertEquals(72, finite.states());
        double[] z = new double[72 * 4];
        Set<List<Double>> seen = new HashSet<>();
        for (int k = 0; k < 72; k++) {
            finite.state(k, z, k);
            seen.add(List.of(z[4 * k], z[4 * k + 1], z[4 * k + 2], z[4 * k + 3]));
        }
        assertEquals(72, seen.size());
        double[] log = new double[72];
        finite.logDensity(PHI, z, 0, 72, log);
        double sum = 0;
        for (double l : log) {
            sum += Math.exp(l);
        }
        assertEquals(1, sum, 1e-14);
        assertTrue(FamilyCheck.of(PRODUCT).at(PHI).withSeed(4).run().isGood());
    }

    @Test
    void onlyFiniteFactorsMakeAFiniteProductAndHugeOnesAreCounted() {
        assertFalse(ProductFamily.of(CategoricalFamily.of(1, 3), MeanFieldFamily.gaussian(1)) instanceof FiniteFamily);
        CategoricalFamily many = CategoricalFamily.bernoulli(40);
        assertEquals(Long.MAX_VALUE, ((FiniteFamily) ProductFamily.of(many, many)).states());
        assertEquals(1L << 62, ((FiniteFamily) ProductFamily.of(CategoricalFamily.bernoulli(31), CategoricalFamily.bernoulli(31))).states());
    }

    /** The same distributions as one family of Bernoulli variables: the same value and gradient. */
    @Test
    void theSumOverStatesIsThatOfTheWholeFamily() {
        CategoricalFamily whole = CategoricalFamily.bernoulli(4);
        VariationalFamily parts = ProductFamily.of(CategoricalFamily.bernoulli(1), CategoricalFamily.bernoulli(3));
        double[] phi = {0.3, -0.2, 0.7, -1};
        for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.totalVariation(), Divergences.renyi(2))) {
            GradientEstimate a = evaluate(whole, d, phi, 1);
            GradientEstimate b = evaluate(parts, d, phi, 1);
            assertEquals(a.value(), b.value(), 1e-14);
            assertArrayEquals(a.gradient(), b.gradient(), 1e-14);
            assertArrayEquals(b.gradient(), evaluate(parts, d, phi, 3).gradient());
        }
    }

    private static GradientEstimate evaluate(VariationalFamily family, Discrepancy d, double[] phi, int threads) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = EnumerationEstimator.withDefaults().bind(new Problem(TARGET, family, d), new Execution(1, threads))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    @Test
    void noStepAllocates() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        GradientEstimate out = new GradientEstimate(PHI.length);
        try (Objective objective = EnumerationEstimator.withDefaults().bind(new Problem(TARGET, PRODUCT, Divergences.forwardKl()), Execution.serial(1))) {
            long least = Long.MAX_VALUE;
            for (int k = 0; k < 60; k++) {
                long before = bean.getThreadAllocatedBytes(id);
                objective.evaluate(k, PHI, out);
                least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
            }
            assertEquals(0, least);
        }
    }
}
