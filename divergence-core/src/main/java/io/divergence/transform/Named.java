package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.List;

/** A transform whose coordinates have a name. */
record Named(String name, Transform transform) implements Transform {

    @Override
    public int unconstrainedDimension() {
        return transform.unconstrainedDimension();
    }

    @Override
    public int dimension() {
        return transform.dimension();
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        return transform.apply(y, yAt, x, xAt);
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        transform.pullback(y, yAt, x, xAt, g, factor, out, outAt);
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        transform.invert(x, xAt, y, yAt);
    }

    @Override
    public boolean covers(Support support, int at) {
        return transform.covers(support, at);
    }

    @Override
    public List<String> names(String base) {
        Checks.notNull("base", base);
        return transform.names(base.isEmpty() ? name : base + "." + name);
    }

    @Override
    public String toString() {
        return name + ": " + transform;
    }
}
