package io.divergence.estimators.automatic;

import io.divergence.optimize.SmoothFunction;

/**
 * Minus the estimated ELBO of the mixtures about a state, on fixed sets of points, in coordinates in which the Fisher information of
 * separate parts is the identity: sqrt(w_k) times those of the {@link WhitenedFrame} of each part, then sqrt(w_k) times the logarithms of
 * the weights, all by the weights of the state. One caller.
 */
final class MixtureFrame implements SmoothFunction {
    private static final double ROOT = Math.sqrt(2);

    private final CountedTarget target;
    private final MixtureState origin;
    private final PointSet[] sets;
    private final WhitenedFrame[] frames;
    private final double[] scales;
    private final int own;
    final int size;

    MixtureFrame(CountedTarget target, MixtureState origin, PointSet[] sets) {
        this.target = target;
        this.origin = origin;
        this.sets = sets;
        int n = origin.size();
        frames = new WhitenedFrame[n];
        scales = new double[n];
        for (int k = 0; k < n; k++) {
            frames[k] = new WhitenedFrame(origin.parts()[k]);
            scales[k] = Math.sqrt(origin.weights()[k]);
        }
        own = frames[0].size;
        size = n * (own + 1);
    }

    private double[] coordinates(double[] x, int part) {
        double[] y = new double[own];
        for (int i = 0; i < own; i++) {
            y[i] = x[part * own + i] / scales[part];
        }
        return y;
    }

    /** Returns the state at x. */
    MixtureState at(double[] x) {
        int n = origin.size();
        GaussianState[] parts = new GaussianState[n];
        double[] logs = new double[n];
        for (int k = 0; k < n; k++) {
            parts[k] = GaussianState.copyOf(origin.parts()[k]);
            frames[k].at(coordinates(x, k), parts[k]);
            logs[k] = Math.log(origin.weights()[k]) + x[n * own + k] / scales[k];
        }
        return new MixtureState(parts, MixtureState.weights(logs));
    }

    @Override
    public double at(double[] x, double[] g) {
        MixtureState q = at(x);
        int n = q.size();
        for (int k = 0; k < n; k++) {
            if (!(Math.abs(q.parts()[k].logDeterminant) < Double.MAX_VALUE) || !(q.weights()[k] > Double.MIN_NORMAL)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        MixtureAverage average = MixtureAverage.of(target, q, sets);
        if (!average.isFinite()) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = 0;
        for (int k = 0; k < n; k++) {
            mean += q.weights()[k] * average.byWeight()[k];
        }
        int d = q.dimension();
        double[] part = new double[own];
        for (int k = 0; k < n; k++) {
            frames[k].gradient(coordinates(x, k), new SampleAverage(average.value(), 0, average.byMean()[k], average.byFactor()[k], 0), part);
            for (int i = 0; i < own; i++) {
                // The entropy of a part by itself, which the frame adds, is no part of F here.
                double entropy = i >= d && i < 2 * d ? 1 / ROOT : 0;
                g[k * own + i] = (part[i] + entropy) / scales[k];
            }
            g[n * own + k] = -q.weights()[k] * (average.byWeight()[k] - mean) / scales[k];
        }
        return -average.value();
    }
}
