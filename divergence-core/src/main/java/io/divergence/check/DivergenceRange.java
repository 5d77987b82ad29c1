package io.divergence.check;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** A divergence far out: where it must be finite, its limits, its expansions. */
final class DivergenceRange {
    private static final double[] FAR = {40, 60, 100, 150, 200, 250, 300, 400, 500, 600, 700, 709, 710, 745, 750, 800, 1000, 1e4, 1e6};
    /** Below this logarithm a value is in the range of a double, with room for the intermediate steps of a formula. */
    private static final double LOG_LARGEST = 690;
    private static final double[] EXPANDED = {40, 52, 60, 120};

    private final Divergence d;
    private final Section section;
    private final Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();

    DivergenceRange(Divergence divergence, Section section) {
        d = divergence;
        this.section = section;
        functions.put("generator", d::generator);
        functions.put("scoreWeight", d::scoreWeight);
        if (d.isSmooth()) {
            functions.put("pathWeight", d::pathWeight);
        }
    }

    /** Finite for |l| up to 30; beyond, never NaN, and infinite only where the value overflows. */
    void defined() {
        for (Map.Entry<String, DoubleUnaryOperator> function : functions.entrySet()) {
            for (double l : DivergenceCheck.grid()) {
                requireFinite(function, l);
            }
            requireFinite(function, 0);
            for (int sign : new int[] {1, -1}) {
                outward(function, sign);
            }
        }
    }

    private void requireFinite(Map.Entry<String, DoubleUnaryOperator> function, double l) {
        double value = function.getValue().applyAsDouble(l);
        section.require(Math.abs(value) <= Double.MAX_VALUE, () -> function.getKey() + " is " + value + " at l = " + l);
    }

    private void outward(Map.Entry<String, DoubleUnaryOperator> function, int sign) {
        double last = 25;
        double at = 30;
        double logLast = Math.log(Math.abs(function.getValue().applyAsDouble(sign * last)));
        double logAt = Math.log(Math.abs(function.getValue().applyAsDouble(sign * at)));
        for (double far : FAR) {
            double l = sign * far;
            double value = function.getValue().applyAsDouble(l);
            // The logarithm grows in a straight line, but for powers of l.
            double expected = logAt + Math.max(0, (logAt - logLast) / (at - last)) * (far - at);
            boolean mayOverflow = expected > LOG_LARGEST;
            section.require(Math.abs(value) <= Double.MAX_VALUE || (Double.isInfinite(value) && mayOverflow),
                    () -> function.getKey() + " is " + value + " at l = " + l
                            + (mayOverflow ? "" : ", where it should be about e^" + Math.round(expected)));
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                return;
            }
            last = at;
            logLast = logAt;
            at = far;
            logAt = Math.log(Math.abs(value));
        }
    }

    /** Not NaN at the infinities, and what the function tends to. */
    void limits() {
        for (Map.Entry<String, DoubleUnaryOperator> function : functions.entrySet()) {
            for (int sign : new int[] {1, -1}) {
                double limit = function.getValue().applyAsDouble(sign * Double.POSITIVE_INFINITY);
                String where = function.getKey() + " at l = " + (sign > 0 ? "+" : "-") + "infinity";
                section.require(!Double.isNaN(limit), () -> where + " is NaN");
                double near = function.getValue().applyAsDouble(sign * 1000);
                double far = function.getValue().applyAsDouble(sign * 2000);
                if (near == far) {
                    section.compare(limit, far, 1e-9 * (1 + Math.abs(far)), () -> where);
                }
            }
        }
    }

    /** The expansions agree with the functions to rounding. */
    void expansions() {
        for (double l : EXPANDED) {
            compare("atInfinity", d.atInfinity(), l);
            compare("atZero", d.atZero(), -l);
        }
    }

    private void compare(String name, Expansion e, double l) {
        if (!e.isKnown()) {
            return;
        }
        // Exponents near 0 and 1 have terms that cancel: their sum is as good as their size allows.
        double size = 0;
        for (Expansion.Term t : e.terms()) {
            size += Math.exp(t.exponent() * l) * (Math.abs(t.constant()) + Math.abs(t.linear() * l));
        }
        String where = " by " + name + "() at l = " + l;
        section.compare(e.scaled(l, 0), d.generator(l), 1e-13 * size, () -> "f" + where);
        section.compare(e.scoreWeight().scaled(l, 0), d.scoreWeight(l), 1e-13 * size, () -> "h" + where);
        if (d.isSmooth()) {
            section.compare(e.scoreWeight().minusDerivative().scaled(l, 0), d.pathWeight(l), 1e-12 * size, () -> "k" + where);
        }
    }
}
