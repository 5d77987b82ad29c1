package io.divergence.estimators.optima;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.ShapeFinder;
import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All local minima of a discrepancy between a one-dimensional target and a normal q, found from many starts by Newton's
 * method on the exact objective: which are global, which are local, and whether the infimum lies on the edge beyond which
 * the value is infinite, where nothing is stationary.
 *
 * <p>The starts are the target's components, all merges of neighbouring components by moments, and a grid over (mu, log
 * sigma) between them. The map is complete as far as every minimum's basin holds a start; that is so in all reference
 * cases, and cannot be proved for a black box. Immutable.
 */
public final class OptimaMap {
    private static final double SAME = 1e-5;
    private static final double NEXT_TO_EDGE = 1e-9;
    private static final double TIE = 1e-10;
    private static final double TOLERANCE = 3e-12;

    private final List<Optimum> optima;
    private final long evaluations;

    private OptimaMap(List<Optimum> optima, long evaluations) {
        this.optima = optima;
        this.evaluations = evaluations;
    }

    /**
     * Finds the optima.
     *
     * @param target a one-dimensional log density
     * @param discrepancy any
     * @throws IllegalArgumentException if the target cannot be integrated
     */
    public static OptimaMap of(LogDensity target, Discrepancy discrepancy) {
        Checks.notNull("target", target);
        Checks.notNull("discrepancy", discrepancy);
        try (Surface surface = new Surface(target, discrepancy, TOLERANCE)) {
            return new Search(target, discrepancy, surface).run();
        }
    }

    /** {@return the optima, the lowest value first; at equal values the lowest mean first} */
    public List<Optimum> optima() {
        return optima;
    }

    /** {@return the first: a global minimum, or the infimum on the edge} */
    public Optimum best() {
        if (optima.isEmpty()) {
            throw new IllegalStateException("no optimum was found: the divergence is infinite everywhere, or flat");
        }
        return optima.get(0);
    }

    /** {@return how often value and gradient were evaluated} */
    public long evaluations() {
        return evaluations;
    }

    private record Point(double mu, double logSigma, double level) {
    }

    private static final class Search {
        private final LogDensity target;
        private final Discrepancy discrepancy;
        private final Surface surface;
        private final List<Point> minima = new ArrayList<>();
        private double logLowEdge;
        private Point edge;

        Search(LogDensity target, Discrepancy discrepancy, Surface surface) {
            this.target = target;
            this.discrepancy = discrepancy;
            this.surface = surface;
        }

        OptimaMap run() {
            List<double[]> starts = starts();
            double logEdge = logEdge(starts);
            logLowEdge = logLowEdge(starts, logEdge);
            if (isMomentMatch()) {
                Moments moments = (Moments) target;
                surface.setPrecise(true);
                surface.at(moments.mean(), 0.5 * Math.log(moments.variance()));
                minima.add(new Point(moments.mean(), 0.5 * Math.log(moments.variance()), surface.level()));
            } else {
                List<double[]> tried = new ArrayList<>();
                for (double[] start : starts) {
                    // Starts beyond an edge come together before it.
                    double[] first = {start[0], between(start[1], logEdge)};
                    if (tried.stream().noneMatch(other -> Arrays.equals(other, first))) {
                        tried.add(first);
                        descend(first, logEdge);
                    }
                }
            }
            return new OptimaMap(judge(logEdge), surface.evaluations());
        }

        /** Forward KL to a normal has one minimum, at the target's own mean and standard deviation. */
        private boolean isMomentMatch() {
            return discrepancy.equals(Divergences.forwardKl()) && target instanceof Moments moments
                    && moments.variance() > 0 && moments.variance() <= Double.MAX_VALUE;
        }

        private void descend(double[] start, double logEdge) {
            Descent descent = new Descent(surface, logLowEdge, logEdge);
            Descent.End end = descent.run(start[0], start[1], this::isKnown);
            if (end == Descent.End.MINIMUM && !isSame(descent.mu(), descent.logSigma(), SAME)) {
                surface.at(descent.mu(), descent.logSigma());
                minima.add(new Point(descent.mu(), descent.logSigma(), surface.level()));
            } else if (end == Descent.End.EDGE) {
                descent.alongEdge(logEdge - 1e-14 * Math.max(1, Math.abs(logEdge)));
                surface.at(descent.mu(), descent.logSigma());
                if (edge == null || surface.level() < edge.level) {
                    edge = new Point(descent.mu(), logEdge, surface.level());
                }
            }
        }

        /** A descent that is about to end in a minimum that is known need not go on. */
        private boolean isKnown(double mu, double logSigma) {
            return isSame(mu, logSigma, 0.05);
        }

        private boolean isSame(double mu, double logSigma, double tolerance) {
            for (Point p : minima) {
                if (Math.abs(p.mu - mu) <= tolerance * Math.exp(p.logSigma)
                        && Math.abs(p.logSigma - logSigma) <= tolerance) {
                    return true;
                }
            }
            return false;
        }

        private List<Optimum> judge(double logEdge) {
            surface.setPrecise(true);
            double lowest = Double.POSITIVE_INFINITY;
            for (Point p : minima) {
                lowest = Math.min(lowest, p.level);
            }
            boolean edgeWins = edge != null
                    && (minima.isEmpty() || edge.level < lowest - TIE * (1 + Math.abs(lowest)));
            List<Optimum> found = new ArrayList<>();
            for (Point p : minima) {
                boolean tied = p.level <= lowest + TIE * (1 + Math.abs(lowest));
                surface.at(p.mu, p.logSigma);
                found.add(new Optimum(tied && !edgeWins ? Optimum.Kind.GLOBAL_MIN : Optimum.Kind.LOCAL_MIN, p.mu,
                        Math.exp(p.logSigma), surface.value(), surface.valueError()));
            }
            if (edgeWins) {
                surface.at(edge.mu, logEdge - 1e-14 * Math.max(1, Math.abs(logEdge)));
                found.add(new Optimum(Optimum.Kind.BOUNDARY_INFIMUM, edge.mu, Math.exp(logEdge), surface.value(),
                        surface.valueError()));
            }
            found.sort(Comparator.comparing((Optimum o) -> o.kind() == Optimum.Kind.LOCAL_MIN)
                    .thenComparing(o -> o.kind() == Optimum.Kind.LOCAL_MIN ? o.value() : 0)
                    .thenComparingDouble(Optimum::mean));
            return List.copyOf(found);
        }

        /** The log sigma from which on the value is infinite by its tails, or infinity. */
        private double logEdge(List<double[]> starts) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] start : starts) {
                low = Math.min(low, start[1]);
                high = Math.max(high, start[1]);
            }
            high += 10;
            double mu = starts.get(0)[0];
            if (isFinite(mu, high)) {
                return Double.POSITIVE_INFINITY;
            }
            while (!isFinite(mu, low) && low > high - 200) {
                low -= 1;
            }
            for (int k = 0; k < 100; k++) {
                double middle = 0.5 * (low + high);
                if (!(middle > low && middle < high)) {
                    break;
                }
                if (isFinite(mu, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The log sigma up to which the value is infinite by its tails, or minus infinity. */
        private double logLowEdge(List<double[]> starts, double logEdge) {
            double mu = starts.get(0)[0];
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] start : starts) {
                low = Math.min(low, start[1]);
                high = Math.max(high, start[1]);
            }
            low -= 10;
            high = Math.min(high + 10, logEdge - NEXT_TO_EDGE);
            if (isFinite(mu, low) || !isFinite(mu, high)) {
                return Double.NEGATIVE_INFINITY;
            }
            while (high - low > NEXT_TO_EDGE) {
                double middle = 0.5 * (low + high);
                if (isFinite(mu, middle)) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return high;
        }

        /** A start's log sigma, moved to between the edges. */
        private double between(double logSigma, double logEdge) {
            double before = Math.min(Descent.BEFORE_EDGE, 0.25 * (logEdge - logLowEdge));
            return Math.max(logLowEdge + before, Math.min(logSigma, logEdge - before));
        }

        private boolean isFinite(double mu, double logSigma) {
            return !surface.isInfiniteByTails(mu, logSigma);
        }

        private List<double[]> starts() {
            List<double[]> components = components();
            components.sort(Comparator.comparingDouble(c -> c[1]));
            List<double[]> starts = new ArrayList<>();
            for (double[] c : components) {
                starts.add(new double[] {c[1], Math.log(c[2])});
            }
            double narrowest = Double.POSITIVE_INFINITY;
            double widest = 0;
            for (int i = 0; i < components.size(); i++) {
                double weight = 0;
                double mean = 0;
                double square = 0;
                for (int j = i; j < components.size(); j++) {
                    double[] c = components.get(j);
                    double share = c[0] / (weight + c[0]);
                    double distance = c[1] - mean;
                    square = j == i ? c[2] * c[2]
                            : (1 - share) * square + share * c[2] * c[2] + share * (1 - share) * distance * distance;
                    mean = j == i ? c[1] : mean + share * distance;
                    weight += c[0];
                    starts.add(new double[] {mean, 0.5 * Math.log(square)});
                    narrowest = Math.min(narrowest, Math.sqrt(square));
                    widest = Math.max(widest, Math.sqrt(square));
                }
            }
            addGrid(components, narrowest, widest, starts);
            return starts;
        }

        private void addGrid(List<double[]> components, double narrowest, double widest, List<double[]> starts) {
            double first = components.get(0)[1];
            double last = components.get(components.size() - 1)[1];
            int across = 9;
            int up = (int) Math.min(12, Math.max(4, Math.ceil(2 * Math.log(widest / narrowest))));
            for (int i = 0; i < across; i++) {
                double margin = 0.5 * widest;
                double mu = first - margin + (last - first + 2 * margin) * i / (across - 1);
                for (int k = 0; k < up; k++) {
                    double t = k / (double) (up - 1);
                    starts.add(new double[] {mu, Math.log(narrowest) + t * (Math.log(widest / narrowest) + 0.4)});
                }
            }
        }

        /** Weight, mean and sd of each component; features with equal weights where there are no components. */
        private List<double[]> components() {
            List<double[]> components = new ArrayList<>();
            if (target instanceof Mixture mixture) {
                for (int i = 0; i < mixture.size(); i++) {
                    for (Feature f : mixture.component(i).features()) {
                        components.add(new double[] {mixture.weight(i), f.location(), f.scale()});
                    }
                }
                return components;
            }
            for (Feature f : ShapeFinder.shapeOf(target, 0, 1).features()) {
                components.add(new double[] {1, f.location(), f.scale()});
            }
            return components;
        }
    }
}
