package io.divergence.estimators.montecarlo;

import io.divergence.family.ReparameterizedFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import java.util.OptionalDouble;

/** The member of a family at phi as a target, by the family's own arithmetic. */
record MemberDensity(ReparameterizedFamily family, double[] phi) implements DifferentiableLogDensity {
    @Override
    public int dimension() {
        return family.dimension();
    }

    @Override
    public Support support() {
        return family.support();
    }

    @Override
    public DifferentiableLogDensity boundCopy() {
        return new MemberDensity(family.boundCopy(), phi);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        family.logDensity(phi, z, from, to, out);
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        family.logDensity(phi, z, from, to, out);
        family.logDensityGradient(phi, z, from, to, gradient);
    }

    @Override
    public OptionalDouble logNormalizer() {
        return OptionalDouble.of(0);
    }
}
