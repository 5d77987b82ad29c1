package io.divergence.estimators.closedform;

import static io.divergence.estimators.reference.MixtureTable.number;
import static io.divergence.estimators.reference.MixtureTable.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.estimators.reference.MixtureTable;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.LocationScaleFamily;
import io.divergence.target.Target;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class ClosedFormEstimatorTest {
    private static final ClosedFormEstimator CLOSED = ClosedFormEstimator.withDefaults();

    private static GradientEstimate evaluate(GradientEstimator estimator, Problem problem, double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(problem, Execution.serial(1))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    private static GradientEstimate evaluate(Target p, Discrepancy d, double mean, double sd) {
        return evaluate(CLOSED, new Problem(p, GaussianFamily.meanSigma(), d), mean, sd);
    }

    @Test
    void agreesWithEveryEntryOfTheReferenceTableThatHasAFormula() {
        List<String> failures = new ArrayList<>();
        int[] checked = new int[1];
        MixtureTable.rows().forEach(row -> {
            for (MixtureTable.Column column : MixtureTable.COLUMNS) {
                Problem problem = new Problem(target(row), GaussianFamily.meanSigma(), column.discrepancy());
                boolean onlyCrossEntropy = column.name().equals("kl_pq") && target(row).size() > 1;
                if (CLOSED.supports(problem) && !onlyCrossEntropy) {
                    MixtureTable.compare(row, column, evaluate(CLOSED, problem, number(row.get("mu")), number(row.get("sigma"))),
                            failures);
                    checked[0]++;
                }
            }
        });
        assertEquals("", String.join("\n", failures));
        assertTrue(checked[0] >= 110, checked[0] + " entries");
    }

    @Test
    void agreesWithTheReferencePairsOfNormals() throws Exception {
        try (Reader reader = new InputStreamReader(
                ClosedFormEstimatorTest.class.getResourceAsStream("/references/b_pairs_normal.csv"), StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            for (CSVRecord row : parser) {
                double[] p = parameters(row.get("params_p"));
                double[] q = parameters(row.get("params_q"));
                check(row, "kl", Divergences.forwardKl(), p, q);
                check(row, "chi2", Divergences.forwardChiSquared(), p, q);
                check(row, "renyi2", Divergences.logOnePlusChiSquared(), p, q);
                check(row, "hell2", Divergences.squaredHellinger(), p, q);
            }
        }
    }

    private static double[] parameters(String text) {
        String[] parts = text.split(";");
        return new double[] {Double.parseDouble(parts[0].substring("loc=".length())),
            Double.parseDouble(parts[1].substring("scale=".length()))};
    }

    private static void check(CSVRecord row, String column, Discrepancy d, double[] p, double[] q) {
        GradientEstimate found = evaluate(Normal.of(p[0], p[1]), d, q[0], q[1]);
        double expected = number(row.get(column));
        String where = row.get("id") + " " + column;
        if (Double.isInfinite(expected)) {
            assertEquals(Double.POSITIVE_INFINITY, found.value(), where);
        } else {
            assertEquals(expected, found.value(), 1e-12 * expected, where);
            assertTrue(Math.abs(found.value() - expected) <= found.valueError(), where);
        }
    }

    private static List<Discrepancy> forNormals() {
        List<Discrepancy> all = new ArrayList<>(List.of(Divergences.forwardKl(), Divergences.reverseKl(),
                Divergences.forwardChiSquared(), Divergences.reverseChiSquared(), Divergences.squaredHellinger(),
                Divergences.jeffreys(), Divergences.alpha(0.3), Divergences.alpha(1.7), Divergences.alpha(-0.4),
                Divergences.tPower(1.5), Divergences.renyi(0.5), Divergences.renyi(0.2).reversed(), Divergences.renyi(1.5)));
        all.add(Divergences.renyi(1.5).reversed());
        return all;
    }

    @Test
    void valueAndGradientAgreeWithQuadratureInEveryParameterisation() {
        for (Discrepancy d : forNormals()) {
            for (double[] c : new double[][] {{0.3, 1.2, 0.1, 1.1}, {0, 1, 1, 0.9}, {-3, 0.5, -3.2, 0.55}}) {
                Normal p = Normal.of(c[0], c[1]);
                for (GaussianParameters parameters : GaussianParameters.values()) {
                    GaussianFamily family = GaussianFamily.of(parameters);
                    agree(p, family, d, family.parameters(c[2], c[3]));
                }
                agree(p, FixedWidthGaussianFamily.of(c[3]), d, c[2]);
            }
        }
        Mixture mixture = Mixture.ofNormals(new double[] {0.5, 0.3, 0.2}, new double[] {-3, 2, 2.5}, new double[] {0.9, 0.7, 2});
        for (Discrepancy d : List.of(Divergences.forwardChiSquared(), Divergences.logOnePlusChiSquared())) {
            for (GaussianParameters parameters : GaussianParameters.values()) {
                GaussianFamily family = GaussianFamily.of(parameters);
                agree(mixture, family, d, family.parameters(0.3, 1.9));
            }
        }
    }

    private static void agree(Target p, LocationScaleFamily family, Discrepancy d, double... phi) {
        Problem problem = new Problem(p, family, d);
        GradientEstimate closed = evaluate(CLOSED, problem, phi);
        GradientEstimate exact = evaluate(QuadratureEstimator.withDefaults().withTolerance(1e-12), problem, phi);
        String where = d.name() + " " + p + " " + family;
        assertEquals(ErrorKind.ROUNDING, closed.errorKind());
        assertEquals(exact.value(), closed.value(), exact.valueError() + closed.valueError(), where);
        for (int j = 0; j < phi.length; j++) {
            assertEquals(exact.gradient()[j], closed.gradient()[j], exact.gradientError()[j] + closed.gradientError()[j], where + j);
        }
    }

    @Test
    void forwardKlByMomentsHasTheExactGradientForMixturesAndData() {
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        Problem problem = new Problem(p, GaussianFamily.meanLogSigma(), Divergences.forwardKl());
        GradientEstimate closed = evaluate(CLOSED, problem, 0.4, 0.3);
        GradientEstimate exact = evaluate(QuadratureEstimator.withDefaults(), problem, 0.4, 0.3);
        assertEquals(ValueMeaning.CROSS_ENTROPY, closed.meaning());
        assertEquals(exact.gradient()[0], closed.gradient()[0], 1e-9);
        assertEquals(exact.gradient()[1], closed.gradient()[1], 1e-9);
        Empirical data = Empirical.of(1e9 + 1, 1e9 + 2, 1e9 + 3);
        GradientEstimate g = evaluate(CLOSED, new Problem(data, GaussianFamily.meanVariance(), Divergences.forwardKl()),
                1e9 + 2, 2.0 / 3);
        assertEquals(0, g.gradient()[0], 1e-12);
        assertEquals(0, g.gradient()[1], 1e-12);
    }

    @Property(seed = "11", tries = 200)
    void isNeverNegativeAndExactlyZeroWhenEqual(@ForAll @Scale(6) @DoubleRange(min = -50, max = 50) double mean,
            @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 1000) double sd) {
        for (Discrepancy d : forNormals()) {
            GradientEstimate same = evaluate(Normal.of(mean, sd), d, mean, sd);
            assertEquals(0, same.value(), d.name());
            assertEquals(0, same.gradient()[0], d.name());
            assertEquals(0, same.gradient()[1], d.name());
            GradientEstimate near = evaluate(Normal.of(mean, sd), d, mean, Math.nextUp(sd));
            assertTrue(near.value() >= 0, d.name());
        }
    }

    /** To second order all of these are the square of the relative difference of the widths. */
    @Property(seed = "12", tries = 100)
    void keepsItsDigitsNearEquality(@ForAll @Scale(6) @DoubleRange(min = -12, max = -5) double power,
            @ForAll @Scale(6) @DoubleRange(min = 0.01, max = 100) double sd) {
        double q = sd * (1 + Math.pow(10, power));
        double r = (q - sd) / sd;
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.reverseKl(), Divergences.alpha(0.3),
                Divergences.alpha(1.7))) {
            double leading = r * r;
            assertEquals(1, evaluate(Normal.of(3, sd), d, 3, q).value() / leading, 10 * Math.abs(r) + 1e-12, d.name());
        }
    }

    @Test
    void theCriticalWidthIsJudgedToTheLastBit() {
        double critical = 0.7 / Math.sqrt(2);
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {0.7, 0.3});
        for (int k = -3; k <= 3; k++) {
            double sigma = critical + k * Math.ulp(critical);
            boolean finite = new java.math.BigDecimal(sigma).pow(2).multiply(java.math.BigDecimal.valueOf(2))
                    .compareTo(new java.math.BigDecimal(0.7).pow(2)) > 0;
            GradientEstimate g = evaluate(p, Divergences.forwardChiSquared(), 0, sigma);
            assertEquals(!finite, g.finiteness() == Finiteness.INFINITE_BY_TAILS, "k = " + k);
        }
    }

    @Test
    void saysWhatToUseInsteadAndTakesRulesOfTheUser() {
        Problem problem = new Problem(Normal.standard(), GaussianFamily.meanSigma(), Divergences.jensenShannon());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> evaluate(CLOSED, problem, 0, 1));
        assertTrue(refused.getMessage().contains("QuadratureEstimator"), refused.getMessage());
        GradientEstimate own = evaluate(CLOSED.withRule(p -> java.util.Optional.of(new Objective() {
            @Override
            public int parameterCount() {
                return 2;
            }

            @Override
            public void evaluate(long step, double[] phi, GradientEstimate out) {
                out.clear();
                out.setValue(7, 0, ErrorKind.ROUNDING, ValueMeaning.DISCREPANCY);
            }
        })), problem, 0, 1);
        assertEquals(7, own.value());
    }
}
