package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.quadrature.LatticeRatio;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;

/**
 * A divergence by samples, half of them from p and half from q, as stratified draws from m = (p + q)/2:
 * D = E_m[(q/m) f(p/q)]. The weights q/m and p/m are at most 2, so that neither tail is ever unseen, which samples of q alone
 * would miss where p has the mass. Batches are drawn until the standard error meets the tolerance or the budget is used up.
 */
final class SampledDivergence {
    private static final int BATCH = 1024;
    private static final double LOG_HALF = -Math.log(2);

    private final Distribution p;
    private final Distribution q;
    private final LatticeRatio ratio;
    private final double[] z;
    private final double[] logP = new double[BATCH];
    private final double[] logQ = new double[BATCH];
    /** Number, mean and sum of squared deviations, for draws of p and of q. */
    private final double[] count = new double[2];
    private final double[] mean = new double[2];
    private final double[] squares = new double[2];

    private SampledDivergence(Discrepancy discrepancy, Distribution p, Distribution q) {
        this.p = p;
        this.q = q;
        ratio = new LatticeRatio(discrepancy, 0, 0);
        z = new double[BATCH * p.dimension()];
    }

    static DivergenceValue evaluate(Discrepancy discrepancy, Distribution p, Distribution q, double tolerance, long budget,
            long seed) {
        return new SampledDivergence(discrepancy, p, q).run(discrepancy, tolerance, budget, seed);
    }

    private DivergenceValue run(Discrepancy discrepancy, double tolerance, long budget, long seed) {
        RandomStream rng = RandomStream.of(seed);
        long used = 0;
        DivergenceValue value = null;
        for (int step = 0; used + 2 * BATCH <= Math.max(budget, 2 * BATCH); step++) {
            for (int side = 0; side < 2; side++) {
                rng.seek(step, side);
                (side == 0 ? p : q).sample(rng, z, 0, BATCH);
                p.logDensity(z, 0, BATCH, logP);
                q.logDensity(z, 0, BATCH, logQ);
                for (int k = 0; k < BATCH; k++) {
                    if (!add(side, logP[k], logQ[k])) {
                        throw Checks.illegal(Double.isNaN(logP[k]) ? "p" : "q", z[k * p.dimension()],
                                "has no log density at one of the samples");
                    }
                }
            }
            used += 2 * BATCH;
            if (ratio.isInfinite()) {
                return new DivergenceValue(discrepancy.name(), Double.POSITIVE_INFINITY, 0, ErrorKind.ESTIMATE, Method.MONTE_CARLO,
                        Finiteness.INFINITE_BY_SUPPORT, used, true);
            }
            value = result(discrepancy, used, tolerance);
            if (value.error() <= tolerance * value.value() && step >= 8) {
                break;
            }
        }
        return value;
    }

    private boolean add(int side, double logP, double logQ) {
        if (Double.isNaN(logP) || Double.isNaN(logQ)) {
            return false;
        }
        double larger = Math.max(logP, logQ);
        double logMean = larger + Math.log1p(Math.exp(Math.min(logP, logQ) - larger)) + LOG_HALF;
        ratio.evaluate(logP, logQ, logMean);
        double x = ratio.value();
        double delta = x - mean[side];
        mean[side] += delta / ++count[side];
        squares[side] += delta * (x - mean[side]);
        return true;
    }

    private DivergenceValue result(Discrepancy discrepancy, long used, double tolerance) {
        double value = Math.max(0, 0.5 * (mean[0] + mean[1]));
        double variance = 0.25 * (squares[0] / (count[0] * (count[0] - 1)) + squares[1] / (count[1] * (count[1] - 1)));
        double error = Math.sqrt(variance);
        if (discrepancy instanceof Renyi renyi) {
            double c = renyi.momentFactor();
            double moment = Math.max(1 + c * value, Double.MIN_NORMAL);
            value = Math.max(0, Math.log(moment) / renyi.divisor());
            error *= Math.abs(c / moment / renyi.divisor());
        }
        if (!(value <= Double.MAX_VALUE)) {
            return new DivergenceValue(discrepancy.name(), Double.POSITIVE_INFINITY, 0, ErrorKind.STANDARD_ERROR, Method.MONTE_CARLO,
                    Finiteness.OVERFLOW, used, false);
        }
        return new DivergenceValue(discrepancy.name(), value, error, ErrorKind.STANDARD_ERROR, Method.MONTE_CARLO, Finiteness.FINITE,
                used, error <= tolerance * value);
    }
}
