package io.divergence.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The states that a method has passed through, thinned out geometrically, with the gradients used so far. */
final class Trail {
    private static final double RATIO = 1.08;

    /** N(mean, L L^T) and the gradients that it took to get there. */
    record State(long gradients, double[] mean, double[] factor) {
    }

    private final List<State> states = new ArrayList<>();
    private final boolean all;
    private long next;
    /** What the method said in the end. */
    String ending = "";
    boolean claims;
    long stop;
    /** Whether it has arrived for good: the method need not go on. */
    boolean isDone;
    private Predicate<State> enough = state -> false;

    private Trail(boolean all) {
        this.all = all;
    }

    /** For a method that takes few steps. */
    static Trail ofAll() {
        return new Trail(true);
    }

    static Trail thinned() {
        return new Trail(false);
    }

    /** Returns this trail, which is done as soon as a state is as wanted. */
    Trail until(Predicate<State> wanted) {
        enough = wanted;
        return this;
    }

    boolean wants(long gradients) {
        return all || gradients >= next;
    }

    void add(long gradients, double[] mean, double[] factor) {
        State state = new State(gradients, mean, factor);
        states.add(state);
        isDone |= enough.test(state);
        next = (long) Math.ceil(gradients * RATIO);
    }

    List<State> states() {
        return states;
    }

    State last() {
        return states.get(states.size() - 1);
    }

    /** The gradients of the first state that is within a tolerance of the best. */
    OptionalLong arrival(ElboJudge judge, double best, double tolerance) {
        return first(judge, best, tolerance).stream().mapToLong(i -> states.get(i).gradients()).findFirst();
    }

    private OptionalInt first(ElboJudge judge, double best, double tolerance) {
        for (int i = 0; i < states.size(); i++) {
            State s = states.get(i);
            if (judge.isWithin(s.mean(), s.factor(), best, tolerance)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
