package io.divergence.estimators.quadrature;

import io.divergence.estimate.GradientEstimate;
import io.divergence.family.LocationScaleFamily;

/** From the derivatives by mean and sd, in units of sd, to those by the parameters of a family. Owns its scratch space; one caller. */
final class LocationScaleGradient {
    private static final double EPS = Math.ulp(1.0);

    private final LocationScaleFamily family;
    private final double[] byMean;
    private final double[] bySd;

    LocationScaleGradient(LocationScaleFamily family) {
        this.family = family;
        byMean = new double[family.parameterCount()];
        bySd = new double[byMean.length];
    }

    /**
     * Writes the gradient and its error; returns false where an error is too large.
     *
     * @param slope sd d/dmean
     * @param width sd d/dsd
     * @param tolerance the largest error of an entry, relative to max(|entry|, size)
     */
    boolean write(double[] phi, double sd, double slope, double slopeError, double width, double widthError, double tolerance, double size,
            GradientEstimate out) {
        family.gradient(phi, 1 / sd, 0, byMean);
        family.gradient(phi, 0, 1 / sd, bySd);
        for (int j = 0; j < byMean.length; j++) {
            double entry = byMean[j] * slope + bySd[j] * width;
            double error = Math.abs(byMean[j]) * slopeError + Math.abs(bySd[j]) * widthError
                    + 4 * EPS * (Math.abs(byMean[j] * slope) + Math.abs(bySd[j] * width));
            if (!(error <= tolerance * Math.max(Math.abs(entry), size))) {
                return false;
            }
            out.gradient()[j] = entry;
            out.gradientError()[j] = error;
        }
        return true;
    }
}
