package io.divergence.family;

import java.util.Arrays;

/** The Fisher information of a product: blocks on the diagonal, those of its factors. */
final class ProductFisher {

    private ProductFisher() {
    }

    static void fisher(ProductFamily family, double[] phi, double[] out) {
        int total = family.parameterCount();
        Arrays.fill(out, 0, total * total, 0);
        int at = 0;
        for (VariationalFamily factor : family.factors()) {
            int n = factor.parameterCount();
            double[] part = new double[n * n];
            ((FisherGeometry) factor).fisher(Arrays.copyOfRange(phi, at, at + n), part);
            for (int i = 0; i < n; i++) {
                System.arraycopy(part, i * n, out, (at + i) * total + at, n);
            }
            at += n;
        }
    }

    static void applyInverseFisher(ProductFamily family, double[] phi, double[] g, double[] out) {
        ProductFamily w = family.working();
        int at = 0;
        for (int f = 0; f < w.factors().size(); f++) {
            double[] own = w.parameters(f, phi);
            double[] part = w.block(3, f, own.length);
            System.arraycopy(g, at, part, 0, own.length);
            ((FisherGeometry) w.factors().get(f)).applyInverseFisher(own, part, part);
            System.arraycopy(part, 0, out, at, own.length);
            at += own.length;
        }
    }
}
