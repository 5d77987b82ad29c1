package io.divergence.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockFormsTest {

    @Test
    void blocksAgreeWithTheSingleForms() {
        double[] l = new double[411];
        for (int i = 0; i < 401; i++) {
            l[i] = Math.scalb(i - 200.0, -4) * Math.abs(i - 200) / 20.0;
        }
        l[401] = Double.POSITIVE_INFINITY;
        l[402] = Double.NEGATIVE_INFINITY;
        double[] ends = {709.2, 709.78, 712, 745, 1200, -709.5, -745, -1200};
        System.arraycopy(ends, 0, l, 403, ends.length);
        double[] out = new double[l.length];
        double[] scratch = new double[l.length];
        List<Divergence> all = new ArrayList<>(Divergences.catalogue());
        all.addAll(List.of(Divergences.alpha(3), Divergences.alpha(-0.7), Divergences.jensenShannon().reversed()));
        for (Divergence d : all) {
            d.values(l.length, l, out, scratch);
            for (int i = 0; i < l.length; i++) {
                check(d, l[i], d.generator(l[i]), out[i]);
            }
            d.scoreWeights(l.length, l, out, scratch);
            for (int i = 0; i < l.length; i++) {
                check(d, l[i], d.scoreWeight(l[i]), out[i]);
            }
            if (d.isSmooth()) {
                d.pathWeights(l.length, l, out, scratch);
                for (int i = 0; i < l.length; i++) {
                    check(d, l[i], d.pathWeight(l[i]), out[i]);
                }
            }
        }
    }

    private static void check(Divergence d, double l, double expected, double actual) {
        if (Double.isInfinite(expected) || Double.isNaN(expected)) {
            assertEquals(expected, actual, d + " at " + l);
        } else {
            assertEquals(expected, actual, 8 * Math.ulp(Math.max(1, Math.abs(expected))), d + " at " + l);
        }
    }
}
