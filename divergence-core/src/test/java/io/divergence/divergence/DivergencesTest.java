package io.divergence.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.DivergenceCheck;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DivergencesTest {

    private static List<Divergence> all() {
        List<Divergence> all = new ArrayList<>(Divergences.catalogue());
        for (double a : new double[] {-1.5, -0.3, 0.1, 0.5, 0.9, 1.2, 3, 1e-9, 1 - 1e-9}) {
            all.add(Divergences.alpha(a));
        }
        for (Divergence d : List.copyOf(all)) {
            all.add(d.reversed());
        }
        return all;
    }

    /** What is asked of everybody's divergence (h and k by differences, reversal, limits, expansions), and exact zeros and signs. */
    @Test
    void passTheDivergenceCheckAndEveryDifferenceIsDecided() {
        for (Divergence d : all()) {
            CheckReport report = DivergenceCheck.of(d).run();
            assertTrue(report.isGood(), report.toString());
            assertTrue(report.rows().stream().allMatch(row -> row.undecided() == 0), report.toString());
            assertEquals(0, d.generator(0), 0, d.name());
            assertEquals(0, d.scoreWeight(0), 0, d.name());
            for (double l = -12.05; l <= 12; l += 0.7) {
                assertTrue(d.generator(l) >= 0, d.name() + " at " + l);
            }
            assertTrue(d.atInfinity().isKnown() && d.atZero().isKnown(), d.name());
        }
    }

    @Test
    void reversalFindsTheOtherMember() {
        assertSame(Divergences.forwardKl(), Divergences.reverseKl().reversed());
        assertSame(Divergences.reverseChiSquared(), Divergences.forwardChiSquared().reversed());
        assertSame(Divergences.jensenShannon(), Divergences.jensenShannon().reversed());
        assertEquals(Divergences.logOnePlusChiSquared().name(), Divergences.logOnePlusChiSquared().reversed().reversed().name());
    }

    /** f = f''(1)/2 l^2 (1 + O(l)) keeps its leading digits however near p is to q. */
    @Test
    void keepsItsDigitsNearOne() {
        for (Divergence d : all()) {
            if (!d.isSmooth()) {
                continue;
            }
            double curvature = d.pathWeight(0);
            for (double l : new double[] {1e-12, -1e-10, 1e-8, -1e-6, 1e-5}) {
                assertEquals(1, d.generator(l) / (0.5 * curvature * l * l), 4 * Math.abs(l) + 1e-14, d.name() + " at " + l);
                assertEquals(1, -d.scoreWeight(l) / (curvature * l), 4 * Math.abs(l) + 1e-14, d.name() + " at " + l);
            }
        }
    }

    @Test
    void slopesAreNeverNaNAndGeneratorsNeverNegative() {
        for (Divergence d : all()) {
            for (double l : new double[] {300, 709, 1000, 1e6, Double.POSITIVE_INFINITY}) {
                for (double signed : new double[] {l, -l}) {
                    String where = d.name() + " at " + signed;
                    assertFalse(Double.isNaN(d.slope(signed)), where);
                    assertTrue(d.generator(signed) >= 0, where);
                }
            }
        }
        assertEquals(Double.POSITIVE_INFINITY, Divergences.reverseKl().generator(Double.NEGATIVE_INFINITY));
        assertEquals(1, Divergences.forwardKl().generator(Double.NEGATIVE_INFINITY));
        assertEquals(-1, Divergences.reverseKl().slope(-800), 1e-12);
    }

    /** Where e^l and f(-l) leave the range of a double, their product does not: a built-in twin says what it is. */
    @Test
    void reversalsKeepTheirLimits() {
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.reverseKl(), Divergences.alpha(0.3), Divergences.alpha(-3),
                Divergences.jensenShannon(), Divergences.jeffreys(), Divergences.triangular())) {
            Divergence exact = d.reversed();
            Divergence own = Divergences.of("own", d::generator, d::scoreWeight, d::pathWeight).reversed();
            for (double l : new double[] {-1e4, -1000, -745, -720, -650, 650, 720, 745, 1000, 1e4}) {
                String where = own.name() + " of " + d + " at " + l;
                if (!d.equals(Divergences.alpha(-3)) && !d.equals(Divergences.alpha(0.3))) {
                    assertEquals(exact.generator(l), own.generator(l), 1e-9 * Math.abs(exact.generator(l)), where);
                    assertEquals(exact.pathWeight(l), own.pathWeight(l), 1e-9 * Math.abs(exact.pathWeight(l)) + 1e-200, where);
                }
            }
        }
        Divergence gan = Divergences.modifiedGan().reversed();
        assertEquals(0.5, gan.generator(-720), 1e-12);
        assertEquals(0.5, gan.generator(Double.NEGATIVE_INFINITY), 1e-12);
        assertEquals(0.5, gan.scoreWeight(Double.NEGATIVE_INFINITY), 1e-12);
        assertEquals(1, Divergences.absoluteLogRatio().reversed().generator(Double.NEGATIVE_INFINITY));
        // Those of one's own, without an expansion: the limit, and growth in a straight line.
        Divergence own = Divergences.of("own", l -> Divergences.forwardKl().generator(l), l -> Divergences.forwardKl().scoreWeight(l),
                Math::exp).reversed();
        assertEquals(999, own.generator(-1000), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, own.generator(Double.NEGATIVE_INFINITY));
        assertEquals(1000, own.scoreWeight(-1000), 1e-9);
        assertEquals(1, own.pathWeight(-1000), 1e-12);
    }

    /** The generator is in the range of a double wherever its value is. */
    @Test
    void generatorsOverflowOnlyWithTheirValues() {
        assertEquals(1, Divergences.forwardKl().generator(-720));
        assertEquals(0.5, Divergences.forwardChiSquared().generator(-720) / 2);
        assertEquals(600 - Math.log(12), Math.log(Divergences.alpha(-3).generator(-200)), 1e-12);
        assertEquals(19, Divergences.reverseKl().generator(-20), 1e-8);
        assertEquals(39, Divergences.reverseKl().generator(-40), 1e-15);
    }

    @Test
    void textbookWeightsAreTheCentredOnesAndAConstant() {
        for (double l : new double[] {-2, 0.3, 1.5}) {
            double u = Math.exp(l);
            assertEquals(-u, uncentred(Divergences.forwardKl(), l), 1e-14 * u);
            assertEquals(-l, uncentred(Divergences.reverseKl(), l), 1e-14);
            assertEquals(-u * u, uncentred(Divergences.forwardChiSquared(), l), 1e-13 * u * u);
            assertEquals(2 / u, uncentred(Divergences.reverseChiSquared(), l), 1e-13 / u);
            assertEquals(-1, Divergences.reverseKl().slope(l) + Divergences.reverseKl().uncentredLinearTerm() * u, 1e-14 * (1 + u));
            assertEquals(2 * u * u, Divergences.forwardChiSquared().slope(l) + 2 * u, 1e-13 * (1 + u * u));
        }
    }

    private static double uncentred(Divergence d, double l) {
        return d.scoreWeight(l) + d.uncentredOffset();
    }

    /** D(p||q) of discrete distributions. */
    private static double of(Divergence d, double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += q[i] * d.generator(Math.log(p[i] / q[i]));
        }
        return sum;
    }

    private static double[] normalised(List<Double> weights, int offset) {
        double[] p = new double[4];
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            p[i] = weights.get(4 * offset + i);
            sum += p[i];
        }
        for (int i = 0; i < 4; i++) {
            p[i] /= sum;
        }
        return p;
    }

    @Property(seed = "31", tries = 300)
    void inequalitiesHold(@ForAll @Size(12) List<@Scale(6) @DoubleRange(min = 0.001, max = 1) Double> weights) {
        double[] p = normalised(weights, 0);
        double[] q = normalised(weights, 1);
        double[] r = normalised(weights, 2);
        double kl = of(Divergences.forwardKl(), p, q);
        double chi = of(Divergences.forwardChiSquared(), p, q);
        double tv = of(Divergences.totalVariation(), p, q);
        double h2 = of(Divergences.squaredHellinger(), p, q);
        double js = of(Divergences.jensenShannon(), p, q);
        double slack = 1e-13;
        assertTrue(tv * tv <= kl / 2 + slack);
        assertTrue(h2 <= tv + slack && tv <= Math.sqrt(h2 * (2 - h2)) + slack);
        assertTrue(kl <= Math.log1p(chi) + slack && Math.log1p(chi) <= chi + slack);
        assertTrue(js <= Math.log(2) * tv + slack);
        assertEquals(chi / 2, of(Divergences.alpha(2), p, q), 1e-12 * (1 + chi));
        assertEquals(4 * h2, of(Divergences.alpha(0.5), p, q), 1e-12);
        assertEquals(of(Divergences.alpha(0.3), p, q), of(Divergences.alpha(0.7), q, p), 1e-12);
        assertEquals(kl + of(Divergences.reverseKl(), p, q), of(Divergences.jeffreys(), p, q), 1e-12 * (1 + kl));
        assertEquals(kl, of(Divergences.reverseKl(), q, p), 1e-12 * (1 + kl));
        for (Divergence metric : List.of(Divergences.jensenShannon(), Divergences.squaredHellinger())) {
            assertTrue(Math.sqrt(of(metric, p, r)) <= Math.sqrt(of(metric, p, q)) + Math.sqrt(of(metric, q, r)) + slack);
        }
        assertTrue(of(Divergences.totalVariation(), p, r) <= tv + of(Divergences.totalVariation(), q, r) + slack);
        double[] pMerged = {p[0] + p[1], p[2], p[3]};
        double[] qMerged = {q[0] + q[1], q[2], q[3]};
        for (Divergence d : Divergences.catalogue()) {
            assertTrue(of(d, p, q) >= 0, d.name());
            assertTrue(of(d, pMerged, qMerged) <= of(d, p, q) * (1 + 1e-12) + slack, d.name());
            assertEquals(of(d, p, q), of(d.reversed(), q, p), 1e-11 * (1 + of(d, p, q)), d.name());
        }
    }

    @Test
    void refusesBadOrders() {
        for (double bad : new double[] {1, 0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Divergences.renyi(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> Divergences.alpha(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Divergences.tPower(1));
        assertThrows(IllegalArgumentException.class, () -> Divergences.of(null, l -> 0, l -> 0, l -> 0));
    }
}
