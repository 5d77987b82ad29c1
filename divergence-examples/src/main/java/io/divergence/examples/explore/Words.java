package io.divergence.examples.explore;

import io.divergence.estimators.optima.Optimum;
import java.util.List;
import java.util.Locale;

/** Sentences made of numbers. */
final class Words {
    private Words() {
    }

    /** What the optima of a divergence say. */
    static String of(Screen screen, boolean forward, List<Optimum> optima) {
        String name = screen.measure().formula(forward, screen.number(Key.A));
        if (optima.isEmpty()) {
            return name + " has no minimum over all normal q that was found: it is infinite everywhere, or flat.";
        }
        Optimum best = optima.get(0);
        String at = "N(" + fixed(best.mean()) + ", " + fixed(best.sd()) + "\u00b2), where it is " + brief(best.value());
        if (best.kind() == Optimum.Kind.BOUNDARY_INFIMUM) {
            return name + " has no minimum: its infimum lies on the edge of where it is finite, at \u03c3 = " + fixed(best.sd()) + ".";
        }
        long global = optima.stream().filter(o -> o.kind() == Optimum.Kind.GLOBAL_MIN).count();
        long local = optima.size() - global;
        String first = global > 1 ? name + " is least at " + global + " places at once, one of them " + at
                : name + " is least at " + at;
        return first + (local == 0 ? global > 1 ? "." : "; it has no other minimum." : local == 1 ? "; there is one more local minimum to get stuck in."
                : "; there are " + local + " more local minima to get stuck in.");
    }

    static String fixed(double x) {
        return String.format(Locale.ROOT, "%.2f", x + 0.0).replace('-', '\u2212');
    }

    static String brief(double x) {
        return Double.isInfinite(x) ? "infinite" : Math.abs(x) < 1e-13 ? "zero" : Math.abs(x) >= 1e5 || x != 0 && Math.abs(x) < 1e-3 ? String.format(Locale.ROOT, "%.2e", x)
                : String.format(Locale.ROOT, "%.4f", x);
    }
}
