package io.divergence.estimators.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.estimators.structured.StructuredProblems.Link;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearPredictorTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorStartTest {

    private static boolean set(LinearPredictorTarget target, NewtonState q) {
        DesignRows rows = DesignRows.of(target.design());
        try (ExpectedLikelihood likelihood = new ExpectedLikelihood(target, rows, false, 1)) {
            return PriorStart.set(q, rows, new NormalPrior(target), likelihood, 1e-3);
        }
    }

    /** The rate of a Poisson regression is larger under a wide q than at its mean, and Student's terms are not concave. */
    @ParameterizedTest
    @CsvSource({"LINEAR, true", "LOGISTIC, true", "PROBIT, true", "POISSON, false", "STUDENT, false"})
    void thePriorIsTheStartWhereItFlattensConcaveTerms(Link link, boolean expected) {
        for (boolean diagonal : new boolean[] {true, false}) {
            assertEquals(expected, set(StructuredProblems.of(link, 120, 3, 3), new NewtonState(3, diagonal)), link.toString());
        }
    }

    @Test
    void aVaguePriorIsNarrowedInEveryUnit() {
        double[] y = {0, 1, 1, 0, 1};
        double[] x = {0.3, -1, 2, 0.5, -0.7};
        double[] large = new double[5];
        for (int i = 0; i < 5; i++) {
            large[i] = 1e4 * x[i];
        }
        NewtonState q = new NewtonState(2, true);
        assertTrue(set(GeneralizedLinearModel.logistic(y, DesignMatrix.ofColumns(x, large)).withNormalPrior(1e3), q));
        assertEquals(q.variances[0], 1e8 * q.variances[1], 1e-9 * q.variances[0]);
        assertTrue(q.variances[0] < 1e3 && q.isFinite(), "it is narrower than the prior");
        NewtonState tight = new NewtonState(2, true);
        assertTrue(set(GeneralizedLinearModel.logistic(y, DesignMatrix.ofColumns(x, x)).withNormalPrior(0.1), tight));
        assertEquals(0.01, tight.variances[0], 1e-15);
    }

    @Test
    void farFromWhereTheTermsBendItIsNoStart() {
        GeneralizedLinearModel far = GeneralizedLinearModel.logistic(new double[] {0, 1}, DesignMatrix.ofRows(new double[] {1, 2}, 1))
                .withNormalPrior(new double[] {300}, new double[] {100});
        assertFalse(set(far, new NewtonState(1, true)));
        assertTrue(NewtonFit.meanField(far).run().isConverged());
    }
}
