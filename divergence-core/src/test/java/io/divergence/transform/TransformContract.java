package io.divergence.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** What every transform must do, as checks at one point. Arrays are passed with offsets; what lies outside must not change. */
final class TransformContract {
    private static final int Y_AT = 2;
    private static final int X_AT = 3;
    private static final double STEP = 2e-3;

    private TransformContract() {
    }

    static double[] point(Transform t, RandomStream rng, double scale) {
        double[] y = new double[t.unconstrainedDimension()];
        for (int i = 0; i < y.length; i++) {
            y[i] = scale * rng.nextGaussian();
        }
        return y;
    }

    /** T(y), through arrays with margins. */
    static double[] image(Transform t, double[] y, double[] log) {
        double[] wideY = widened(y, Y_AT);
        double[] x = new double[t.dimension() + 2 * X_AT];
        Arrays.fill(x, Double.NaN);
        log[0] = t.apply(wideY, Y_AT, x, X_AT);
        assertMargins(t, x, X_AT, t.dimension());
        return Arrays.copyOfRange(x, X_AT, X_AT + t.dimension());
    }

    static double[] inverse(Transform t, double[] x) {
        double[] y = new double[t.unconstrainedDimension() + 2 * Y_AT];
        Arrays.fill(y, Double.NaN);
        t.invert(widened(x, X_AT), X_AT, y, Y_AT);
        assertMargins(t, y, Y_AT, t.unconstrainedDimension());
        return Arrays.copyOfRange(y, Y_AT, Y_AT + t.unconstrainedDimension());
    }

    private static double[] widened(double[] a, int margin) {
        double[] wide = new double[a.length + 2 * margin];
        Arrays.fill(wide, Double.NaN);
        System.arraycopy(a, 0, wide, margin, a.length);
        return wide;
    }

    private static void assertMargins(Transform t, double[] a, int at, int length) {
        for (int i = 0; i < a.length; i++) {
            assertEquals(i < at || i >= at + length, Double.isNaN(a[i]), () -> t + " writes where it must not, or not where it must");
        }
    }

    static void roundTrip(TransformCatalogue.Entry e, double[] y) {
        Transform t = e.transform();
        double[] log = new double[1];
        double[] x = image(t, y, log);
        assertTrue(Math.abs(log[0]) <= Double.MAX_VALUE, () -> t + " log |J| = " + log[0] + " at " + Arrays.toString(y));
        double[] back = inverse(t, x);
        assertClose(t + " T(invert(x))", x, image(t, back, log), 1e-14);
        if (e.free() != null) {
            // The entries of a nearly singular matrix are rounded before it is factorised: that costs up to eight digits more.
            assertClose(t + " invert(T(y))", y, back, t.toString().startsWith("correlation(") ? 1e-7 : 1e-9);
        }
    }

    private static void assertClose(String what, double[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), what + " at " + i);
        }
    }

    static void logJacobian(TransformCatalogue.Entry e, double[] y) {
        if (e.free() == null) {
            return;
        }
        Transform t = e.transform();
        int m = y.length;
        assertEquals(m, e.free().length, t::toString);
        DMatrixRMaj jacobian = new DMatrixRMaj(m, m);
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < m; i++) {
                int coordinate = e.free()[i];
                jacobian.set(i, j, derivative(z -> image(t, z, new double[1])[coordinate], y, j));
            }
        }
        double[] log = new double[1];
        image(t, y, log);
        double numeric = Math.log(Math.abs(CommonOps_DDRM.det(jacobian)));
        assertEquals(numeric, log[0], 1e-6 * (1 + Math.abs(numeric)), () -> t + " log |J| at " + Arrays.toString(y));
    }

    static void pullback(TransformCatalogue.Entry e, double[] y, RandomStream rng) {
        Transform t = e.transform();
        double[] g = new double[t.dimension()];
        for (int i = 0; i < g.length; i++) {
            g[i] = rng.nextGaussian();
        }
        double factor = new double[] {0, 1, -0.7}[rng.nextInt(3)];
        double[] out = new double[y.length + 2 * Y_AT];
        Arrays.fill(out, Double.NaN);
        double[] x = widened(image(t, y, new double[1]), X_AT);
        double[] before = x.clone();
        t.pullback(widened(y, Y_AT), Y_AT, x, X_AT, widened(g, X_AT), factor, out, Y_AT);
        assertMargins(t, out, Y_AT, y.length);
        assertTrue(Arrays.equals(before, x), () -> t + " changes x");
        double[] log = new double[1];
        for (int j = 0; j < y.length; j++) {
            double numeric = derivative(z -> {
                double[] image = image(t, z, log);
                double sum = factor * log[0];
                for (int i = 0; i < g.length; i++) {
                    sum += g[i] * image[i];
                }
                return sum;
            }, y, j);
            double scale = 1 + Math.abs(numeric) + Math.abs(x[X_AT]);
            assertEquals(numeric, out[Y_AT + j], 1e-6 * scale, () -> t + " gradient with factor " + factor + " at " + Arrays.toString(y));
        }
    }

    /** Central differences of fourth order. */
    private static double derivative(ToDoubleFunction<double[]> f, double[] y, int j) {
        double[] z = y.clone();
        double[] value = new double[4];
        double[] steps = {1, -1, 2, -2};
        for (int s = 0; s < 4; s++) {
            z[j] = y[j] + steps[s] * STEP;
            value[s] = f.applyAsDouble(z);
        }
        return (8 * (value[0] - value[1]) - (value[2] - value[3])) / (12 * STEP);
    }
}
