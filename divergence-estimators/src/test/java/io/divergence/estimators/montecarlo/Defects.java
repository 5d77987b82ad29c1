package io.divergence.estimators.montecarlo;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Divergence;
import io.divergence.family.ParameterLayout;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What is right, for defects to be put into one method at a time. */
final class Defects {

    private Defects() {
    }

    /** A family by another one. */
    static class OfFamily implements VariationalFamily {
        final VariationalFamily family;

        OfFamily(VariationalFamily family) {
            this.family = family;
        }

        @Override
        public int dimension() {
            return family.dimension();
        }

        @Override
        public ParameterLayout layout() {
            return family.layout();
        }

        @Override
        public Support support() {
            return family.support();
        }

        @Override
        public Distribution at(double[] phi) {
            return family.at(phi);
        }

        @Override
        public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
            family.sample(phi, rng, z, from, to);
        }

        @Override
        public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
            family.logDensity(phi, z, from, to, out);
        }

        @Override
        public void score(double[] phi, double[] z, int row, double[] out) {
            family.score(phi, z, row, out);
        }
    }

    /** A family with paths by another one. */
    static class OfPaths extends OfFamily implements ReparameterizedFamily {
        final ReparameterizedFamily paths;

        OfPaths(VariationalFamily family) {
            super(family);
            paths = (ReparameterizedFamily) family;
        }

        @Override
        public ReparameterizedFamily boundCopy() {
            return this;
        }

        @Override
        public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
            family.sample(phi, rng, z, from, to);
        }

        @Override
        public int noiseDimension() {
            return paths.noiseDimension();
        }

        @Override
        public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
            paths.sampleNoise(rng, noise, from, to);
        }

        @Override
        public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
            paths.transform(phi, noise, z, from, to);
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            paths.logDensityGradient(phi, z, from, to, out);
        }

        @Override
        public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
            paths.pullback(phi, noise, z, row, c, out);
        }
    }

    /** The same with the entropy of the other one, but for its gradient. */
    static final class WithoutEntropyGradient extends OfPaths implements SymmetricNoiseFamily {
        WithoutEntropyGradient(VariationalFamily family) {
            super(family);
        }

        @Override
        public boolean hasGaussianNoise() {
            return ((SymmetricNoiseFamily) paths).hasGaussianNoise();
        }

        @Override
        public double entropy(double[] phi) {
            return ((SymmetricNoiseFamily) paths).entropy(phi);
        }

        @Override
        public void addEntropyGradient(double[] phi, double factor, double[] out) {
            // Dropped.
        }
    }

    /** log q is taken for a constant: no entropy term in value and gradient. */
    static final class WithoutEntropy extends OfPaths {
        WithoutEntropy(VariationalFamily family) {
            super(family);
        }

        @Override
        public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
            Arrays.fill(out, from, to, 0);
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            Arrays.fill(out, from * dimension(), to * dimension(), 0);
        }
    }

    /** A divergence by another one. */
    static class OfDivergence implements Divergence {
        final Divergence divergence;

        OfDivergence(Divergence divergence) {
            this.divergence = divergence;
        }

        @Override
        public String name() {
            return "defective " + divergence.name();
        }

        @Override
        public double generator(double l) {
            return divergence.generator(l);
        }

        @Override
        public double scoreWeight(double l) {
            return divergence.scoreWeight(l);
        }

        @Override
        public double pathWeight(double l) {
            return divergence.pathWeight(l);
        }
    }
}
