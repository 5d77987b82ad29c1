package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.List;

/** One scalar map for each coordinate. J is diagonal. */
final class Elementwise implements Diffeomorphism {
    private final ScalarMap[] maps;
    private final String text;
    /** Rows of a packed lower triangle, or 0 for a vector: for names only. */
    private final int triangle;

    private Elementwise(ScalarMap[] maps, String text, int triangle) {
        this.maps = maps;
        this.text = text;
        this.triangle = triangle;
    }

    static Elementwise of(ScalarMap[] maps, String text) {
        return new Elementwise(maps, text, 0);
    }

    static Elementwise triangle(ScalarMap[] maps, String text, int rows) {
        return new Elementwise(maps, text, rows);
    }

    @Override
    public int unconstrainedDimension() {
        return maps.length;
    }

    @Override
    public int dimension() {
        return maps.length;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double sum = 0;
        for (int i = 0; i < maps.length; i++) {
            double value = maps[i].forward(y[yAt + i]);
            x[xAt + i] = value;
            sum += Math.abs(value) <= Double.MAX_VALUE ? maps[i].logDerivative(y[yAt + i]) : Double.NEGATIVE_INFINITY;
        }
        return sum;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        for (int i = 0; i < maps.length; i++) {
            double v = y[yAt + i];
            out[outAt + i] = g[xAt + i] * maps[i].derivative(v) + factor * maps[i].logDerivativeSlope(v);
        }
    }

    @Override
    public void solve(double[] y, int yAt, double[] g, int gAt, double factor, double[] out, int outAt) {
        for (int i = 0; i < maps.length; i++) {
            double v = y[yAt + i];
            out[outAt + i] = (g[gAt + i] - factor * maps[i].logDerivativeSlope(v)) / maps[i].derivative(v);
        }
    }

    @Override
    public Support image() {
        double[] lower = new double[maps.length];
        double[] upper = new double[maps.length];
        for (int i = 0; i < maps.length; i++) {
            lower[i] = maps[i].edges().lower();
            upper[i] = maps[i].edges().upper();
        }
        return Support.box(lower, upper);
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        for (int i = 0; i < maps.length; i++) {
            double value = maps[i].inverse(x[xAt + i]);
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                ScalarMap.Edges edges = maps[i].edges();
                throw Checks.illegal("x[" + (xAt + i) + "]", x[xAt + i],
                        "must lie in (" + edges.lower() + ", " + edges.upper() + ")");
            }
            y[yAt + i] = value;
        }
    }

    @Override
    public boolean covers(Support support, int at) {
        for (int i = 0; i < maps.length; i++) {
            ScalarMap.Edges edges = maps[i].edges();
            if (!(edges.lower() <= support.lower(at + i) && support.upper(at + i) <= edges.upper())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> names(String base) {
        return triangle > 0 ? Matrices.triangleNames(base, triangle) : Diffeomorphism.super.names(base);
    }

    @Override
    public String toString() {
        return text;
    }
}
