package io.divergence.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Expansion;
import io.divergence.divergence.NormalizerEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DivergenceCheckTest {
    private static final DoubleUnaryOperator H = l -> 1 / Math.hypot(1, Math.exp(l)) - 1 / Math.sqrt(2);
    private static final DoubleUnaryOperator K = l -> 1 / (Math.hypot(1, Math.exp(l)) * (1 + Math.exp(-2 * l)));

    /** The perimeter divergence, sqrt(1 + u^2) - (1 + u)/sqrt 2, in a form without NaN. */
    private static double perimeter(double l) {
        double u = Math.exp(l);
        return 1 / (Math.hypot(1, u) + u) + u * (1 - Math.sqrt(0.5)) - Math.sqrt(0.5);
    }

    private static CheckReport run(DoubleUnaryOperator f, DoubleUnaryOperator h, DoubleUnaryOperator k) {
        return DivergenceCheck.of(Divergences.of("own", f, h, k)).run();
    }

    private static void found(CheckReport report, String... words) {
        assertFalse(report.isGood());
        for (String word : words) {
            assertTrue(report.findings().stream().anyMatch(text -> text.contains(word)), word + " in\n" + report);
        }
    }

    /** Which checks failed. */
    private static List<String> failed(CheckReport report) {
        return report.rows().stream().filter(row -> !row.findings().isEmpty()).map(CheckReport.Row::check).toList();
    }

    @Test
    void extremeOrdersAndSumsAreGoodAndDecided() {
        List<Divergence> all = new ArrayList<>(Divergences.catalogue());
        for (double a : new double[] {-5, -3, 3, 8}) {
            all.add(Divergences.alpha(a));
        }
        for (Divergence d : List.copyOf(all)) {
            all.add(d.reversed());
            all.add(Divergences.symmetrized(d));
        }
        for (Divergence d : all) {
            CheckReport report = DivergenceCheck.of(d).run();
            assertTrue(report.isGood(), report.toString());
            for (CheckReport.Row row : report.rows()) {
                assertEquals(0, row.undecided(), row + " of " + d);
            }
        }
    }

    @Test
    void aUsersDivergenceInThreeLinesIsGood() {
        CheckReport report = run(DivergenceCheckTest::perimeter, H, K);
        assertTrue(report.isGood(), report.toString());
        assertTrue(report.toString().startsWith("DivergenceCheck of own: good\n"), report.toString());
    }

    /** Its limit where q has mass and p has none is that of f(u)/u, which no factor of e^l f(-l) knows. */
    @Test
    void theReversalOfAUsersDivergenceIsGoodToo() {
        Divergence reversed = Divergences.of("own", DivergenceCheckTest::perimeter, H, K).reversed();
        CheckReport report = DivergenceCheck.of(reversed).run();
        assertTrue(report.isGood(), report.toString());
        for (double l : new double[] {-600, -720, -1000, Double.NEGATIVE_INFINITY}) {
            assertEquals(1 - Math.sqrt(0.5), reversed.generator(l), 1e-14, "l = " + l);
        }
    }

    /** The example of the README. */
    @Test
    void chiSquaredInThreeLinesIsGood() {
        CheckReport report = run(l -> Math.expm1(l) * Math.expm1(l), l -> -Math.expm1(2 * l), l -> 2 * Math.exp(2 * l));
        assertTrue(report.isGood(), report.toString());
    }

    @Test
    void aWrongSignIsFound() {
        CheckReport report = run(DivergenceCheckTest::perimeter, l -> -H.applyAsDouble(l), K);
        assertEquals(List.of("score weight", "path weight"), failed(report));
        found(run(DivergenceCheckTest::perimeter, H, l -> -K.applyAsDouble(l)), "path weight: k must be -dh/dl", "k not negative: k = u^2 f'' = -");
        found(run(l -> -perimeter(l), l -> -H.applyAsDouble(l), l -> -K.applyAsDouble(l)), "f not negative: f = ", "convex: f' falls");
    }

    @Test
    void aWrongFactorIsFound() {
        assertEquals(List.of("score weight", "path weight"), failed(run(DivergenceCheckTest::perimeter, l -> 2 * H.applyAsDouble(l), K)));
        assertEquals(List.of("path weight"), failed(run(DivergenceCheckTest::perimeter, H, l -> 0.5 * K.applyAsDouble(l))));
        assertEquals(List.of("path weight"), failed(run(DivergenceCheckTest::perimeter, H, l -> (1 + 1e-6) * K.applyAsDouble(l))));
    }

    @Test
    void aGeneratorThatIsNotCanonicalIsFound() {
        CheckReport textbook = run(l -> l * Math.exp(l), l -> -Math.exp(l), Math::exp);
        found(textbook, "canonical: f'(1) must be 0 (add c (u - 1) to f, and -c to h), but it is 1.0");
        assertFalse(failed(textbook).contains("score weight"));
        found(run(l -> perimeter(l) + 1, l -> H.applyAsDouble(l) + 1, K), "canonical: f(1): 0.99999");
    }

    @Test
    void aFunctionThatIsNotConvexIsFoundThoughItsDerivativesFit() {
        // f = 1 - cos l: f - f' and -dh/dl by hand.
        CheckReport report = run(l -> 1 - Math.cos(l), l -> 1 - Math.cos(l) - Math.sin(l), l -> Math.cos(l) - Math.sin(l));
        assertTrue(failed(report).containsAll(List.of("convex", "k not negative")), report.toString());
        assertFalse(failed(report).contains("score weight"));
    }

    @Test
    void nanAndPrematureInfinityAreFoundWithFunctionAndPlace() {
        found(run(l -> l > 20 ? Double.NaN : perimeter(l), H, K), "defined: generator is NaN at l = 20");
        // u^2/(1 + u^2): overflows to inf/inf far out, and is fine up to l = 354.
        CheckReport naive = run(DivergenceCheckTest::perimeter, H,
                l -> Math.exp(2 * l) / (1 + Math.exp(2 * l)) / Math.hypot(1, Math.exp(l)));
        found(naive, "defined: pathWeight is NaN at l = 400", "limits: pathWeight at l = +infinity is NaN");
        assertEquals(List.of("defined", "limits"), failed(naive));
        found(run(l -> l > 299 ? Double.POSITIVE_INFINITY : perimeter(l), H, K), "generator is Infinity at l = 300.0, where it should be about e^299");
        found(run(DivergenceCheckTest::perimeter, l -> l == Double.NEGATIVE_INFINITY ? 7 : H.applyAsDouble(l), K),
                "limits: scoreWeight at l = -infinity: 7.0 instead of 0.29");
    }

    /** Changes one answer of forward KL. */
    private static class Changed implements Divergence {
        private final Divergence base = Divergences.forwardKl();

        @Override
        public String name() {
            return "changed";
        }

        @Override
        public double generator(double l) {
            return base.generator(l);
        }

        @Override
        public double scoreWeight(double l) {
            return base.scoreWeight(l);
        }

        @Override
        public double pathWeight(double l) {
            return base.pathWeight(l);
        }
    }

    @Test
    void wrongOverridesAreFound() {
        assertEquals(List.of("slope", "reversed"), failed(DivergenceCheck.of(new Changed() {
            @Override
            public double slope(double l) {
                return 2 * super.slope(l);
            }

            @Override
            public Divergence reversed() {
                return Divergences.reverseKl();
            }
        }).run()).stream().distinct().toList());
        found(DivergenceCheck.of(new Changed() {
            @Override
            public Divergence reversed() {
                return this;
            }
        }).run(), "reversed: f* must be e^l f(-l)");
        found(DivergenceCheck.of(new Changed() {
            @Override
            public Expansion atZero() {
                return Expansion.of(new Expansion.Term(0, 2, 0));
            }
        }).run(), "expansions: f by atZero()");
        found(DivergenceCheck.of(new Changed() {
            @Override
            public NormalizerEffect normalizerEffect() {
                return NormalizerEffect.scalesGradient(2);
            }
        }).run(), "normaliser effect: with p times Z");
        found(DivergenceCheck.of(new Changed() {
            @Override
            public boolean isSmooth() {
                return false;
            }
        }).run(), "pathWeight does not throw");
    }

    @Test
    void whatTheFunctionsThrowIsAFinding() {
        found(run(DivergenceCheckTest::perimeter, H, l -> {
            throw new ArithmeticException("no k");
        }), "path weight: threw java.lang.ArithmeticException: no k");
    }

    /** A naive formula loses digits near p = q: a measurement, no verdict. */
    @Test
    void lostDigitsAreMeasured() {
        CheckReport report = run(l -> Math.exp(l) * l - (Math.exp(l) - 1), l -> 1 - Math.exp(l), Math::exp);
        assertTrue(report.measurements().get(0).value() > 1e-6, report.toString());
        assertTrue(DivergenceCheck.of(Divergences.forwardKl()).run().measurements().get(0).value() < 1e-11);
    }

    @Test
    void refusesNull() {
        assertThrows(IllegalArgumentException.class, () -> DivergenceCheck.of(null));
    }
}
