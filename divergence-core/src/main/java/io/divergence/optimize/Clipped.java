package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * Scales a gradient whose Euclidean norm exceeds a maximum down to it, before another rule sees it. Immutable.
 *
 * @param inner the other rule
 * @param maxNorm the largest norm
 */
public record Clipped(Optimizer inner, double maxNorm) implements Optimizer {

    /** Checks the arguments. */
    public Clipped {
        Checks.notNull("inner", inner);
        Checks.positive("maxNorm", maxNorm);
        if (inner instanceof AveragingOptimizer) {
            throw Checks.illegal("inner", inner, "must not average: put the averaging outside, Averaged.of(Clipped...)");
        }
        if (inner.needsPlainGradient()) {
            throw Checks.illegal("inner", inner, "needs the gradient as it is: it cannot be clipped before");
        }
    }

    /** Returns a rule that clips. */
    public static Clipped of(Optimizer inner, double maxNorm) {
        return new Clipped(inner, maxNorm);
    }

    @Override
    public int stateSize(int n) {
        return inner.stateSize(n);
    }

    @Override
    public void init(double[] phi, double[] state) {
        inner.init(phi, state);
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        double sum = 0;
        for (double g : gradient) {
            sum += g * g;
        }
        double norm = Math.sqrt(sum);
        double factor = norm > maxNorm ? maxNorm / norm : 1;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= factor;
        }
        inner.step(step, gradient, phi, state);
    }
}
