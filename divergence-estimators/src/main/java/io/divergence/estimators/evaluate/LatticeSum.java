package io.divergence.estimators.evaluate;

import io.divergence.distribution.LatticeDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.quadrature.LatticeRatio;
import io.divergence.math.CompensatedSum;

/**
 * SUM_k q(k) f(p(k)/q(k)) over the integers at which either has mass, outwards from the modes until what is left no longer
 * matters. The rest is bounded by a geometric series in the ratio of the last terms.
 */
final class LatticeSum {
    /** Terms are left out below e^-60 of the largest. */
    private static final double CUT = 60;

    private final LatticeDistribution p;
    private final LatticeDistribution q;
    private final Discrepancy discrepancy;
    private final LatticeRatio ratio;
    private final long budget;
    private final CompensatedSum value = new CompensatedSum();
    private final CompensatedSum moment = new CompensatedSum();
    private double shift;
    private double largest = Double.NEGATIVE_INFINITY;
    private double valueError;
    private double momentError;
    private double valueRest;
    private double momentRest;
    private long evaluations;

    private LatticeSum(Discrepancy discrepancy, LatticeDistribution p, LatticeDistribution q, long budget) {
        this.discrepancy = discrepancy;
        this.p = p;
        this.q = q;
        this.budget = budget;
        ratio = new LatticeRatio(discrepancy, p.condition(), q.condition());
    }

    static DivergenceValue evaluate(Discrepancy discrepancy, LatticeDistribution p, LatticeDistribution q, long budget) {
        Finiteness tails = LatticeRatio.judge(discrepancy, p.upperTail(), q.upperTail());
        if (tails != Finiteness.FINITE) {
            return DivergenceValue.infinite(discrepancy.name(), tails, Method.SUMMATION);
        }
        return new LatticeSum(discrepancy, p, q, budget).sum();
    }

    private DivergenceValue sum() {
        long low = Math.min(p.lower(), q.lower());
        long high = Math.max(p.upper(), q.upper());
        long nearer = clamp(Math.min(p.mode(), q.mode()), low, high);
        long farther = clamp(Math.max(p.mode(), q.mode()), low, high);
        findShift(low, high, nearer, farther);
        boolean whole = walk(nearer, 1, high, farther);
        whole &= nearer == low || walk(nearer - 1, -1, low, nearer);
        if (ratio.isInfinite()) {
            return DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_SUPPORT, Method.SUMMATION);
        }
        return result(whole);
    }

    private static long clamp(long k, long low, long high) {
        return Math.max(low, Math.min(high, k));
    }

    /** The scale of the terms, so that a divergence beyond the range of a double has a logarithm still. */
    private void findShift(long low, long high, long nearer, long farther) {
        double size = Double.NEGATIVE_INFINITY;
        long step = 1;
        size = Math.max(size, Math.max(size(nearer), size(farther)));
        for (long k = farther; k <= high && k >= 0 && step < (1L << 40); k += step, step *= 2) {
            size = Math.max(size, size(k));
        }
        shift = Math.abs(size) <= 600 || Double.isInfinite(size) ? 0 : size;
    }

    private double size(long k) {
        return ratio.logSize(p.logMass(k), q.logMass(k));
    }

    /** Adds the terms from a point on. Returns false if the budget ended the walk. */
    private boolean walk(long from, int direction, long end, long beyond) {
        double before = Double.NEGATIVE_INFINITY;
        for (long k = from; direction > 0 ? k <= end : k >= end; k += direction) {
            double logP = p.logMass(k);
            double logQ = q.logMass(k);
            evaluations++;
            ratio.evaluate(logP, logQ, shift);
            value.add(ratio.value());
            valueError += ratio.valueError();
            moment.add(ratio.moment());
            momentError += ratio.momentError();
            double size = Math.max(ratio.logSize(logP, logQ), ratio.logMoment(logP, logQ));
            largest = Math.max(largest, size);
            boolean past = direction > 0 ? k > beyond : k < beyond;
            // Where every term is zero, as for p = q, the masses themselves decide.
            boolean small = size <= before && (size < largest - CUT || Math.max(logP, logQ) < -2 * CUT);
            if (past && small || evaluations > budget) {
                rest(size, before, evaluations > budget && !small);
                return small;
            }
            if (k == Long.MAX_VALUE || k == Long.MIN_VALUE) {
                break;
            }
            before = size;
        }
        return true;
    }

    /** The terms beyond fall at least as fast as the last two did. */
    private void rest(double size, double before, boolean unfinished) {
        if (size == Double.NEGATIVE_INFINITY) {
            return;
        }
        double rate = Math.max(before - size, 1e-6);
        double rest = Math.exp(size - shift) / -Math.expm1(-rate);
        valueRest += unfinished ? 2 * rest + Math.abs(value.value()) : rest;
        momentRest += unfinished ? 2 * rest + moment.value() : rest;
    }

    private DivergenceValue result(boolean whole) {
        double error = valueError + valueRest;
        ErrorKind kind = whole ? ErrorKind.BOUND : ErrorKind.ESTIMATE;
        if (!(discrepancy instanceof Renyi renyi)) {
            double factor = Math.exp(shift);
            double sum = Math.max(0, value.value() * factor);
            if (!(sum <= Double.MAX_VALUE)) {
                return new DivergenceValue(discrepancy.name(), Double.POSITIVE_INFINITY, 0, kind, Method.SUMMATION, Finiteness.OVERFLOW,
                        evaluations, false);
            }
            return of(sum, error * factor + Math.ulp(sum), kind);
        }
        double c = renyi.momentFactor();
        double one = Math.exp(-shift);
        double deviation = c * value.value();
        double log;
        double logError;
        if (deviation > -0.5 * one) {
            log = shift > 600 ? shift + Math.log(one + deviation) : Math.log1p(deviation * Math.exp(shift));
            logError = Math.abs(c) * error / (one + deviation);
        } else {
            log = shift + Math.log(moment.value());
            logError = (momentError + momentRest) / moment.value();
        }
        if (log == Double.NEGATIVE_INFINITY) {
            return DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_SUPPORT, Method.SUMMATION);
        }
        double result = Math.max(0, log / renyi.divisor());
        return of(result, logError / Math.abs(renyi.divisor()) + 2 * Math.ulp(result), kind);
    }

    private DivergenceValue of(double value, double error, ErrorKind kind) {
        return new DivergenceValue(discrepancy.name(), value, error, kind, Method.SUMMATION, Finiteness.FINITE, evaluations, true);
    }
}
