package io.divergence.target;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * log p~(z) = log prior(z) + SUM_n term(n, z) over N rows of data, of which a step of a Monte Carlo fit sees only some:
 * log prior(z) + S SUM_(n in batch) term(n, z), with S = ceil(N/B) batches an epoch.
 *
 * <p>An epoch visits each row once, in an order that is shuffled anew from (seed, epoch). Its batches have floor(N/S) or ceil(N/S) rows,
 * which is at most B, and where the longer ones lie is random. So value and gradient at any z are unbiased in two ways: the mean over the
 * S steps of any epoch is the full sum, exactly; and so is the expectation at any one step, over seeds. The batch is a pure function
 * of (seed, step): the same for every worker, and a resumed fit goes on bit for bit.
 *
 * <p>Only what is linear in log p~ stays unbiased: reverse KL; estimators refuse other divergences if S &gt; 1. The standard errors of
 * an estimate are those of its draws of z at the step's batch; what the batch adds differs from step to step and is not among them.
 *
 * <p>This object itself evaluates the full sum, as does a {@link #boundCopy()} before its first step. A gradient is there if both prior and
 * terms have one. Where the prior has no mass, terms are not asked. Memory: N row numbers, and N more for each worker; a change of
 * epoch costs N.
 *
 * <pre>{@code
 * DataTerms likelihood = DataTerms.of(2, y.length, (n, z) -> logTerm(y[n], z), (n, z, g) -> gradient(y[n], z, g));
 * LogDensity target = SubsampledTarget.of(prior, likelihood, 64, 1);
 * }</pre>
 */
public sealed class SubsampledTarget implements LogDensity permits SubsampledTarget.Differentiable, SubsampledTarget.Copy {
    private final LogDensity prior;
    private final DataTerms terms;
    private final int batch;
    private final long seed;
    private final int[] all;

    private SubsampledTarget(LogDensity prior, DataTerms terms, int batch, long seed, int[] all) {
        this.prior = prior;
        this.terms = terms;
        this.batch = batch;
        this.seed = seed;
        this.all = all;
    }

    /**
     * Returns the target; a {@link DifferentiableLogDensity} if prior and terms are differentiable.
     *
     * @param prior log prior(z), of dimension D
     * @param terms of the same dimension
     * @param batch the largest number B of rows a step, at least 1; from N on every step sees all
     * @param seed of the order of the rows
     */
    public static SubsampledTarget of(LogDensity prior, DataTerms terms, int batch, long seed) {
        Checks.notNull("prior", prior);
        Checks.notNull("terms", terms);
        Checks.atLeast("batch", batch, 1);
        int[] all = new int[Checks.atLeast("terms.rows", terms.rows(), 0)];
        Arrays.setAll(all, n -> n);
        if (terms.dimension() != prior.dimension()) {
            throw Checks.illegal("terms.dimension", terms.dimension(), "must be " + prior.dimension() + ", the dimension of the prior");
        }
        if (prior.support().kind() == Support.Kind.POINTS) {
            throw Checks.illegal("prior.support", prior.support(), "must have a volume");
        }
        return prior instanceof DifferentiableLogDensity && terms.isDifferentiable()
                ? new Differentiable(prior, terms, batch, seed, all) : new SubsampledTarget(prior, terms, batch, seed, all);
    }

    /** {@return the number S of steps of an epoch: 1 if there are no rows} */
    public final int stepsPerEpoch() {
        return Minibatches.count(terms.rows(), batch);
    }

    /** Returns the row numbers that a step sees: for tests and diagnostics. */
    public final int[] rowsOf(long step) {
        Minibatches batches = new Minibatches(terms.rows(), stepsPerEpoch(), seed);
        batches.seek(Checks.atLeast("step", step, 0L));
        return Arrays.copyOfRange(batches.order(), batches.from(), batches.to());
    }

    @Override
    public int dimension() {
        return prior.dimension();
    }

    @Override
    public Support support() {
        return prior.support();
    }

    @Override
    public LogDensity boundCopy() {
        return new PlainCopy(prior.boundCopy(), terms.boundCopy(), batch, seed, all);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        prior.logDensity(z, from, to, out);
        addTerms(z, from, to, out, null);
    }

    final void logDensityAndGradientOfAll(double[] z, int from, int to, double[] out, double[] gradient) {
        ((DifferentiableLogDensity) prior).logDensityAndGradient(z, from, to, out, gradient);
        addTerms(z, from, to, out, gradient);
    }

    /** Where the prior has no mass the terms are not asked: they may not be defined there. */
    private void addTerms(double[] z, int from, int to, double[] out, double[] gradient) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && out[end] != Double.NEGATIVE_INFINITY) {
                end++;
            }
            if (end > start && terms.rows() > 0) {
                add(terms, z, start, end, out, gradient);
            }
            start = end + 1;
        }
    }

    /** Adds the terms of some points: all of them, or those of a batch. */
    void add(DataTerms own, double[] z, int from, int to, double[] out, double[] gradient) {
        own.add(all, 0, all.length, 1, z, from, to, out, gradient);
    }

    /** The same in every run, since checkpoints compare it. */
    @Override
    public String toString() {
        String text = String.valueOf(terms);
        boolean nameless = text.endsWith("@" + Integer.toHexString(System.identityHashCode(terms)));
        return "SubsampledTarget(" + Informed.text(prior) + ", " + (nameless ? terms.getClass().getSimpleName() : text) + ", D="
                + dimension() + ", rows=" + terms.rows() + ", batch=" + batch + ", seed=" + seed + ")";
    }

    /** With the gradient. */
    public static final class Differentiable extends SubsampledTarget implements DifferentiableLogDensity {
        private Differentiable(LogDensity prior, DataTerms terms, int batch, long seed, int[] all) {
            super(prior, terms, batch, seed, all);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            logDensityAndGradientOfAll(z, from, to, out, gradient);
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            SubsampledTarget self = this;
            return new DifferentiableCopy(self.prior.boundCopy(), self.terms.boundCopy(), self.batch, self.seed, self.all);
        }
    }

    /** What one worker calls. */
    abstract static sealed class Copy extends SubsampledTarget implements StepDependent permits PlainCopy, DifferentiableCopy {
        private final Minibatches batches;
        private boolean prepared;

        private Copy(LogDensity prior, DataTerms terms, int batch, long seed, int[] all) {
            super(prior, terms, batch, seed, all);
            batches = stepsPerEpoch() == 1 ? null : new Minibatches(all.length, stepsPerEpoch(), seed);
        }

        @Override
        public final boolean differsByStep() {
            return batches != null;
        }

        @Override
        public final void prepare(long step) {
            if (batches != null) {
                batches.seek(step);
                prepared = true;
            }
        }

        @Override
        final void add(DataTerms own, double[] z, int from, int to, double[] out, double[] gradient) {
            if (prepared) {
                own.add(batches.order(), batches.from(), batches.to(), stepsPerEpoch(), z, from, to, out, gradient);
            } else {
                super.add(own, z, from, to, out, gradient);
            }
        }
    }

    private static final class PlainCopy extends Copy {
        PlainCopy(LogDensity prior, DataTerms terms, int batch, long seed, int[] all) {
            super(prior, terms, batch, seed, all);
        }
    }

    private static final class DifferentiableCopy extends Copy implements DifferentiableLogDensity {
        DifferentiableCopy(LogDensity prior, DataTerms terms, int batch, long seed, int[] all) {
            super(prior, terms, batch, seed, all);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            logDensityAndGradientOfAll(z, from, to, out, gradient);
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            SubsampledTarget self = this;
            return new DifferentiableCopy(self.prior.boundCopy(), self.terms.boundCopy(), self.batch, self.seed, self.all);
        }
    }
}
