package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.transform.Transforms;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker's copy of a distribution: the same bits for any block of rows, and the same abilities, and no arrays made in a loop. */
class WorkerCopiesTest {
    private static final int ROWS = 9;

    static Stream<Distribution> distributions() {
        MultivariateNormal normal = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2}, new double[] {1, 0.3, 0.3, 0.8});
        MultivariateStudentT t = MultivariateStudentT.ofScale(4, new double[] {0.1, 0.2}, new double[] {1, -0.3, -0.3, 0.8});
        ProductDistribution product = ProductDistribution.of(Gamma.ofShapeRate(2, 1.5), normal, StudentT.of(3));
        MultivariateMixture mixture = MultivariateMixture.of(new double[] {0.3, 0.7, 0}, normal, t, normal);
        return Stream.concat(CatalogueTest.all(), Stream.of(normal, t, product, mixture, ProductDistribution.of(mixture, t),
                TransformedMultivariate.of(t, Transforms.positive(2)), TransformedMultivariate.of(mixture, Transforms.ordered(2))));
    }

    private static double[] all(LogDensity p, double[] z, int from) {
        double[] out = new double[ROWS];
        double[] gradient = new double[ROWS * p.dimension()];
        p.logDensity(z, from, ROWS, out);
        if (p instanceof DifferentiableLogDensity smooth) {
            smooth.logDensityAndGradient(z, from, ROWS, out, gradient);
        }
        return Stream.of(z, out, gradient).flatMapToDouble(Arrays::stream).toArray();
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void aCopyGivesTheSameBits(Distribution p) {
        LogDensity copy = p.boundCopy();
        assertEquals(p instanceof DifferentiableLogDensity, copy instanceof DifferentiableLogDensity);
        for (int from : new int[] {4, 0, 7}) {
            double[] z = new double[ROWS * p.dimension()];
            double[] again = new double[z.length];
            p.sample(RandomStream.of(from), z, from, ROWS);
            ((Distribution) copy).sample(RandomStream.of(from), again, from, ROWS);
            assertArrayEquals(z, again);
            assertArrayEquals(all(p, z, from), all(copy, z, from));
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void aCopyAllocatesNothing(Distribution p) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        LogDensity copy = p.boundCopy();
        assertTrue(copy instanceof Distribution);
        double[] z = new double[ROWS * p.dimension()];
        double[] out = new double[ROWS];
        double[] gradient = new double[z.length];
        RandomStream rng = RandomStream.of(4);
        long least = Long.MAX_VALUE;
        for (int k = 0; k < 6; k++) {
            long before = bean.getThreadAllocatedBytes(id);
            // Draws of a truncated normal are by bisection, which makes objects.
            if (!(copy instanceof TruncatedNormal)) {
                ((Distribution) copy).sample(rng, z, 0, ROWS);
            }
            copy.logDensity(z, 0, ROWS, out);
            if (copy instanceof DifferentiableLogDensity smooth) {
                smooth.logDensityAndGradient(z, 0, ROWS, out, gradient);
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
        }
        assertEquals(0, least);
    }
}
