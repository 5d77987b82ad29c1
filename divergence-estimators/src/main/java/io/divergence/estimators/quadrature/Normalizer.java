package io.divergence.estimators.quadrature;

import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.target.UnivariateShape;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** log Z of an unnormalised one-dimensional target, by the same panels. Once per binding: it may allocate. */
final class Normalizer {
    private static final int NODES = 16;
    private static final double CUT = 60;
    private final LogDensity target;
    private final UnivariateShape shape;
    private final GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES);
    private final double[] x = new double[NODES];
    private final double[] values = new double[NODES];
    private double shift;
    private double total;
    private double error;
    private long evaluations;

    Normalizer(LogDensity target, UnivariateShape shape) {
        this.target = target;
        this.shape = shape;
    }

    double logNormalizer() {
        return shift + Math.log(total);
    }

    /** The relative error of Z, which is the absolute error of log Z. */
    double error() {
        return error / total + 1e-15;
    }

    void integrate(double tolerance, long budget) {
        Mesh mesh = new Mesh();
        for (Feature feature : shape.features()) {
            mesh.addFeature(feature.location(), feature.scale());
        }
        Support support = target.support();
        mesh.addFixed(support.lower(0));
        mesh.addFixed(support.upper(0));
        shift = Double.NEGATIVE_INFINITY;
        for (Feature feature : shape.features()) {
            shift = Math.max(shift, at(feature.location()));
        }
        double lower = Double.isInfinite(support.lower(0)) ? extend(mesh, -1) : support.lower(0);
        double upper = Double.isInfinite(support.upper(0)) ? extend(mesh, +1) : support.upper(0);
        mesh.build(lower, upper);
        double rough = 0;
        Deque<double[]> work = new ArrayDeque<>();
        for (int i = 0; i < mesh.panels(); i++) {
            double whole = rule(mesh.point(i), mesh.point(i + 1));
            rough += whole;
            work.add(new double[] {mesh.point(i), mesh.point(i + 1), whole});
        }
        while (!work.isEmpty()) {
            double[] panel = work.poll();
            double mid = 0.5 * (panel[0] + panel[1]);
            double left = rule(panel[0], mid);
            double right = rule(mid, panel[1]);
            double difference = Math.abs(panel[2] - left - right);
            boolean stop = evaluations > budget || !(mid > panel[0] && mid < panel[1]);
            if (difference <= 0.02 * tolerance * rough || difference <= 1e-15 * (left + right) || stop) {
                total += left + right;
                error += difference;
            } else {
                work.add(new double[] {panel[0], mid, left});
                work.add(new double[] {mid, panel[1], right});
            }
        }
    }

    private double extend(Mesh mesh, int sign) {
        double edge = mesh.hull(sign, 3);
        double step = Math.abs(edge - mesh.hull(-sign, 3)) / 16;
        for (int k = 0; k < 3000 && Math.abs(edge) < 1e300; k++) {
            double value = at(edge);
            shift = Math.max(shift, value);
            if (value + Math.log(1 + Math.abs(edge)) < shift - CUT) {
                break;
            }
            edge += sign * step;
            step *= 1.3;
        }
        return edge;
    }

    private double at(double point) {
        x[0] = point;
        target.logDensity(x, 0, 1, values);
        return values[0];
    }

    private double rule(double a, double b) {
        double half = 0.5 * (b - a);
        for (int i = 0; i < x.length; i++) {
            x[i] = a + half + half * rule.getPoint(i);
        }
        target.logDensity(x, 0, x.length, values);
        evaluations += x.length;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += rule.getWeight(i) * Math.exp(values[i] - shift);
        }
        return half * sum;
    }
}
