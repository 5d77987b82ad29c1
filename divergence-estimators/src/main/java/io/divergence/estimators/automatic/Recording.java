package io.divergence.estimators.automatic;

import java.util.ArrayList;
import java.util.List;

/**
 * What a target has answered, in order: since all else is a function of the seed, a search that is fed with it takes the same way,
 * bit for bit, and goes on from where it ended. One caller.
 */
final class Recording {
    private final List<double[]> answers;
    private int next;

    Recording(List<double[]> answers) {
        this.answers = new ArrayList<>(answers);
    }

    List<double[]> answers() {
        return List.copyOf(answers);
    }

    /** Writes the next recorded answer, if there is one. */
    boolean replay(int rows, int d, double[] log, double[] gradient) {
        if (next >= answers.size()) {
            return false;
        }
        double[] answer = answers.get(next++);
        if (answer.length != rows * (d + 1)) {
            throw new IllegalArgumentException("checkpoint: an answer of " + answer.length + " numbers, must be " + rows * (d + 1)
                    + "; it is of another fit");
        }
        System.arraycopy(answer, 0, log, 0, rows);
        System.arraycopy(answer, rows, gradient, 0, rows * d);
        return true;
    }

    void add(int rows, int d, double[] log, double[] gradient) {
        double[] answer = new double[rows * (d + 1)];
        System.arraycopy(log, 0, answer, 0, rows);
        System.arraycopy(gradient, 0, answer, rows, rows * d);
        answers.add(answer);
        next = answers.size();
    }
}
