package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values and gradients, constants included, against tables in high precision of six posteriors of posteriordb. The tables are not
 * part of the project: their folder is named by the system property {@code divergence.posteriordb}, without which this is skipped.
 */
class PosteriordbModelTest {
    private static final double TOLERANCE = 1e-11;

    private static PosteriorTables tables(String name) {
        String root = System.getProperty("divergence.posteriordb", "");
        assumeTrue(!root.isBlank(), "set -Ddivergence.posteriordb=<folder>");
        return new PosteriorTables(Path.of(root, name));
    }

    private static Model model(String name, PosteriorTables data) {
        return switch (name) {
            case "eight_schools_noncentered" -> EightSchools.nonCentered();
            case "kidscore_interaction" -> kidscore(data.numbers("kid_score"), data.numbers("mom_hs"), data.numbers("mom_iq"));
            case "sblri_blr" -> LinearRegression.of(data.numbers("y"), DesignMatrix.ofRows(data.numbers("X"), 5))
                    .withNormalPrior(10).withNoisePrior(ScalePrior.normal(10));
            case "arK" -> LinearRegression.autoregression(data.numbers("y"), 5)
                    .withNormalPrior(10).withNoisePrior(ScalePrior.cauchy(2.5));
            case "wells_dist" -> GeneralizedLinearModel.logistic(data.numbers("switched"),
                    DesignMatrix.ofColumns(data.numbers("dist")).withIntercept());
            default -> GaussianProcessRegression.of(data.numbers("x"), data.numbers("y"), GaussianProcessRegression.Noise.VARIANCE)
                    .withPriors(ScalePrior.gamma(25, 4), ScalePrior.normal(2), ScalePrior.normal(1));
        };
    }

    private static Model kidscore(double[] score, double[] school, double[] iq) {
        double[] product = new double[iq.length];
        Arrays.setAll(product, i -> school[i] * iq[i]);
        return LinearRegression.of(score, DesignMatrix.ofColumns(school, iq, product).withIntercept())
                .withNoisePrior(ScalePrior.cauchy(2.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eight_schools_noncentered", "kidscore_interaction", "sblri_blr", "arK", "wells_dist", "gp_regr"})
    void valuesAndGradientsAgreeWithTheTables(String name) {
        PosteriorTables tables = tables(name);
        Model model = model(name, tables);
        List<PosteriorTables.Point> points = tables.points();
        assertEquals(6, points.size());
        double worst = 0;
        double[] value = new double[1];
        double[] gradient = new double[model.dimension()];
        for (PosteriorTables.Point point : points) {
            model.logDensityAndGradient(point.z(), 0, 1, value, gradient);
            worst = Math.max(worst, Math.abs(value[0] / point.value() - 1));
            for (int i = 0; i < gradient.length; i++) {
                worst = Math.max(worst, Math.abs(gradient[i] / point.gradient()[i] - 1));
            }
        }
        assertTrue(worst < TOLERANCE, name + ": worst relative difference " + worst);
    }

    @Test
    void theEvidenceOfEightSchoolsIsThatOfTheTables() {
        double exact = tables("eight_schools_noncentered").logEvidence();
        assertEquals(exact, EightSchools.nonCentered().logNormalizer().orElseThrow(), 1e-14 * Math.abs(exact));
    }

    @Test
    void theDataOfEightSchoolsAreThoseOfTheTables() {
        PosteriorTables tables = tables("eight_schools_noncentered");
        assertArrayEquals(new double[] {28, 8, -3, 7, -1, 1, 18, 12}, tables.numbers("y"));
        assertArrayEquals(new double[] {15, 10, 16, 11, 9, 11, 10, 18}, tables.numbers("sigma"));
    }
}
