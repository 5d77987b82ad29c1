package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;
import io.divergence.target.UnivariateShape;

/** The evaluator of {@link TrapezoidEstimator} for every family and divergence, node by node. */
final class TrapezoidObjective implements Objective {
    private final Problem problem;
    private final LogDensity density;
    private final TrapezoidGrid grid;
    private final boolean judgesTails;
    private final boolean shifted;
    private final RatioIntegrand integrand;
    /** log p at the nodes as the target gives it, or null if it is another one at every step. */
    private final double[] logP;
    private final double[] values;
    private final double[] roundings;
    private final double[] score;
    /** d of the textbook's form. */
    private double constant;
    /** The caller's, for the time of one evaluation. */
    private double[] phi;

    TrapezoidObjective(Problem problem, LogDensity density, TrapezoidGrid grid, boolean judgesTails) {
        this.problem = problem;
        this.density = density;
        this.grid = grid;
        this.judgesTails = judgesTails;
        shifted = density.logNormalizer().isEmpty();
        int n = grid.size();
        if (StepDependent.differsByStep(density)) {
            logP = null;
        } else {
            logP = new double[n];
            density.logDensity(grid.nodes(), 0, n, logP);
        }
        VariationalFamily family = problem.family();
        ChartedDensity p = logP == null ? ChartedDensity.of(density) : (chart, s, nodes, count, out) -> System.arraycopy(logP, 0, out, 0, count);
        integrand = new RatioIntegrand(problem.discrepancy(), p,
                (chart, s, nodes, count, out) -> family.logDensity(phi, nodes, 0, count, out),
                (chart, s, nodes, row, out) -> family.score(phi, nodes, row, out), family.parameterCount(), shifted, n);
        integrand.setLogNormalizer(density.logNormalizer().orElse(0));
        score = new double[family.parameterCount()];
        values = new double[integrand.size() * n];
        roundings = new double[integrand.size() * n];
    }

    Problem problem() {
        return problem;
    }

    LogDensity density() {
        return density;
    }

    TrapezoidGrid grid() {
        return grid;
    }

    boolean judgesTails() {
        return judgesTails;
    }

    /** Whether f and h are both -l: reverse KL of an unnormalised target. */
    boolean isShifted() {
        return shifted;
    }

    /** Whether log p is known at every node once and for all, and finite. */
    boolean isSmoothOnGrid() {
        if (logP == null) {
            return false;
        }
        for (double log : logP) {
            if (!(Math.abs(log) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /** log p at the nodes, normalised: a new array. */
    double[] logDensities() {
        double[] normalized = logP.clone();
        for (int i = 0; i < normalized.length; i++) {
            normalized[i] -= density.logNormalizer().orElse(0);
        }
        return normalized;
    }

    @Override
    public int parameterCount() {
        return problem.family().parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        Finiteness finiteness = judge(phi);
        if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
            return;
        }
        StepDependent.prepare(density, step);
        this.phi = phi;
        integrand.start();
        integrand.evaluate(Chart.IDENTITY, grid.nodes(), grid.size(), 0, 0, values, roundings);
        out.setEvaluations(integrand.evaluations());
        if (integrand.nonFinite() > 0) {
            out.setNonFinite(integrand.nonFinite(), new double[] {integrand.nonFinitePoint()});
            return;
        }
        if (integrand.isInfinite()) {
            out.setUnusable(Finiteness.INFINITE_BY_SUPPORT);
            return;
        }
        if (!judgesTails) {
            takeTextbookForm();
        }
        double value = grid.fine(values, 0) - constant;
        if (integrand.isOverflowed() || !(Math.abs(value) <= Double.MAX_VALUE)) {
            out.setUnusable(Finiteness.OVERFLOW);
            return;
        }
        for (int j = 0; j < parameterCount(); j++) {
            int at = (1 + j) * grid.size();
            double slope = grid.fine(values, at);
            out.gradient()[j] = slope;
            out.gradientError()[j] = Math.abs(slope - grid.coarse(values, at));
        }
        out.setValue(value, Math.abs(value + constant - grid.coarse(values, 0)), ErrorKind.ESTIMATE,
                shifted ? ValueMeaning.NEGATIVE_ELBO : ValueMeaning.DISCREPANCY);
    }

    /**
     * From the canonical integrands to the textbook's, f + c (u - 1) + d and h - c + d: between two ends the integrals of p, q and
     * the score of q are not what they are over the whole line.
     */
    private void takeTextbookForm() {
        Divergence divergence = (Divergence) problem.discrepancy();
        double c = shifted ? 0 : divergence.uncentredLinearTerm();
        double offset = shifted ? 0 : divergence.uncentredOffset();
        constant = offset == 0 ? 0 : offset + c;
        int n = grid.size();
        int masses = integrand.measured() * n;
        for (int i = 0; i < n; i++) {
            double ofP = values[masses + i];
            double ofQ = values[masses + n + i];
            values[i] += c * (ofP - ofQ) + constant * ofQ;
            problem.family().score(phi, grid.nodes(), i, score);
            for (int j = 0; j < score.length; j++) {
                values[(1 + j) * n + i] += offset * ofQ * score[j];
            }
        }
    }

    /** Whether the divergence is finite by the tails of p and q, if these are judged. */
    Finiteness judge(double[] phi) {
        return judgesTails && density instanceof UnivariateShape p && problem.family().at(phi) instanceof UnivariateShape q
                ? FinitenessRule.judge(problem.discrepancy(), p, q)
                : Finiteness.FINITE;
    }
}
