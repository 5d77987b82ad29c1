package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Adam: m &lt;- b1 m + (1 - b1) g; s &lt;- b2 s + (1 - b2) g^2; phi &lt;- phi - rate mhat/(sqrt shat + epsilon), with both
 * moments corrected for their start at zero; and AMSGrad, which divides by the largest s so far. Immutable.
 *
 * <p>References: D. Kingma, J. Ba, ICLR 2015; S. Reddi, S. Kale, S. Kumar, ICLR 2018.
 *
 * @param schedule the rate
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root
 * @param variant Adam or AMSGrad
 */
public record Adam(Schedule schedule, double beta1, double beta2, double epsilon, Variant variant)
        implements MomentOptimizer {

    /** What the step is divided by. */
    public enum Variant {
        /** The root of the second moment. */
        ADAM,
        /** The root of the largest second moment so far. */
        AMSGRAD
    }

    /** Checks the arguments. */
    public Adam {
        Checks.notNull("schedule", schedule);
        Checks.notNull("variant", variant);
        Checks.positive("epsilon", epsilon);
        if (!(beta1 >= 0 && beta1 < 1)) {
            throw Checks.illegal("beta1", beta1, "must lie in [0, 1)");
        }
        if (!(beta2 >= 0 && beta2 < 1)) {
            throw Checks.illegal("beta2", beta2, "must lie in [0, 1)");
        }
    }

    /** Returns Adam with rate 0.01, betas 0.9 and 0.999, and epsilon 1e-8. */
    public static Adam withDefaults() {
        return new Adam(Schedule.constant(0.01), 0.9, 0.999, 1e-8, Variant.ADAM);
    }

    /** Returns AMSGrad with the same numbers. */
    public static Adam amsGrad() {
        return new Adam(Schedule.constant(0.01), 0.9, 0.999, 1e-8, Variant.AMSGRAD);
    }

    /** Returns this rule with another constant rate. */
    public Adam withRate(double rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /** Returns this rule with another schedule. */
    public Adam withSchedule(Schedule schedule) {
        return new Adam(schedule, beta1, beta2, epsilon, variant);
    }

    /** Returns this rule with other decays. */
    public Adam withBetas(double beta1, double beta2) {
        return new Adam(schedule, beta1, beta2, epsilon, variant);
    }

    /** m and s, for AMSGrad the largest s, and the running products b1^t and b2^t. */
    @Override
    public int stateSize(int n) {
        return moments() * n + 2;
    }

    @Override
    public int moments() {
        return variant == Variant.ADAM ? 2 : 3;
    }

    @Override
    public void init(double[] phi, double[] state) {
        int end = stateSize(phi.length);
        Arrays.fill(state, 0, end, 0);
        state[end - 2] = 1;
        state[end - 1] = 1;
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        int n = phi.length;
        int end = stateSize(n);
        advance(state, end - 2);
        double rate = schedule.rate(step) / (1 - state[end - 2]);
        double secondCorrection = 1 / (1 - state[end - 1]);
        for (int i = 0; i < n; i++) {
            double g = gradient[i];
            double m = beta1 * state[i] + (1 - beta1) * g;
            double s = beta2 * state[n + i] + (1 - beta2) * g * g;
            state[i] = m;
            state[n + i] = s;
            if (variant == Variant.AMSGRAD) {
                s = Math.max(s, state[2 * n + i]);
                state[2 * n + i] = s;
            }
            phi[i] -= rate * m / (Math.sqrt(s * secondCorrection) + epsilon);
        }
    }

    @Override
    public void begin(long step, double[] numbers) {
        advance(numbers, 0);
    }

    @Override
    public void move(long step, int from, int to, double[] gradient, double[] phi, double[][] moments, double[] numbers) {
        double rate = schedule.rate(step) / (1 - numbers[0]);
        double secondCorrection = 1 / (1 - numbers[1]);
        if (variant == Variant.AMSGRAD) {
            moveByLargest(from, to, rate, secondCorrection, gradient, phi, moments[0], moments[1], moments[2]);
        } else {
            move(from, to, rate, secondCorrection, gradient, phi, moments[0], moments[1]);
        }
    }

    private void move(int from, int to, double rate, double secondCorrection, double[] gradient, double[] phi, double[] first,
            double[] second) {
        double b1 = beta1;
        double b2 = beta2;
        double eps = epsilon;
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double m = b1 * first[i] + (1 - b1) * g;
            double s = b2 * second[i] + (1 - b2) * g * g;
            first[i] = m;
            second[i] = s;
            phi[i] -= rate * m / (Math.sqrt(s * secondCorrection) + eps);
        }
    }

    private void moveByLargest(int from, int to, double rate, double secondCorrection, double[] gradient, double[] phi, double[] first,
            double[] second, double[] largest) {
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double m = beta1 * first[i] + (1 - beta1) * g;
            double s = beta2 * second[i] + (1 - beta2) * g * g;
            first[i] = m;
            second[i] = s;
            largest[i] = Math.max(s, largest[i]);
            phi[i] -= rate * m / (Math.sqrt(largest[i] * secondCorrection) + epsilon);
        }
    }

    /** Goes on to the next powers of the decays, which correct the moments. */
    private void advance(double[] powers, int at) {
        powers[at] = power(powers[at], beta1);
        powers[at + 1] = power(powers[at + 1], beta2);
    }

    /** The next power, or 0 where it says nothing any more: a subnormal number would slow down every step from there on. */
    private static double power(double before, double beta) {
        double next = before * beta;
        return next < 1e-100 ? 0 : next;
    }
}
