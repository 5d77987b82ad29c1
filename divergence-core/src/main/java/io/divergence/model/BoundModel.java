package io.divergence.model;

import io.divergence.target.DifferentiableLogDensity;
import java.util.OptionalDouble;

/** A model with scratch space of its own, for one worker. */
final class BoundModel implements DifferentiableLogDensity {
    private final Model model;
    private final double[] scratch;

    BoundModel(Model model) {
        this.model = model;
        scratch = model.scratch();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        model.evaluate(z, from, to, out, null, scratch);
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        model.evaluate(z, from, to, out, gradient, scratch);
    }

    @Override
    public DifferentiableLogDensity boundCopy() {
        return model.boundCopy();
    }

    @Override
    public OptionalDouble logNormalizer() {
        return model.logNormalizer();
    }

    @Override
    public String toString() {
        return model.toString();
    }
}
