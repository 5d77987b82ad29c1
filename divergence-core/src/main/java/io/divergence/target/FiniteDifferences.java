package io.divergence.target;

/** Gradients by central differences. It owns the block of displaced points: one copy per worker. */
final class FiniteDifferences implements DifferentiableLogDensity, StepDependent {
    /** The step that balances truncation (h^2) and rounding (eps/h): the cube root of the machine's epsilon. */
    private static final double STEP = Math.cbrt(Math.ulp(1.0));
    private final LogDensity target;
    private final double[] points;
    private final double[] values;

    FiniteDifferences(LogDensity target) {
        this.target = target;
        int d = target.dimension();
        points = new double[2 * d * d];
        values = new double[2 * d];
    }

    @Override
    public int dimension() {
        return target.dimension();
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        target.logDensity(z, from, to, out);
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        target.logDensity(z, from, to, out);
        int d = target.dimension();
        for (int k = from; k < to; k++) {
            for (int row = 0; row < 2 * d; row++) {
                System.arraycopy(z, k * d, points, row * d, d);
            }
            for (int i = 0; i < d; i++) {
                double h = STEP * Math.max(1, Math.abs(z[k * d + i]));
                points[2 * i * d + i] += h;
                points[(2 * i + 1) * d + i] -= h;
            }
            target.logDensity(points, 0, 2 * d, values);
            for (int i = 0; i < d; i++) {
                double width = points[2 * i * d + i] - points[(2 * i + 1) * d + i];
                gradient[k * d + i] = (values[2 * i] - values[2 * i + 1]) / width;
            }
        }
    }

    @Override
    public void prepare(long step) {
        StepDependent.prepare(target, step);
    }

    @Override
    public boolean differsByStep() {
        return StepDependent.differsByStep(target);
    }

    @Override
    public DifferentiableLogDensity boundCopy() {
        return new FiniteDifferences(target.boundCopy());
    }

    @Override
    public String toString() {
        return "finite differences of " + Informed.text(target);
    }
}
