package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.LocationScaleFamily;

/**
 * Total variation between a mixture of normals p and a normal q in closed form: with P and Q their distribution functions and
 * x_1, x_2, ... the corners, where p = q, it is the sum of P - Q there, taken positive where p - q turns from positive to negative and
 * negative where it turns back; the gradient follows, since the corners themselves are stationary. {@link CornerSearch} finds all of
 * them, or says how much it may have missed. What is nearly a corner, and values near p = q, go the general way. Owns its scratch
 * space; one caller.
 */
final class NormalVariation implements FastPath {
    /** Nodes of narrower components would be rounded. */
    private static final double NARROWEST = 1e6;

    private final LocationScaleFamily family;
    private final double tolerance;
    private final LocationScaleGradient gradient;
    private final VariationSums sums;
    private final CornerSearch corners;

    private NormalVariation(Problem problem, NormalComponents p, double tolerance) {
        this.tolerance = tolerance;
        family = (LocationScaleFamily) problem.family();
        gradient = new LocationScaleGradient(family);
        sums = new VariationSums(p);
        corners = new CornerSearch(p, sums);
    }

    /** Returns the closed form, or null if a problem is not of its kind. */
    static NormalVariation of(Problem problem, double tolerance) {
        if (!problem.discrepancy().equals(Divergences.totalVariation()) || !GaussianQuadrature.isGaussian(problem)) {
            return null;
        }
        NormalComponents p = NormalComponents.of(problem.target());
        for (int k = 0; k < p.size(); k++) {
            if (!wide(p.mean(k), p.sd(k))) {
                return null;
            }
        }
        return new NormalVariation(problem, p, tolerance);
    }

    private static boolean wide(double mean, double sd) {
        return sd > NARROWEST * Math.ulp(mean) && sd > 1e-100 && sd < 1e100;
    }

    @Override
    public boolean evaluate(double[] phi, GradientEstimate out) {
        double mean = family.location(phi);
        double sd = family.scale(phi);
        if (!wide(mean, sd)) {
            return false;
        }
        sums.clear(mean, sd);
        int looks = corners.run(mean, sd);
        double value = sums.value();
        if (!(value > 0 && sums.valueError() <= tolerance * value)) {
            return false;
        }
        out.clear();
        if (!gradient.write(phi, sd, sums.slope(), sums.slopeError(), sums.width(), sums.widthError(), tolerance, 1 + value, out)) {
            return false;
        }
        out.setValue(value, sums.valueError(), ErrorKind.BOUND, ValueMeaning.DISCREPANCY);
        out.setEvaluations(looks);
        return true;
    }
}
