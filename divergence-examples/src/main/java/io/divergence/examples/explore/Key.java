package io.divergence.examples.explore;

import io.divergence.math.Checks;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the state of the page consists of: names as in the address, defaults, and the rule of each. */
enum Key {
    /** The target's modes. */
    P("p", "0.5:-3:0.9,0.5:2:0.7", true, text -> Mode.text(Mode.list("p", text))),
    /** Where q starts. */
    Q("q", "1:0.6:1.3", true, text -> Mode.text(Mode.list("q", text))),
    /** Where Restart goes back to: q itself if empty. */
    HOME("home", "", false, text -> text.isEmpty() ? "" : Mode.text(Mode.list("home", text))),
    PARAMETERS("par", "mu-logsigma", true,
            choice("par", "mu-sigma", "mu-variance", "mu-logsigma", "mu-tau", "natural", "fixed", "mixture")),
    DIVERGENCE("d", "kl", true, text -> Measure.of(text).key()),
    A("a", "0.5", true, real("a", -20, 20)),
    DIRECTION("dir", "reverse", true, choice("dir", "forward", "reverse")),
    METHOD("by", "exact", true, choice("by", "exact", "score", "path", "reparam", "entropy")),
    SAMPLES("k", "64", true, whole("k", 1, 10_000)),
    WEIGHTS("weights", "centred", true, choice("weights", "centred", "uncentred")),
    BASELINE("baseline", "default", true, choice("baseline", "default", "none", "mean", "loo", "optimal")),
    POINTS("points", "independent", true, choice("points", "independent", "antithetic", "matched", "sobol")),
    SEED("seed", "1", true, whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)),
    OPTIMIZER("opt", "averaged", true, choice("opt", "gd", "momentum", "averaged", "nesterov", "adam", "amsgrad", "rmsprop", "adagrad")),
    NATURAL("natural", "1", true, choice("natural", "0", "1")),
    RATE("rate", "0.08", true, real("rate", -1e6, 1e6)),
    MOMENTUM("m", "0.9", true, real("m", 0, 0.99999)),
    DECAY("decay", "0.001", true, real("decay", 0, 1e3)),
    CLIP("clip", "5", true, real("clip", 0, 1e9)),
    EDGE("edge", "stop", true, choice("edge", "stop", "project")),
    /** The same fit in the other direction, as a race. */
    TWIN("twin", "0", true, choice("twin", "0", "1")),
    /** Steps taken from the start. */
    STEPS("n", "0", false, whole("n", 0, 1_000_000_000_000L)),
    /** Steps per second; 0: as fast as it goes. */
    SPEED("v", "30", false, real("v", 0, 1e6)),
    LOW("lo", "-8", false, real("lo", -1e4, 1e4)),
    HIGH("hi", "7", false, real("hi", -1e4, 1e4)),
    /** Whether p is hidden, for fitting by hand. */
    HIDDEN("hide", "0", false, choice("hide", "0", "1"));

    /** The choices of the estimator. */
    static final List<String> METHODS = List.of("exact", "score", "path", "reparam", "entropy");

    /** The largest number of steps in an address. */
    static final long MOST_STEPS = 1_000_000_000_000L;

    private final String label;
    private final String preset;
    private final boolean restarts;
    private final UnaryOperator<String> rule;

    Key(String label, String preset, boolean restarts, UnaryOperator<String> rule) {
        this.label = label;
        this.preset = preset;
        this.restarts = restarts;
        this.rule = rule;
    }

    String label() {
        return label;
    }

    String preset() {
        return preset;
    }

    /** Whether a change of it begins another run. */
    boolean restarts() {
        return restarts;
    }

    /** The same text in its one form; an error that names the key otherwise. */
    String canonical(String text) {
        return rule.apply(text);
    }

    static Key of(String label) {
        for (Key key : values()) {
            if (key.label.equals(label)) {
                return key;
            }
        }
        throw Checks.illegal("name", Mode.shortened(label), "must be part of the state: " + List.of(values()).stream().map(Key::label).toList());
    }

    private static UnaryOperator<String> choice(String name, String... choices) {
        Set<String> all = Set.of(choices);
        return text -> {
            if (!all.contains(text)) {
                throw Checks.illegal(name, Mode.shortened(text), "must be one of " + String.join(", ", choices));
            }
            return text;
        };
    }

    private static UnaryOperator<String> real(String name, double low, double high) {
        return text -> Mode.plain(Checks.inRange(name, Mode.real(name, text), low, high));
    }

    private static UnaryOperator<String> whole(String name, long low, long high) {
        return text -> {
            long value;
            try {
                value = Long.parseLong(text.trim());
            } catch (NumberFormatException e) {
                throw Checks.illegal(name, Mode.shortened(text), "must be a whole number");
            }
            if (value < low || value > high) {
                throw Checks.illegal(name, value, "must be from " + low + " to " + high);
            }
            return Long.toString(value);
        };
    }
}
