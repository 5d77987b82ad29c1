package io.divergence.check;

import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a log density at points: values that are NaN or positive infinity, values outside the support, the gradient by
 * finite differences (extrapolated, with an allowance that follows from the noise of the function), rows that depend on
 * each other, and copies for workers that disturb each other. It also measures the time of an evaluation, which is no
 * verdict. Immutable and thread-safe.
 *
 * <pre>{@code
 * CheckReport report = TargetCheck.of(target).around(new double[] {0, 0}, 2, 20, 1).run();
 * }</pre>
 */
public final class TargetCheck {
    /** Far from the centre values must still be numbers: so many scales away along each axis. */
    private static final double[] STRESS = {10, 1000};
    private static final double REACH = 0.1;

    private final LogDensity target;
    private final List<double[]> points;
    private final List<double[]> reaches;
    private final List<double[]> stress;

    private TargetCheck(LogDensity target, List<double[]> points, List<double[]> reaches, List<double[]> stress) {
        this.target = target;
        this.points = points;
        this.reaches = reaches;
        this.stress = stress;
    }

    /** Returns the check of a target, at no point yet. */
    public static TargetCheck of(LogDensity target) {
        Checks.notNull("target", target);
        return new TargetCheck(target, List.of(), List.of(), List.of());
    }

    /**
     * Returns this check with more points, at which values and gradients are checked.
     *
     * @param points each of length D, finite; copied
     */
    public TargetCheck at(double[]... points) {
        TargetCheck changed = copy();
        for (double[] point : Checks.noNulls("points", points)) {
            double[] reach = new double[target.dimension()];
            for (int i = 0; i < Checks.length("point", point, target.dimension()).length; i++) {
                reach[i] = REACH * Math.max(1, Math.abs(point[i]));
            }
            changed.points.add(Checks.allFinite("point", point).clone());
            changed.reaches.add(reach);
        }
        return changed;
    }

    /**
     * Returns this check with more points: normal about a centre for values and gradients, and far out along each axis
     * for values.
     *
     * @param center of length D
     * @param scale the standard deviation of the points: of the order of the target's own
     * @param count how many
     * @param seed of the points
     */
    public TargetCheck around(double[] center, double scale, int count, long seed) {
        int d = target.dimension();
        Checks.length("center", Checks.allFinite("center", center), d);
        Checks.positive("scale", scale);
        Checks.atLeast("count", count, 1);
        TargetCheck changed = copy();
        RandomStream rng = RandomStream.of(seed);
        for (int k = 0; k < count; k++) {
            double[] point = center.clone();
            double[] reach = new double[d];
            for (int i = 0; i < d; i++) {
                point[i] += scale * rng.nextGaussian();
                reach[i] = REACH * scale;
            }
            changed.points.add(point);
            changed.reaches.add(reach);
        }
        for (int i = 0; i < d; i++) {
            for (double far : STRESS) {
                for (int sign : new int[] {-1, 1}) {
                    double[] point = center.clone();
                    point[i] += sign * far * scale;
                    changed.stress.add(point);
                }
            }
        }
        return changed;
    }

    private TargetCheck copy() {
        return new TargetCheck(target, new ArrayList<>(points), new ArrayList<>(reaches), new ArrayList<>(stress));
    }

    /**
     * Runs the check: about 60 D evaluations a point for the gradient, and a tenth of a second for the time.
     *
     * @throws IllegalArgumentException if there is no point
     */
    public CheckReport run() {
        Checks.atLeast("points", points.size(), 1);
        List<Section> sections = new ArrayList<>();
        Section values = section(sections, "values");
        values.run(() -> values(values));
        Section gradient = section(sections, "gradient");
        if (target instanceof DifferentiableLogDensity differentiable) {
            gradient.run(() -> gradient(gradient, differentiable.boundCopy()));
        }
        TargetBlocks blocks = new TargetBlocks(target, rows(points));
        Section rows = section(sections, "rows");
        rows.run(() -> blocks.rows(rows));
        Section workers = section(sections, "workers");
        workers.run(() -> blocks.workers(workers));
        List<CheckReport.Measurement> times = new ArrayList<>();
        if (sections.stream().allMatch(Section::isGood)) {
            blocks.time(times);
        }
        return CheckReport.of("TargetCheck of " + target + " at " + points.size() + " points", sections, times);
    }

    private static Section section(List<Section> sections, String name) {
        Section section = new Section(name);
        sections.add(section);
        return section;
    }

    private static double[] rows(List<double[]> points) {
        int d = points.get(0).length;
        double[] z = new double[points.size() * d];
        for (int k = 0; k < points.size(); k++) {
            System.arraycopy(points.get(k), 0, z, k * d, d);
        }
        return z;
    }

    private static double value(LogDensity density, double[] z) {
        double[] out = new double[1];
        density.logDensity(z, 0, 1, out);
        return out[0];
    }

    private void values(Section s) {
        LogDensity density = target.boundCopy();
        List<double[]> all = new ArrayList<>(points);
        all.addAll(stress);
        for (double[] z : all) {
            double value = value(density, z);
            s.require(value < Double.POSITIVE_INFINITY, () -> "the log density is " + value + " at " + Checks.text(z));
            s.require(isInside(z) || value == Double.NEGATIVE_INFINITY, () -> "the log density must be -Infinity outside the support "
                    + target.support() + ", and is " + value + " at " + Checks.text(z));
        }
        s.require(points.stream().anyMatch(z -> value(density, z) > Double.NEGATIVE_INFINITY),
                () -> "the log density is -Infinity at every point: there is no mass where it was looked for");
    }

    private boolean isInside(double[] z) {
        Support support = target.support();
        boolean inside = true;
        for (int i = 0; i < z.length; i++) {
            inside &= z[i] >= support.lower(i) && z[i] <= support.upper(i);
        }
        return inside;
    }

    private void gradient(Section s, DifferentiableLogDensity density) {
        int d = target.dimension();
        double[] value = new double[1];
        double[] gradient = new double[d];
        for (int k = 0; k < points.size(); k++) {
            double[] z = points.get(k);
            density.logDensityAndGradient(z, 0, 1, value, gradient);
            double alone = value(density, z);
            s.compare(value[0], alone, 1e-12 * (1 + Math.abs(alone)),
                    () -> "logDensityAndGradient gives another log density than logDensity at " + Checks.text(z));
            for (int i = 0; i < d && Math.abs(alone) <= Double.MAX_VALUE; i++) {
                int coordinate = i;
                double[] moved = z.clone();
                NumericalDerivative numeric = NumericalDerivative.of(x -> {
                    moved[coordinate] = x;
                    return value(density, moved);
                }, z[i], reaches.get(k)[i]);
                s.compare(gradient[i], numeric, () -> "coordinate " + coordinate + " of the gradient at " + Checks.text(z));
            }
        }
    }
}
