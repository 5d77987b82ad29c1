package io.divergence.estimators.automatic;

import java.util.ArrayList;
import java.util.List;

/**
 * What a target has answered, in order: since all else is a function of the seed, a search that is fed with it takes the same way,
 * bit for bit, and goes on from where it ended. One caller.
 */
final class Recording {
    /** Numbers kept: what was answered after them is asked again, since a part from the beginning is as good a recording. */
    private static final long CAPACITY = 1L << 24;
    /** Sums in another order differ by less, other targets by more. */
    private static final double SAME = 1e-10;

    private final List<double[]> answers;
    private int next;
    private long size;
    private boolean isClosed;

    Recording(List<double[]> answers) {
        this.answers = new ArrayList<>(answers);
        for (double[] answer : answers) {
            size += answer.length;
        }
    }

    List<double[]> answers() {
        return List.copyOf(answers);
    }

    /** From here on nothing is added, and nothing replayed: what follows is no part of a search that will go on. */
    void close() {
        isClosed = true;
    }

    /** Writes the next recorded answer, if there is one. */
    boolean replay(int rows, int d, double[] log, double[] gradient) {
        if (isClosed || next >= answers.size()) {
            return false;
        }
        double[] answer = answers.get(next++);
        int expected = length(rows, d, gradient);
        if (answer.length != expected) {
            throw new IllegalArgumentException("checkpoint: an answer of " + answer.length + " numbers, must be " + expected
                    + "; it is of another fit");
        }
        System.arraycopy(answer, 0, log, 0, rows);
        if (gradient != null) {
            System.arraycopy(answer, rows, gradient, 0, rows * d);
        }
        return true;
    }

    private static int length(int rows, int d, double[] gradient) {
        return gradient == null ? rows : rows * (d + 1);
    }

    /** Whether the answer that was replayed is the first one. */
    boolean isFirst() {
        return next == 1;
    }

    /** Compares what the target says now with the first answer, unless the target was noisy even then. */
    void compare(double log) {
        double then = answers.get(0)[0];
        boolean wasNoisy = answers.size() > 1 && answers.get(1)[0] != then;
        boolean isSame = Double.compare(log, then) == 0 || Math.abs(log - then) <= SAME * (1 + Math.abs(then));
        if (!wasNoisy && !isSame) {
            throw new IllegalArgumentException("checkpoint: the target says " + log + " where it said " + then + "; it is of another fit");
        }
    }

    void add(int rows, int d, double[] log, double[] gradient) {
        int length = length(rows, d, gradient);
        if (isClosed || next < answers.size() || size + length > CAPACITY) {
            isClosed = true;
            return;
        }
        double[] answer = new double[length];
        System.arraycopy(log, 0, answer, 0, rows);
        if (gradient != null) {
            System.arraycopy(gradient, 0, answer, rows, rows * d);
        }
        answers.add(answer);
        size += length;
        next = answers.size();
    }
}
