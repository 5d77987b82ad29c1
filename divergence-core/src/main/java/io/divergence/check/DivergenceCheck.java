package io.divergence.check;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * Checks whether the functions of a divergence belong together: the generator is canonical, not negative and convex;
 * h = f - df/dl and k = -dh/dl by finite differences for l in [-30, 30]; no NaN at any l, the infinities among them, and
 * no infinity where the value is in the range of a double; reversal; the expansions, if they are known; and what is said
 * of the normaliser. Allowances follow from rounding. Immutable and thread-safe.
 *
 * <pre>{@code
 * CheckReport report = DivergenceCheck.of(divergence).run();
 * System.out.println(report);
 * }</pre>
 */
public final class DivergenceCheck {
    private static final double REACH = 0.25;
    /** An odd number of intervals, so that l = 0, where there may be a corner, is between two points. */
    private static final int INTERVALS = 97;
    /** Rounding of a few operations on numbers of the size of the result. */
    private static final double ROUNDING = 1e-14;

    private final Divergence d;
    private final List<Section> sections = new ArrayList<>();

    private DivergenceCheck(Divergence divergence) {
        d = divergence;
    }

    /** Returns the check of a divergence. */
    public static DivergenceCheck of(Divergence divergence) {
        return new DivergenceCheck(Checks.notNull("divergence", divergence));
    }

    /** Runs the check: about 20,000 evaluations. */
    public CheckReport run() {
        DivergenceCheck run = new DivergenceCheck(d);
        run.section("defined", s -> new DivergenceRange(d, s).defined());
        run.section("limits", s -> new DivergenceRange(d, s).limits());
        run.section("canonical", run::canonical);
        run.section("f not negative", run::notNegative);
        run.section("k not negative", run::pathWeightNotNegative);
        run.section("convex", run::convex);
        run.section("score weight", run::scoreWeight);
        run.section("path weight", run::pathWeight);
        run.section("slope", run::slope);
        run.section("reversed", run::reversed);
        run.section("expansions", s -> new DivergenceRange(d, s).expansions());
        run.section("normaliser effect", run::normalizerEffect);
        return CheckReport.of("DivergenceCheck of " + d.name(), run.sections, run.nearOne());
    }

    private void section(String name, Consumer<Section> part) {
        Section section = new Section(name);
        sections.add(section);
        section.run(() -> part.accept(section));
    }

    static double[] grid() {
        double[] l = new double[INTERVALS + 1];
        for (int i = 0; i <= INTERVALS; i++) {
            l[i] = -30 + 60.0 * i / INTERVALS;
        }
        return l;
    }

    private double reach(double l) {
        return d.isSmooth() ? REACH : Math.min(REACH, Math.abs(l) / 2);
    }

    private NumericalDerivative derivative(DoubleUnaryOperator f, double l) {
        return NumericalDerivative.ofKnownScale(f, l, reach(l));
    }

    private void canonical(Section s) {
        s.compare(d.generator(0), 0, ROUNDING, () -> "f(1)");
        s.compare(d.scoreWeight(0), 0, ROUNDING, () -> "h(0) = f(1) - f'(1)");
        if (d.isSmooth()) {
            NumericalDerivative slope = derivative(d::generator, 0);
            s.compare(0, slope, () -> "f'(1) must be 0 (add c (u - 1) to f, and -c to h), but it is "
                    + slope.value() + "; it");
        }
    }

    private void notNegative(Section s) {
        for (double l : grid()) {
            s.require(d.generator(l) >= -ROUNDING * (1 + Math.exp(l)), () -> "f = " + d.generator(l) + " at l = " + l);
        }
    }

    private void pathWeightNotNegative(Section s) {
        for (double l : d.isSmooth() ? grid() : new double[0]) {
            s.require(d.pathWeight(l) >= 0, () -> "k = u^2 f'' = " + d.pathWeight(l) + " at l = " + l);
        }
    }

    /** The slopes between neighbours, in u, never fall by more than the rounding of f makes them. */
    private void convex(Section s) {
        double[] l = grid();
        double last = Double.NEGATIVE_INFINITY;
        double lastRounding = 0;
        for (int i = 1; i < l.length; i++) {
            double f0 = d.generator(l[i - 1]);
            double f1 = d.generator(l[i]);
            double width = Math.exp(l[i - 1]) * Math.expm1(l[i] - l[i - 1]);
            double slope = (f1 - f0) / width;
            double rounding = ROUNDING * (1 + Math.abs(f0) + Math.abs(f1)) / width;
            double before = last;
            double at = l[i - 1];
            s.require(slope >= before - rounding - lastRounding,
                    () -> "f' falls from " + before + " to " + slope + " about l = " + at);
            last = slope;
            lastRounding = rounding;
        }
    }

    private void scoreWeight(Section s) {
        for (double l : grid()) {
            NumericalDerivative slope = derivative(d::generator, l);
            double f = d.generator(l);
            double expected = f - slope.value();
            NumericalDerivative h = new NumericalDerivative(
                    expected, slope.error() + ROUNDING * (Math.abs(f) + Math.abs(slope.value())), slope.reach(), slope.height());
            s.compare(d.scoreWeight(l), h, () -> "h must be f - df/dl; at l = " + l + " h");
        }
    }

    private void pathWeight(Section s) {
        if (!d.isSmooth()) {
            s.require(refusesPathWeight(), () -> "isSmooth() is false, but pathWeight does not throw UnsupportedOperationException");
            return;
        }
        for (double l : grid()) {
            s.compare(-d.pathWeight(l), derivative(d::scoreWeight, l), () -> "k must be -dh/dl; at l = " + l + " -k");
        }
    }

    private boolean refusesPathWeight() {
        try {
            d.pathWeight(1);
            return false;
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }

    private void slope(Section s) {
        for (double l : grid()) {
            double f = d.generator(l);
            double h = d.scoreWeight(l);
            s.compare(d.slope(l), f - h, 1e-13 * (1 + Math.abs(f) + Math.abs(h)), () -> "slope must be f - h; at l = " + l);
        }
    }

    private void reversed(Section s) {
        Divergence r = d.reversed();
        Divergence twice = r.reversed();
        for (double l : grid()) {
            double f = d.generator(-l);
            double h = d.scoreWeight(-l);
            double u = Math.exp(l);
            s.compare(r.generator(l), u * f, 1e-12 * (1 + u * Math.abs(f)), () -> "f* must be e^l f(-l); at l = " + l);
            double reversedWeight = u * d.slope(-l);
            double allowed = 1e-11 * (1 + Math.abs(reversedWeight)) + ROUNDING * u * (Math.abs(f) + Math.abs(h));
            s.compare(r.scoreWeight(l), reversedWeight, allowed,
                    () -> "h* must be e^l (f(-l) - h(-l)); at l = " + l);
            same(s, "f", twice.generator(l), d.generator(l), l);
            same(s, "h", twice.scoreWeight(l), d.scoreWeight(l), l);
            if (d.isSmooth()) {
                double k = u * d.pathWeight(-l);
                s.compare(r.pathWeight(l), k, 1e-12 * (1 + Math.abs(k)), () -> "k* must be e^l k(-l); at l = " + l);
                same(s, "k", twice.pathWeight(l), d.pathWeight(l), l);
            }
        }
    }

    private static void same(Section s, String function, double actual, double expected, double l) {
        s.compare(actual, expected, 1e-12 * (1 + Math.abs(expected)), () -> "reversed twice must be the same; " + function + " at l = " + l);
    }

    /** If log Z = c multiplies the gradient by e^(a c), then k(l + c) = e^(a c) k(l), and differences of h alike. */
    private void normalizerEffect(Section s) {
        NormalizerEffect effect = d.normalizerEffect();
        if (effect.kind() == NormalizerEffect.Kind.CHANGES_GRADIENT) {
            return;
        }
        double c = 0.75;
        double factor = Math.exp(effect.degree() * c);
        for (double l = -19.6; l < 20; l += 2.8) {
            double at = l;
            double difference = factor * (d.scoreWeight(l + 1) - d.scoreWeight(l));
            double rounding = ROUNDING * (1 + factor) * (Math.abs(d.scoreWeight(l + 1)) + Math.abs(d.scoreWeight(l)))
                    + 1e-12 * Math.abs(difference);
            s.compare(d.scoreWeight(l + 1 + c) - d.scoreWeight(l + c), difference, rounding + 1e-13,
                    () -> "with p times Z the gradient must be Z^" + effect.degree() + " times what it was; h(l + 1) - h(l) at l = " + at);
        }
    }

    /** How well f keeps its digits where p is close to q: f(l) + f(-l) = k(0) l^2 (1 + O(l^2)). */
    private List<CheckReport.Measurement> nearOne() {
        List<CheckReport.Measurement> list = new ArrayList<>();
        if (d.isSmooth()) {
            try {
                double l = 1e-6;
                double value = (d.generator(l) + d.generator(-l)) / (d.pathWeight(0) * l * l);
                list.add(new CheckReport.Measurement("relative error of f at |l| = 1e-6", Math.abs(value - 1), ""));
            } catch (RuntimeException e) {
                // Reported as a finding by the sections above.
                return list;
            }
        }
        return list;
    }
}
