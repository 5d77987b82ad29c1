package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimators.optima.Landscape;
import io.divergence.estimators.optima.OptimaMap;
import io.divergence.estimators.optima.Optimum;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The map of a divergence over all normal q: its optima, those of the other direction, and the landscape, coarse first and then fine. It takes
 * longer than a frame, so it is made on the side, in parts; a part that is out of date is left.
 */
final class Atlas {
    static final double LOWEST_SD = 0.15;
    private static final int[] SIZES = {16, 60};
    private static final int COLUMNS = 4;

    private final Setup setup;
    private final boolean forward;
    private final BooleanSupplier current;
    private final Runnable changed;
    private volatile ObjectNode latest;

    Atlas(Setup setup, BooleanSupplier current, Runnable changed) {
        this.setup = setup;
        forward = setup.screen().isForward();
        this.current = current;
        this.changed = changed;
        latest = Json.object().put("id", id(setup.screen())).put("done", false);
    }

    /** What the map depends on. */
    static String id(Screen s) {
        return String.join(" ", s.text(Key.P), s.text(Key.DIVERGENCE), s.text(Key.DIRECTION), s.measure() == Measure.ALPHA || s.measure() == Measure.RENYI ? s.text(Key.A) : "",
                s.text(Key.LOW), s.text(Key.HIGH));
    }

    ObjectNode latest() {
        return latest;
    }

    /** Makes the map, part by part, as long as it is wanted. */
    void make() {
        Screen screen = setup.screen();
        Measure measure = screen.measure();
        double a = screen.number(Key.A);
        UnivariateDistribution p = setup.target().value();
        if (!current.getAsBoolean()) {
            return;
        }
        ObjectNode map = latest.deepCopy();
        // The logarithm has the same contours, and tells infinite values from those beyond the range of a double.
        Discrepancy drawn = (measure == Measure.CHI_SQUARED ? Measure.LOG_CHI_SQUARED : measure).of(forward, a).value();
        landscape(map, p, drawn, SIZES[0]);
        if (!current.getAsBoolean()) {
            return;
        }
        List<Optimum> own = optima(p, measure.of(forward, a).value());
        map.put("formula", measure.formula(forward, a));
        map.set("optima", json(own));
        map.put("words", Words.of(screen, forward, own));
        publish(map);
        if (!measure.isSymmetric() && current.getAsBoolean()) {
            List<Optimum> other = optima(p, measure.of(!forward, a).value());
            map.put("otherFormula", measure.formula(!forward, a));
            map.set("otherOptima", json(other));
            map.put("otherWords", Words.of(screen, !forward, other));
            publish(map);
        }
        if (current.getAsBoolean()) {
            landscape(map, p, drawn, SIZES[1]);
        }
        if (current.getAsBoolean()) {
            publish(map.put("done", true));
        }
    }

    private void publish(ObjectNode map) {
        latest = map.deepCopy();
        changed.run();
    }

    private static List<Optimum> optima(UnivariateDistribution p, Discrepancy discrepancy) {
        return OptimaMap.of(p, discrepancy).optima();
    }

    private static ArrayNode json(List<Optimum> optima) {
        ArrayNode array = Json.array();
        for (Optimum o : optima) {
            array.addObject().put("kind", o.kind().name()).put("label", o.kind().label()).put("mean", o.mean()).put("sd", o.sd())
                    .put("value", o.value()).put("error", o.valueError());
        }
        return array;
    }

    /** Columns of equal means, a few at a time; standard deviations on a log scale. */
    private void landscape(ObjectNode map, UnivariateDistribution p, Discrepancy discrepancy, int size) {
        double low = setup.screen().number(Key.LOW);
        double high = setup.screen().number(Key.HIGH);
        double top = Math.max(2 * LOWEST_SD, (high - low) / 2.5);
        double[] means = new double[size];
        double[] sds = new double[size];
        for (int i = 0; i < size; i++) {
            double t = i / (double) (size - 1);
            means[i] = low + (high - low) * t;
            sds[i] = LOWEST_SD * Math.pow(top / LOWEST_SD, t);
        }
        ArrayNode values = Json.array();
        for (int from = 0; from < size; from += COLUMNS) {
            if (!current.getAsBoolean()) {
                return;
            }
            double[] some = java.util.Arrays.copyOfRange(means, from, Math.min(size, from + COLUMNS));
            Landscape landscape = Landscape.of(p, discrepancy, some, sds);
            for (int i = 0; i < some.length; i++) {
                for (int j = 0; j < size; j++) {
                    values.add((float) landscape.value(i, j));
                }
            }
        }
        map.set("means", Json.drawn(means));
        map.set("sds", Json.drawn(sds));
        map.set("values", values);
        publish(map);
    }

    @Override
    public String toString() {
        return Objects.toString(latest.get("id"));
    }
}
