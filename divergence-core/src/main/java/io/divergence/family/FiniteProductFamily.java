package io.divergence.family;

import java.util.List;

/** A product of finite families: its points are all combinations of those of the factors, the last factor's first. */
sealed class FiniteProductFamily extends ProductFamily implements FiniteFamily {
    private final boolean scratch;
    private final long states;

    FiniteProductFamily(List<VariationalFamily> factors, boolean bound) {
        super(factors, bound);
        scratch = bound;
        long all = 1;
        for (VariationalFamily factor : factors) {
            long own = ((FiniteFamily) factor).states();
            all = Math.multiplyHigh(all, own) != 0 || all * own < 0 ? Long.MAX_VALUE : all * own;
        }
        states = all;
    }

    @Override
    public FiniteProductFamily boundCopy() {
        return (FiniteProductFamily) copy();
    }

    @Override
    public long states() {
        return states;
    }

    @Override
    public void state(long index, double[] z, int row) {
        long rest = index;
        int column = dimension();
        for (int f = factors().size() - 1; f >= 0; f--) {
            FiniteFamily factor = (FiniteFamily) factors().get(f);
            int n = factor.dimension();
            column -= n;
            double[] part = scratch ? block(0, f, n) : new double[n];
            factor.state(rest % factor.states(), part, 0);
            rest /= factor.states();
            System.arraycopy(part, 0, z, row * dimension() + column, n);
        }
    }

    static final class FiniteWithFisher extends FiniteProductFamily implements FisherGeometry {
        FiniteWithFisher(List<VariationalFamily> factors, boolean bound) {
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
