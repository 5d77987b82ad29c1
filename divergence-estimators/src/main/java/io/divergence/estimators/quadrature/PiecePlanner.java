package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import io.divergence.target.UnivariateShape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Cuts the line into the pieces to integrate: between neighbouring break points of p and q, in x; next to a finite point where
 * one of them has a pole or a zero, in the logarithm of the distance. Panels follow the scales of p, of q, and of
 * p^a q^(1-a), which may peak elsewhere; ends that reach out without bound are followed until nothing matters any more.
 */
final class PiecePlanner {
    /** Spacings of doubles in the width of q below which nothing is claimed. */
    private static final double RESOLUTION = 1e6;
    /** The part of an edge's distance from zero within which distances from it are taken by their logarithms. */
    private static final double NEIGHBOURHOOD = 0.02;
    private static final double BESIDE = 1e-12;
    private static final double NARROWEST = 1024;

    private final double[] exponents;
    private final EndFinder ends;
    private final List<Piece> pieces = new ArrayList<>();
    private final PeakFinder peaks;
    /** The features of p, q and their products. */
    private final Mesh features = new Mesh();
    private double smallest;
    private boolean overlaps;

    PiecePlanner(Discrepancy discrepancy, RatioIntegrand integrand, double tolerance, boolean withGradient) {
        ends = new EndFinder(integrand, tolerance, withGradient);
        peaks = new PeakFinder(integrand, ends.largest);
        exponents = exponents(discrepancy);
    }

    /** The exponents a for which p^a q^(1-a) may dominate away from both p and q: those that lead the expansions of f. */
    private static double[] exponents(Discrepancy discrepancy) {
        Divergence divergence = FinitenessRule.baseOf(discrepancy);
        TreeSet<Double> set = new TreeSet<>();
        if (discrepancy instanceof Renyi renyi) {
            set.add(renyi.exponent());
        }
        if (divergence.atInfinity().isKnown() && divergence.atZero().isKnown()) {
            set.add(RatioFunction.leading(divergence.atInfinity(), +1));
            set.add(RatioFunction.leading(divergence.atZero(), -1));
        }
        set.remove(0.0);
        set.remove(1.0);
        return set.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Whether nodes around q can be told apart well enough: its width must be many spacings of doubles there. */
    static boolean isResolved(UnivariateShape q) {
        for (Feature feature : q.features()) {
            if (!(feature.scale() > RESOLUTION * Math.ulp(feature.location()))) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return pieces.size();
    }

    Piece piece(int i) {
        return pieces.get(i);
    }

    /** The logarithm of the largest contribution met: of the canonical components (0), of the moment (1). */
    double largest(int component) {
        return ends.largest[component];
    }

    /** Whether the integrand had hardly begun to fall at the end of the range of a double. */
    boolean isOutOfRange() {
        return ends.outOfRange;
    }

    /** Whether p and q both have mass somewhere. */
    boolean overlaps() {
        return overlaps;
    }

    /** What was cut off the ends, times e^-shift. */
    double cut(int component, double shift) {
        return Math.exp(ends.cut[component] - shift);
    }

    /** Lays the pieces. Returns false if the integrand does not fall off towards an end. */
    boolean lay(UnivariateShape p, UnivariateShape q) {
        pieces.clear();
        ends.clear();
        overlaps = false;
        collect(p, q);
        double[] breaks = breaks(p, q);
        double from = Double.NEGATIVE_INFINITY;
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i <= breaks.length; i++) {
            double to = i < breaks.length ? breaks[i] : Double.POSITIVE_INFINITY;
            boolean hasP = p.towards(from, 1).kind() != Tail.Kind.NONE;
            boolean hasQ = q.towards(from, 1).kind() != Tail.Kind.NONE;
            overlaps |= hasP && hasQ;
            if (hasP || hasQ) {
                intervals.add(new Interval(from, to, isSingular(p, q, from, 1), isSingular(p, q, to, -1),
                        isHeavy(p, q, from, 1), isHeavy(p, q, to, -1)));
            }
            from = to;
        }
        for (Interval interval : intervals) {
            interval.findLargest();
        }
        if (ends.largest[0] == Double.NEGATIVE_INFINITY) {
            ends.largest[0] = 0;
        }
        for (Interval interval : intervals) {
            interval.lay();
        }
        return ends.decays;
    }

    private static double[] breaks(UnivariateShape p, UnivariateShape q) {
        TreeSet<Double> set = new TreeSet<>();
        for (double x : p.breakPoints()) {
            set.add(x + 0.0);
        }
        for (double x : q.breakPoints()) {
            set.add(x + 0.0);
        }
        return set.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Whether a density vanishes, or has a pole, at a finite point. */
    private static boolean isSingular(UnivariateShape p, UnivariateShape q, double point, int side) {
        return !Double.isInfinite(point) && (isSingular(p.towards(point, side)) || isSingular(q.towards(point, side)));
    }

    /** Whether the densities fall as powers, or slower than exponentials, towards infinity: then log x is the better coordinate. */
    private static boolean isHeavy(UnivariateShape p, UnivariateShape q, double point, int side) {
        return Double.isInfinite(point) && isHeavy(p.towards(point, side)) && isHeavy(q.towards(point, side));
    }

    private static boolean isHeavy(Tail tail) {
        return tail.kind() == Tail.Kind.NONE || (tail.kind() == Tail.Kind.KNOWN
                && tail.terms().stream().allMatch(term -> term.growth() == Tail.Growth.LOG_POWER));
    }

    private static boolean isSingular(Tail tail) {
        return tail.kind() == Tail.Kind.KNOWN && !(tail.terms().isEmpty() && tail.logCoefficient() == 1);
    }

    private void collect(UnivariateShape p, UnivariateShape q) {
        features.clear();
        for (Feature b : q.features()) {
            features.addFeature(b.location(), b.scale());
            for (Feature a : p.features()) {
                tilt(a, b);
            }
        }
        for (Feature a : p.features()) {
            features.addFeature(a.location(), a.scale());
        }
        smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < features.featureCount(); i++) {
            smallest = Math.min(smallest, features.scale(i));
        }
    }

    /** Where p^a q^(1-a) of two normal features peaks: a product of normals is a normal. */
    private void tilt(Feature p, Feature q) {
        for (double a : exponents) {
            double wp = a / p.scale() / p.scale();
            double wq = (1 - a) / q.scale() / q.scale();
            double precision = wp + wq;
            if (precision > 0) {
                // Centred at q, so that a feature far from zero keeps its digits.
                double location = q.location() + wp / precision * (p.location() - q.location());
                features.addFeature(location, 1 / Math.sqrt(precision));
            }
        }
    }

    /** Between two neighbouring break points. */
    private final class Interval {
        private final double from;
        private final double to;
        private final double reachFrom;
        private final double reachTo;
        private final boolean heavyFrom;
        private final boolean heavyTo;

        /** The parts within the reach of a singular end are integrated in the logarithm of the distance. */
        Interval(double from, double to, boolean singularFrom, boolean singularTo, boolean heavyFrom, boolean heavyTo) {
            this.from = from;
            this.to = to;
            this.heavyFrom = heavyFrom;
            this.heavyTo = heavyTo;
            reachFrom = singularFrom ? reach(from) : 0;
            reachTo = singularTo ? reach(to) : 0;
        }

        private double reach(double end) {
            // Beside an edge other than zero, x soon says too little about the distance from it.
            double reach = Math.max(smallest, NEIGHBOURHOOD * Math.abs(end));
            return Double.isInfinite(to - from) ? reach : Math.min(reach, 0.25 * (to - from));
        }

        void findLargest() {
            for (int i = 0; i < features.featureCount(); i++) {
                int n = 0;
                double[] points = ends.points;
                for (int k = -6; k <= 6; k++) {
                    double x = features.location(i) + 0.77 * k * features.scale(i);
                    if (x > from + reachFrom && x < to - reachTo) {
                        points[n++] = x;
                    }
                }
                ends.look(Chart.IDENTITY, n, Math.log(features.scale(i)));
            }
            findLargest(from, 1, reachFrom);
            findLargest(to, -1, reachTo);
        }

        private void findLargest(double end, int side, double reach) {
            if (reach > 0) {
                int n = 0;
                double[] points = ends.points;
                for (int k = 0; k < points.length; k++) {
                    points[n++] = Math.log(reach) - (k < 4 ? k : Math.scalb(1.0, k - 2));
                }
                ends.look(new Chart(end, side), n, 0);
            }
        }

        void lay() {
            layEnd(from, 1, reachFrom);
            layEnd(to, -1, reachTo);
            Mesh mesh = new Mesh();
            for (int i = 0; i < features.featureCount(); i++) {
                mesh.addFeature(features.location(i), features.scale(i));
            }
            if (reachFrom > 0) {
                mesh.addFeature(from, reachFrom);
            }
            if (reachTo > 0) {
                mesh.addFeature(to, reachTo);
            }
            double low = from + reachFrom;
            double high = to - reachTo;
            double lower = heavyFrom ? recede(mesh, -1, high) : Double.isInfinite(from) ? ends.extend(mesh, -1, high, smallest) : low;
            double upper = heavyTo ? recede(mesh, +1, low) : Double.isInfinite(to) ? ends.extend(mesh, +1, low, smallest) : high;
            if (!(upper - lower > NARROWEST * Math.ulp(Math.max(Math.abs(lower), Math.abs(upper))))) {
                // Nothing but the neighbourhood of a point matters, in which x has no digits.
                return;
            }
            mesh.build(lower, upper);
            peaks.sharpen(Chart.IDENTITY, mesh, ends.depth);
            pieces.add(new Piece(Chart.IDENTITY, mesh));
        }

        private void layEnd(double end, int side, double reach) {
            if (!(reach > 0)) {
                return;
            }
            Chart chart = new Chart(end, side);
            double top = Math.log(reach);
            Mesh mesh = new Mesh();
            mesh.addFeature(top, 1);
            for (int i = 0; i < features.featureCount(); i++) {
                double distance = side * (features.location(i) - end);
                if (distance > 0 && distance < 2 * reach) {
                    mesh.addFeature(Math.log(distance), features.scale(i) / distance);
                }
            }
            mesh.build(ends.inwards(chart, top), top);
            peaks.sharpen(chart, mesh, ends.depth);
            pieces.add(new Piece(chart, mesh));
        }
    }

    /** Lays a heavy tail in the logarithm of the distance from the features, and returns where it begins. */
    private double recede(Mesh mesh, int sign, double limit) {
        double hull = mesh.hull(sign, 8);
        boolean inside = Double.isInfinite(limit) || sign * (hull - limit) > 0;
        // Not at the limit itself, which may be a pole of a density on its other side.
        double edge = inside ? hull : limit + sign * Math.max(BESIDE * Math.abs(limit), BESIDE * smallest);
        // The edge of a support, where densities are given by the distance from it, unless all features lie before it.
        double anchor = inside && !Double.isInfinite(limit) ? limit : mesh.hull(-sign, 0);
        double begin = anchor + sign * Math.max(sign * (edge - anchor), smallest);
        Chart chart = new Chart(anchor, sign);
        double bottom = Math.log(Math.abs(begin - anchor));
        double s = ends.outwards(chart, bottom);
        if (s > bottom) {
            Mesh tail = new Mesh();
            tail.addFeature(bottom, 1);
            tail.build(bottom, Math.min(s, EndFinder.OUTERMOST));
            peaks.sharpen(chart, tail, ends.depth);
            pieces.add(new Piece(chart, tail));
        }
        return anchor + sign * Math.exp(bottom);
    }
}
