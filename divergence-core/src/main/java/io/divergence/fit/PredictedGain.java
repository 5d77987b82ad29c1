package io.divergence.fit;

import io.divergence.family.FisherGeometry;
import java.util.Arrays;

/**
 * Ends a fit when g^T F^-1 g/2 of the mean gradient of a window is within a tolerance. State: the sums of the gradient, and their number.
 *
 * @param geometry the family
 * @param window steps
 * @param nats tolerance
 */
record PredictedGain(FisherGeometry geometry, int window, double nats) implements StoppingRule {
    @Override
    public int stateSize(int n) {
        return n + 1;
    }

    @Override
    public Termination test(FitStep step, double[] state, int offset) {
        double[] g = step.estimate().gradient();
        int n = g.length;
        for (int i = 0; i < n; i++) {
            state[offset + i] += g[i] / window;
        }
        if (++state[offset + n] < window) {
            return null;
        }
        double[] mean = Arrays.copyOfRange(state, offset, offset + n);
        double[] newton = new double[n];
        geometry.applyInverseFisher(step.phi(), mean, newton);
        Arrays.fill(state, offset, offset + n + 1, 0);
        double gain = 0;
        for (int i = 0; i < n; i++) {
            gain += 0.5 * mean[i] * newton[i];
        }
        return gain >= 0 && gain <= nats
                ? new Termination.Converged("the predicted remaining gain " + gain + " is within " + nats + " nats")
                : null;
    }
}
