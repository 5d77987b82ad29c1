package io.divergence.estimators.montecarlo;

import io.divergence.estimate.GradientEstimate;
import io.divergence.parallel.BlockTask;

/**
 * Gradients without log ratios, by a {@link Shortcut}; the value, errors and weights are computed when they are asked for, by the
 * general way. Where a block has no shortcut at this step, all rows go that way. Which way is taken depends on the rows only. One caller.
 */
final class DirectGradient implements GradientEstimate.Details {
    private final SampledObjective objective;
    private final Shortcut shortcut;
    /** Which blocks have been measured by the shortcut. */
    private final boolean[] measured;
    private final BlockTask adding = this::addBlock;
    private final BlockTask measuring = this::measureBlock;
    private final GradientEstimate.Details value = this::setValue;
    /** Whether the last gradient has come this way. */
    private boolean done;
    private boolean caughtUp;

    DirectGradient(SampledObjective objective, Shortcut shortcut) {
        this.objective = objective;
        this.shortcut = shortcut;
        measured = new boolean[objective.blocks];
    }

    boolean isDone() {
        return done;
    }

    /** Measures the rows [from, to), and adds them to the gradient if it needs no others; whether that was possible. */
    boolean measure(int worker, int block, int from, int to) {
        measured[block] = shortcut.measure(worker, from, to);
        if (measured[block] && shortcut.isOneRound()) {
            addBlock(worker, block);
        }
        return measured[block];
    }

    void begin() {
        done = false;
    }

    /** Writes the gradient, and returns true; or measures all rows the general way, and returns false. */
    boolean gradient(GradientEstimate out) {
        caughtUp = false;
        done = areAllMeasured() && shortcut.prepare();
        if (done && !shortcut.isOneRound()) {
            objective.runner.run(objective.blocks, adding);
        }
        done = done && objective.sum.reduce();
        if (!done) {
            objective.runner.run(objective.blocks, measuring);
            return false;
        }
        out.setGradientFinite();
        objective.complete(out);
        double atOnce = shortcut.valueAtOnce();
        out.setValue(atOnce, Double.NaN, objective.errorKind(), objective.meaning());
        if (!(Math.abs(atOnce) <= Double.MAX_VALUE)) {
            out.deferValue(value);
        }
        out.defer(this);
        return true;
    }

    private boolean areAllMeasured() {
        for (boolean m : measured) {
            if (!m) {
                return false;
            }
        }
        return true;
    }

    private void addBlock(int worker, int block) {
        int from = block * SampledObjective.BLOCK;
        shortcut.multipliers(from, objective.end(block), objective.sum.multipliers());
        objective.sum.add(worker, block);
    }

    private void measureBlock(int worker, int block) {
        if (measured[block]) {
            int from = block * SampledObjective.BLOCK;
            objective.follow(worker);
            shortcut.logDensities(worker, from, objective.end(block));
            objective.convert(worker, block);
        }
    }

    private void setValue(GradientEstimate out) {
        double direct = shortcut.value();
        out.setValue(Double.isNaN(direct) ? catchUp() : direct, Double.NaN, objective.errorKind(), objective.meaning());
    }

    /** Weighs all rows the general way, unless it has been done, and returns the value. */
    double catchUp() {
        if (!caughtUp) {
            caughtUp = true;
            objective.runner.run(objective.blocks, measuring);
        }
        return objective.catchUp();
    }

    @Override
    public void complete(GradientEstimate out) {
        catchUp();
        objective.errors.complete(out);
    }
}
