package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Transforms side by side. J is block diagonal. */
sealed class Blocks implements Transform {
    final Transform[] parts;
    private final int m;
    private final int d;

    static Transform of(Transform[] parts) {
        return Arrays.stream(parts).allMatch(Diffeomorphism.class::isInstance) ? new Solvable(parts) : new Blocks(parts);
    }

    private Blocks(Transform[] parts) {
        this.parts = parts;
        int unconstrained = 0;
        int all = 0;
        for (Transform part : parts) {
            unconstrained = Math.addExact(unconstrained, part.unconstrainedDimension());
            all = Math.addExact(all, part.dimension());
        }
        m = unconstrained;
        d = all;
    }

    @Override
    public int unconstrainedDimension() {
        return m;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double log = 0;
        int from = yAt;
        int to = xAt;
        for (Transform part : parts) {
            log += part.apply(y, from, x, to);
            from += part.unconstrainedDimension();
            to += part.dimension();
        }
        return log;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        int offset = 0;
        int at = xAt;
        for (Transform part : parts) {
            part.pullback(y, yAt + offset, x, at, g, factor, out, outAt + offset);
            offset += part.unconstrainedDimension();
            at += part.dimension();
        }
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        int from = xAt;
        int to = yAt;
        for (Transform part : parts) {
            part.invert(x, from, y, to);
            from += part.dimension();
            to += part.unconstrainedDimension();
        }
    }

    @Override
    public boolean isOneToOne() {
        return Arrays.stream(parts).allMatch(Transform::isOneToOne);
    }

    @Override
    public boolean covers(Support support, int at) {
        int offset = at;
        for (Transform part : parts) {
            if (!part.covers(support, offset)) {
                return false;
            }
            offset += part.dimension();
        }
        return true;
    }

    /** A named part has its own name after the base, any other one its number. */
    @Override
    public List<String> names(String base) {
        Checks.notNull("base", base);
        List<String> names = new ArrayList<>(d);
        for (int i = 0; i < parts.length; i++) {
            String own = parts[i] instanceof Named ? base : base.isEmpty() ? "x" + i : base + "." + i;
            names.addAll(parts[i].names(own));
        }
        return List.copyOf(names);
    }

    @Override
    public String toString() {
        return "blocks" + List.of(parts);
    }

    /** Of parts that can all be solved with. */
    private static final class Solvable extends Blocks implements Diffeomorphism {
        Solvable(Transform[] parts) {
            super(parts);
        }

        @Override
        public void solve(double[] y, int yAt, double[] g, int gAt, double factor, double[] out, int outAt) {
            int offset = 0;
            for (Transform part : parts) {
                ((Diffeomorphism) part).solve(y, yAt + offset, g, gAt + offset, factor, out, outAt + offset);
                offset += part.dimension();
            }
        }

        @Override
        public Support image() {
            double[] lower = new double[dimension()];
            double[] upper = new double[dimension()];
            int at = 0;
            for (Transform part : parts) {
                Support own = ((Diffeomorphism) part).image();
                for (int i = 0; i < own.dimension(); i++) {
                    lower[at] = own.lower(i);
                    upper[at++] = own.upper(i);
                }
            }
            return Support.box(lower, upper);
        }
    }
}
