package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.List;

/** A transform whose coordinates have a name. */
sealed class Named implements Transform {
    private final String name;
    final Transform transform;

    private Named(String name, Transform transform) {
        this.name = name;
        this.transform = transform;
    }

    static Transform of(String name, Transform transform) {
        return transform instanceof Diffeomorphism ? new Solvable(name, transform) : new Named(name, transform);
    }

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
    public boolean isOneToOne() {
        return transform.isOneToOne();
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

    /** Of a transform that can be solved with. */
    private static final class Solvable extends Named implements Diffeomorphism {
        Solvable(String name, Transform transform) {
            super(name, transform);
        }

        @Override
        public void solve(double[] y, int yAt, double[] g, int gAt, double factor, double[] out, int outAt) {
            ((Diffeomorphism) transform).solve(y, yAt, g, gAt, factor, out, outAt);
        }

        @Override
        public Support image() {
            return ((Diffeomorphism) transform).image();
        }
    }
}
