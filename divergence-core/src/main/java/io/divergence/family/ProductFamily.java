package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.ProductDistribution;
import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Independent blocks of coordinates, each of a family of its own: phi and z are those of the factors one after another. So a
 * block-diagonal precision is a product of {@link FullRankFamily}s. It is reparameterised if all factors are, and knows its Fisher
 * information if all do; if all are finite it is a {@link FiniteFamily}. Its blocks are the factors; a factor that is itself
 * factorised has its own. Stateless; a {@link #boundCopy} owns scratch space.
 */
public sealed class ProductFamily implements FactorizedFamily
        permits FiniteProductFamily, ProductFamily.WithFisher, ProductFamily.WithPaths {
    private final List<VariationalFamily> factors;
    private final ParameterLayout layout;
    private final int dimension;
    private final boolean bound;
    /** Of each factor: points (0), noise or logarithms of blocks (1), directions (2), and entries by parameter (3). */
    private final double[][][] scratch;
    private final double[][] own;
    private double[] logs = new double[0];
    private final ProductBlocks blocks;

    ProductFamily(List<VariationalFamily> factors, boolean bound) {
        this.factors = factors;
        this.bound = bound;
        ParameterLayout[] layouts = new ParameterLayout[factors.size()];
        int d = 0;
        for (int f = 0; f < layouts.length; f++) {
            layouts[f] = layouts.length == 1 ? factors.get(f).layout() : factors.get(f).layout().withPrefix("q" + f + ".");
            d += factors.get(f).dimension();
        }
        layout = ParameterLayout.join(layouts);
        dimension = d;
        blocks = ProductBlocks.of(factors);
        scratch = new double[4][factors.size()][0];
        own = new double[factors.size()][];
        for (int f = 0; f < own.length; f++) {
            own[f] = new double[factors.get(f).parameterCount()];
        }
    }

    /** Returns the product of families; it can do what all of them can. */
    public static ProductFamily of(VariationalFamily... factors) {
        Checks.noNulls("factors", factors);
        return of(List.of(factors), false);
    }

    private static ProductFamily of(List<VariationalFamily> factors, boolean bound) {
        boolean paths = factors.stream().allMatch(ReparameterizedFamily.class::isInstance);
        boolean fisher = factors.stream().allMatch(FisherGeometry.class::isInstance);
        if (factors.stream().allMatch(FiniteFamily.class::isInstance)) {
            return fisher ? new FiniteProductFamily.FiniteWithFisher(factors, bound) : new FiniteProductFamily(factors, bound);
        }
        if (paths) {
            return fisher ? new WithPathsAndFisher(factors, bound) : new WithPaths(factors, bound);
        }
        return fisher ? new WithFisher(factors, bound) : new ProductFamily(factors, bound);
    }

    /** {@return the factors} */
    public final List<VariationalFamily> factors() {
        return factors;
    }

    /** One worker's: it is written to while it works. */
    final ProductFamily working() {
        return bound ? this : (ProductFamily) boundCopy();
    }

    final ProductFamily copy() {
        return of(factors.stream().<VariationalFamily>map(VariationalFamily::boundCopy).toList(), true);
    }

    @Override
    public VariationalFamily boundCopy() {
        return copy();
    }

    @Override
    public final int dimension() {
        return dimension;
    }

    @Override
    public final ParameterLayout layout() {
        return layout;
    }

    /** The parameters of a factor: copied. */
    final double[] parameters(int f, double[] phi) {
        int at = 0;
        for (int i = 0; i < f; i++) {
            at += own[i].length;
        }
        System.arraycopy(phi, at, own[f], 0, own[f].length);
        return own[f];
    }

    @Override
    public final boolean isValid(double[] phi) {
        if (!FactorizedFamily.super.isValid(phi)) {
            return false;
        }
        ProductFamily w = working();
        for (int f = 0; f < factors.size(); f++) {
            if (!w.factors.get(f).isValid(w.parameters(f, phi))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public final Distribution at(double[] phi) {
        layout.check(phi);
        Distribution[] parts = new Distribution[factors.size()];
        int at = 0;
        for (int f = 0; f < parts.length; f++) {
            int n = factors.get(f).parameterCount();
            parts[f] = factors.get(f).at(Arrays.copyOfRange(phi, at, at + n));
            at += n;
        }
        return parts.length == 1 ? parts[0] : ProductDistribution.of(parts);
    }

    final double[] block(int kind, int f, int length) {
        if (scratch[kind][f].length < length) {
            scratch[kind][f] = new double[length];
        }
        return scratch[kind][f];
    }

    /** The columns of a factor, rows [from, to): to its own block, or from it. */
    static void move(double[] all, int width, int column, double[] part, int own, int from, int to, boolean toPart) {
        for (int k = from; k < to; k++) {
            System.arraycopy(toPart ? all : part, toPart ? k * width + column : k * own, toPart ? part : all,
                    toPart ? k * own : k * width + column, own);
        }
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        ProductFamily w = working();
        int column = 0;
        for (int f = 0; f < factors.size(); f++) {
            int n = factors.get(f).dimension();
            double[] part = w.block(0, f, to * n);
            w.factors.get(f).sample(w.parameters(f, phi), rng, part, from, to);
            move(z, dimension, column, part, n, from, to, false);
            column += n;
        }
    }

    @Override
    public final void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        ProductFamily w = working();
        if (w.logs.length < to) {
            w.logs = new double[to];
        }
        Arrays.fill(out, from, to, 0);
        int column = 0;
        for (int f = 0; f < factors.size(); f++) {
            int n = factors.get(f).dimension();
            double[] part = w.block(0, f, to * n);
            move(z, dimension, column, part, n, from, to, true);
            w.factors.get(f).logDensity(w.parameters(f, phi), part, from, to, w.logs);
            for (int k = from; k < to; k++) {
                out[k] += w.logs[k];
            }
            column += n;
        }
    }

    @Override
    public final Support support() {
        return ProductBlocks.support(factors);
    }

    @Override
    public final int blocks() {
        return blocks.count();
    }

    @Override
    public final int blockOfCoordinate(int i) {
        return blocks.ofCoordinate()[i];
    }

    @Override
    public final int blockOfParameter(int j) {
        return blocks.ofParameter()[j];
    }

    @Override
    public final void logDensityOfBlocks(double[] phi, double[] z, int from, int to, double[] out) {
        ProductFamily w = working();
        int column = 0;
        for (int f = 0; f < factors.size(); f++) {
            int n = factors.get(f).dimension();
            double[] part = w.block(0, f, to * n);
            move(z, dimension, column, part, n, from, to, true);
            int first = blocks.first()[f];
            int own = blocks.first()[f + 1] - first;
            double[] result = w.block(1, f, to * own);
            if (w.factors.get(f) instanceof FactorizedFamily factorized) {
                factorized.logDensityOfBlocks(w.parameters(f, phi), part, from, to, result);
            } else {
                w.factors.get(f).logDensity(w.parameters(f, phi), part, from, to, result);
            }
            move(out, blocks.count(), first, result, own, from, to, false);
            column += n;
        }
    }

    @Override
    public final void score(double[] phi, double[] z, int row, double[] out) {
        ProductFamily w = working();
        int column = 0;
        int at = 0;
        for (int f = 0; f < factors.size(); f++) {
            int n = factors.get(f).dimension();
            int p = w.own[f].length;
            double[] point = w.block(0, f, n);
            System.arraycopy(z, row * dimension + column, point, 0, n);
            double[] result = w.block(3, f, p);
            w.factors.get(f).score(w.parameters(f, phi), point, 0, result);
            System.arraycopy(result, 0, out, at, p);
            column += n;
            at += p;
        }
    }

    @Override
    public String toString() {
        return "ProductFamily" + factors;
    }

    static final class WithFisher extends ProductFamily implements FisherGeometry {
        WithFisher(List<VariationalFamily> factors, boolean bound) {
            super(factors, bound);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            ProductFisher.fisher(this, phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            ProductFisher.applyInverseFisher(this, phi, g, out);
        }
    }

    /** The path of each block is that of its factor. */
    static sealed class WithPaths extends ProductFamily implements ReparameterizedFamily {
        private final int noise;

        WithPaths(List<VariationalFamily> factors, boolean bound) {
            super(factors, bound);
            noise = factors.stream().mapToInt(f -> ((ReparameterizedFamily) f).noiseDimension()).sum();
        }

        private ReparameterizedFamily factor(int f) {
            return (ReparameterizedFamily) factors().get(f);
        }

        @Override
        public ReparameterizedFamily boundCopy() {
            return (ReparameterizedFamily) copy();
        }

        @Override
        public int noiseDimension() {
            return noise;
        }

        @Override
        public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
            super.sample(phi, rng, z, from, to);
        }

        @Override
        public void sampleNoise(RandomGenerator rng, double[] out, int from, int to) {
            WithPaths w = (WithPaths) working();
            int column = 0;
            for (int f = 0; f < factors().size(); f++) {
                int n = factor(f).noiseDimension();
                double[] part = w.block(1, f, to * n);
                w.factor(f).sampleNoise(rng, part, from, to);
                move(out, noise, column, part, n, from, to, false);
                column += n;
            }
        }

        @Override
        public void transform(double[] phi, double[] e, double[] z, int from, int to) {
            WithPaths w = (WithPaths) working();
            int column = 0;
            int noiseColumn = 0;
            for (int f = 0; f < factors().size(); f++) {
                int n = factor(f).dimension();
                int m = factor(f).noiseDimension();
                double[] part = w.block(1, f, to * m);
                move(e, noise, noiseColumn, part, m, from, to, true);
                double[] result = w.block(0, f, to * n);
                w.factor(f).transform(w.parameters(f, phi), part, result, from, to);
                move(z, dimension(), column, result, n, from, to, false);
                column += n;
                noiseColumn += m;
            }
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            WithPaths w = (WithPaths) working();
            int column = 0;
            for (int f = 0; f < factors().size(); f++) {
                int n = factor(f).dimension();
                double[] part = w.block(0, f, to * n);
                move(z, dimension(), column, part, n, from, to, true);
                double[] result = w.block(2, f, to * n);
                w.factor(f).logDensityGradient(w.parameters(f, phi), part, from, to, result);
                move(out, dimension(), column, result, n, from, to, false);
                column += n;
            }
        }

        @Override
        public void pullback(double[] phi, double[] e, double[] z, int row, double[] c, double[] out) {
            WithPaths w = (WithPaths) working();
            int column = 0;
            int noiseColumn = 0;
            int at = 0;
            for (int f = 0; f < factors().size(); f++) {
                int n = factor(f).dimension();
                int m = factor(f).noiseDimension();
                double[] point = w.block(0, f, n);
                double[] ownNoise = w.block(1, f, m);
                double[] direction = w.block(2, f, n);
                System.arraycopy(z, row * dimension() + column, point, 0, n);
                System.arraycopy(e, row * noise + noiseColumn, ownNoise, 0, m);
                System.arraycopy(c, row * dimension() + column, direction, 0, n);
                double[] phiOfFactor = w.parameters(f, phi);
                double[] result = w.block(3, f, phiOfFactor.length);
                w.factor(f).pullback(phiOfFactor, ownNoise, point, 0, direction, result);
                System.arraycopy(result, 0, out, at, phiOfFactor.length);
                column += n;
                noiseColumn += m;
                at += phiOfFactor.length;
            }
        }
    }

    private static final class WithPathsAndFisher extends WithPaths implements FisherGeometry {
        WithPathsAndFisher(List<VariationalFamily> factors, boolean bound) {
            super(factors, bound);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            ProductFisher.fisher(this, phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            ProductFisher.applyInverseFisher(this, phi, g, out);
        }
    }
}
