package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensity;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A family at a phi with a target, and their discrepancies by a sum over a grid: the density of q is written out apart from the family, and
 * the gradient is a central difference of that sum, so that nothing but the generator f is shared with what is tested.
 */
final class GridCase {
    private static final double STEP = 1e-4;

    /** One axis of a grid: points x(t) for equally spaced t, with their volumes. */
    record Axis(double[] x, double[] logVolume) {
        private interface Curve {
            /** x of t, and at [1] the logarithm of its slope. */
            double[] at(double t);
        }

        private static Axis of(double low, double high, double spacing, Curve curve) {
            int n = (int) Math.round((high - low) / spacing) + 1;
            double[] x = new double[n];
            double[] log = new double[n];
            for (int i = 0; i < n; i++) {
                double[] point = curve.at(low + i * spacing);
                x[i] = point[0];
                log[i] = point[1] + Math.log(spacing);
            }
            return new Axis(x, log);
        }

        static Axis real() {
            return of(-7, 7, 0.5, t -> new double[] {t, 0});
        }

        static Axis coarse() {
            return of(-5.4, 5.4, 0.9, t -> new double[] {t, 0});
        }

        /** Far into heavy tails. */
        static Axis wide() {
            return of(-5, 5, 0.125, t -> new double[] {Math.sinh(t), Math.log(Math.cosh(t))});
        }

        static Axis positive() {
            return of(-9, 6, 0.15, t -> new double[] {Math.exp(t), t});
        }

        static Axis unit() {
            return of(-20, 20, 0.25, t -> new double[] {1 / (1 + Math.exp(-t)), -Math.abs(t) - 2 * Math.log1p(Math.exp(-Math.abs(t)))});
        }

        static Axis classes(int n) {
            return of(0, n - 1, 1, t -> new double[] {t, 0});
        }
    }

    private final String name;
    private final VariationalFamily family;
    private final double[] phi;
    private final LogDensity target;
    private final Function<double[], ToDoubleFunction<double[]>> density;
    private double[][] points;
    private double[] logVolume;
    private double[][] logQ;
    private double[] logP;
    private final Map<Discrepancy, double[]> known = new WeakHashMap<>();

    /**
     * A case.
     *
     * @param density log q(x) of a phi
     */
    GridCase(String name, VariationalFamily family, double[] phi, LogDensity target, Function<double[], ToDoubleFunction<double[]>> density,
            Axis... axes) {
        this.name = name;
        this.family = family;
        this.phi = phi;
        this.target = target;
        this.density = density;
        int n = 1;
        for (Axis axis : axes) {
            n *= axis.x.length;
        }
        points = new double[n][axes.length];
        logVolume = new double[n];
        for (int k = 0; k < n; k++) {
            int rest = k;
            for (int i = 0; i < axes.length; i++) {
                int at = rest % axes[i].x.length;
                rest /= axes[i].x.length;
                points[k][i] = axes[i].x[at];
                logVolume[k] += axes[i].logVolume[at];
            }
        }
    }

    /** The same family, phi and sums with another family to be tested in its place. */
    VariationalFamily family() {
        return family;
    }

    double[] phi() {
        return phi.clone();
    }

    LogDensity target() {
        return target;
    }

    @Override
    public String toString() {
        return name;
    }

    private double[] logDensities(double[] at) {
        ToDoubleFunction<double[]> q = density.apply(at);
        double[] log = new double[points.length];
        for (int k = 0; k < log.length; k++) {
            log[k] = q.applyAsDouble(points[k]);
        }
        return log;
    }

    private void prepare() {
        if (logP != null) {
            return;
        }
        int d = family.dimension();
        double[] z = new double[points.length * d];
        for (int k = 0; k < points.length; k++) {
            System.arraycopy(points[k], 0, z, k * d, d);
        }
        double[] log = new double[points.length];
        target.logDensity(z, 0, points.length, log);
        keep(log);
        logQ = new double[2 * phi.length + 1][];
        logQ[0] = logDensities(phi);
        for (int j = 0; j < phi.length; j++) {
            for (int side = 0; side < 2; side++) {
                double[] moved = phi.clone();
                moved[j] += side == 0 ? STEP : -STEP;
                logQ[1 + 2 * j + side] = logDensities(moved);
            }
        }
    }

    /** Only the points where there is mass of p or q. */
    private void keep(double[] log) {
        double[] own = logDensities(phi);
        int[] kept = IntStream.range(0, log.length).filter(k -> Math.max(log[k], own[k]) > -36).toArray();
        points = Arrays.stream(kept).mapToObj(k -> points[k]).toArray(double[][]::new);
        logVolume = Arrays.stream(kept).mapToDouble(k -> logVolume[k]).toArray();
        logP = Arrays.stream(kept).mapToDouble(k -> log[k]).toArray();
    }

    /** The value, and after it the gradient. */
    double[] exact(Discrepancy d) {
        return known.computeIfAbsent(d, this::sums);
    }

    private double[] sums(Discrepancy d) {
        prepare();
        double[] result = new double[1 + phi.length];
        result[0] = sum(d, logQ[0]);
        for (int j = 0; j < phi.length; j++) {
            result[1 + j] = (sum(d, logQ[1 + 2 * j]) - sum(d, logQ[2 + 2 * j])) / (2 * STEP);
        }
        return result;
    }

    private double sum(Discrepancy d, double[] log) {
        double sum = 0;
        for (int k = 0; k < log.length; k++) {
            if (log[k] > -650 && logP[k] > -650) {
                double l = logP[k] - log[k];
                sum += d instanceof Renyi r ? Math.exp(logVolume[k] + r.exponent() * logP[k] + (1 - r.exponent()) * log[k])
                        : Math.exp(logVolume[k] + log[k]) * ((Divergence) d).generator(l);
            }
        }
        return d instanceof Renyi r ? Math.log(sum) / r.divisor() : sum;
    }
}
