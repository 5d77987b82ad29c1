package io.divergence.estimators.quadrature;

import static io.divergence.estimators.reference.MixtureTable.COLUMNS;
import static io.divergence.estimators.reference.MixtureTable.number;
import static io.divergence.estimators.reference.MixtureTable.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.reference.MixtureTable;
import io.divergence.estimators.reference.MixtureTable.Column;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value and gradient of the reference table of mixtures against a normal. */
class MixtureReferenceTest {

    static Stream<CSVRecord> rows() {
        return MixtureTable.rows();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void valuesAndGradientsAgree(CSVRecord row) {
        List<String> failures = new ArrayList<>();
        for (Column column : COLUMNS) {
            Problem problem = new Problem(target(row), GaussianFamily.meanSigma(), column.discrepancy());
            GradientEstimate estimate = new GradientEstimate(2);
            try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
                objective.evaluate(0, new double[] {number(row.get("mu")), number(row.get("sigma"))}, estimate);
            }
            MixtureTable.compare(row, column, estimate, failures);
        }
        assertEquals("", String.join("\n", failures), row.get("id"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void ordinaryRowsAreSolvedWithinTheToleranceAtModestCost(CSVRecord row) {
        boolean ordinary = Integer.parseInt(row.get("id").substring(3)) <= 13;
        for (Column column : COLUMNS) {
            Problem problem = new Problem(target(row), GaussianFamily.of(GaussianParameters.MEAN_LOG_SIGMA),
                    column.discrepancy());
            GradientEstimate estimate = new GradientEstimate(2);
            try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
                objective.evaluate(0, new double[] {number(row.get("mu")), Math.log(number(row.get("sigma")))}, estimate);
            }
            assertTrue(estimate.evaluations() < 40_000, column.name() + " used " + estimate.evaluations());
            if (ordinary) {
                assertTrue(estimate.withinTolerance(), column.name() + ": " + estimate.value() + " +- "
                        + estimate.valueError() + Arrays.toString(estimate.gradientError()));
            }
        }
    }
}
