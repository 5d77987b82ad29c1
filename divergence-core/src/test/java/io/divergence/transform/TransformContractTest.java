package io.divergence.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.divergence.random.RandomStream;
import io.divergence.transform.TransformCatalogue.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TransformContractTest {

    @Property(seed = "41", tries = 40)
    void everyTransformReturnsFromItsImage(@ForAll long seed) {
        RandomStream rng = RandomStream.of(seed);
        for (Entry e : TransformCatalogue.ALL) {
            TransformContract.roundTrip(e, TransformContract.point(e.transform(), rng, 1.5));
        }
    }

    @Property(seed = "42", tries = 40)
    void everyLogJacobianIsThatOfTheDeterminant(@ForAll long seed) {
        RandomStream rng = RandomStream.of(seed);
        for (Entry e : TransformCatalogue.ALL) {
            TransformContract.logJacobian(e, TransformContract.point(e.transform(), rng, 0.8));
        }
    }

    @Property(seed = "43", tries = 40)
    void everyPullbackIsTheGradient(@ForAll long seed) {
        RandomStream rng = RandomStream.of(seed);
        for (Entry e : TransformCatalogue.ALL) {
            TransformContract.pullback(e, TransformContract.point(e.transform(), rng, 1.2), rng);
        }
    }

    /** The contract has power: each seeded defect fails it at the first point. */
    @Example
    void wrongTransformsFail() {
        double[] y = {0.3, -0.6, 0.2};
        int[] free = {0, 1, 2};
        Entry noJacobian = new Entry(new Defective(0, 1, 1), free);
        assertThrows(AssertionError.class, () -> TransformContract.logJacobian(noJacobian, y));
        Entry doubledGradient = new Entry(new Defective(1, 2, 1), free);
        assertThrows(AssertionError.class, () -> TransformContract.pullback(doubledGradient, y, RandomStream.of(1)));
        Entry inverseOff = new Entry(new Defective(1, 1, 1 + 1e-6), free);
        assertThrows(AssertionError.class, () -> TransformContract.roundTrip(inverseOff, y));
        Entry sound = new Entry(new Defective(1, 1, 1), free);
        TransformContract.logJacobian(sound, y);
        TransformContract.pullback(sound, y, RandomStream.of(1));
        TransformContract.roundTrip(sound, y);
    }

    @Example
    void zeroIsTheMiddleOfASimplexAndTheIdentityMatrix() {
        for (double share : Transforms.simplex(7).constrain(new double[6])) {
            assertEquals(1 / 7.0, share, 1e-15);
        }
        double[] identity = Transforms.correlation(4).constrain(new double[6]);
        for (int n = 0; n < 16; n++) {
            assertEquals(n % 5 == 0 ? 1 : 0, identity[n]);
        }
    }

    /** In place of a Jacobian: a uniform direction and a standard normal vector are the same thing. */
    @Property(seed = "44", tries = 30)
    void aUniformDirectionIsAStandardNormalVector(@ForAll long seed) {
        RandomStream rng = RandomStream.of(seed);
        // The surface of the unit sphere in R^2, R^3, R^4.
        double[] area = {0, 0, 2 * Math.PI, 4 * Math.PI, 2 * Math.PI * Math.PI};
        for (int k = 2; k <= 4; k++) {
            Transform t = Transforms.unitVector(k);
            double[] y = TransformContract.point(t, rng, 1);
            double normal = 0;
            for (double v : y) {
                normal -= 0.5 * (v * v + Math.log(2 * Math.PI));
            }
            assertEquals(normal, t.apply(y, 0, new double[k], 0) - Math.log(area[k]), 1e-13 * (1 + Math.abs(normal)));
        }
    }

    /** Factor, matrix and covariance are three views of one thing. */
    @Property(seed = "45", tries = 30)
    void theCorrelationMatrixIsThatOfItsFactor(@ForAll long seed) {
        int k = 5;
        double[] y = TransformContract.point(Transforms.correlation(k), RandomStream.of(seed), 1);
        double[] factor = new double[k * (k + 1) / 2];
        double[] matrix = new double[k * k];
        double logFactor = Transforms.correlationCholesky(k).apply(y, 0, factor, 0);
        double logMatrix = Transforms.correlation(k).apply(y, 0, matrix, 0);
        double step = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double sum = 0;
                for (int m = 0; m <= Math.min(i, j); m++) {
                    sum += factor[i * (i + 1) / 2 + m] * factor[j * (j + 1) / 2 + m];
                }
                assertEquals(sum, matrix[i * k + j], 1e-15);
            }
            step += (k - 1 - i) * Math.log(factor[i * (i + 1) / 2 + i]);
        }
        assertEquals(logMatrix, logFactor + step, 1e-12 * (1 + Math.abs(logMatrix)));
    }

    @Example
    void namesAreAsManyAsCoordinatesAndDiffer() {
        for (Entry e : TransformCatalogue.ALL) {
            List<String> names = e.transform().names("v");
            assertEquals(e.transform().dimension(), names.size(), e::toString);
            assertEquals(names.size(), new HashSet<>(names).size(), e::toString);
        }
        Transform model = Transforms.blocks(Transforms.named("sigma", Transforms.positive(1)),
                Transforms.named("w", Transforms.simplex(2)), Transforms.identity(1));
        assertEquals(List.of("sigma", "w[0]", "w[1]", "x2"), model.names(""));
        assertEquals(List.of("m.sigma", "m.w[0]", "m.w[1]", "m.2"), model.names("m"));
        assertEquals(List.of("L[0,0]", "L[1,0]", "L[1,1]"), Transforms.correlationCholesky(2).names("L"));
        assertEquals("blocks[sigma: positive(1), w: simplex(2), identity(1)]", model.toString());
    }

    @Example
    void badArgumentsAreNamedWithTheirRule() {
        List<String> messages = new ArrayList<>();
        for (Runnable bad : List.<Runnable>of(() -> Transforms.positive(0), () -> Transforms.lowerBounded(1, Double.NaN),
                () -> Transforms.upperBounded(1, Double.POSITIVE_INFINITY), () -> Transforms.interval(1, 2, 2),
                () -> Transforms.interval(1, 1, Math.nextUp(1.0)), () -> Transforms.interval(1, -Double.MAX_VALUE, Double.MAX_VALUE),
                () -> Transforms.simplex(1), () -> Transforms.ordered(0), () -> Transforms.correlation(1),
                () -> Transforms.affine(new double[] {1}, new double[] {0}), () -> Transforms.affine(new double[] {1}, new double[2]),
                () -> Transforms.blocks(), () -> Transforms.elementwise((ScalarMap) null), () -> Transforms.named("a", null),
                () -> Transforms.positive(2).constrain(1), () -> Transforms.positive(1).constrain(Double.NaN),
                () -> Transforms.triangularAffine(new double[2], new double[] {1, 0, 3, 0}),
                () -> Transforms.triangularAffine(new double[2], new double[] {1, 2, 0, 1}))) {
            messages.add(assertThrows(IllegalArgumentException.class, bad::run).getMessage());
        }
        assertEquals("n = 0: must be at least 1", messages.get(0));
        assertEquals("scale[0] = 0.0: must not be zero", messages.get(9));
        assertEquals("scale.length = 2: must be 1", messages.get(10));
        assertEquals("maps[0] = null: must not be null", messages.get(12));
        assertEquals("factor[1][1] = 0.0: must not be zero", messages.get(16));
        assertEquals("factor[0][1] = 2.0: must be 0 above the diagonal", messages.get(17));
    }

    /** exp in three coordinates, with faults. */
    private record Defective(double jacobian, double gradient, double inverse) implements Transform {
        @Override
        public int unconstrainedDimension() {
            return 3;
        }

        @Override
        public int dimension() {
            return 3;
        }

        @Override
        public double apply(double[] y, int yAt, double[] x, int xAt) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                x[xAt + i] = Math.exp(y[yAt + i]);
                sum += y[yAt + i];
            }
            return jacobian * sum;
        }

        @Override
        public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
            for (int i = 0; i < 3; i++) {
                out[outAt + i] = gradient * g[xAt + i] * x[xAt + i] + factor;
            }
        }

        @Override
        public void invert(double[] x, int xAt, double[] y, int yAt) {
            for (int i = 0; i < 3; i++) {
                y[yAt + i] = inverse * Math.log(x[xAt + i]);
            }
        }
    }
}
