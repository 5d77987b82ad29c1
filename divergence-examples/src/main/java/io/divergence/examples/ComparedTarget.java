package io.divergence.examples;

import io.divergence.model.EightSchools;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A target of the comparison.
 *
 * @param name its name
 * @param target its log density
 * @param reference the median gradients to 0.1 nat that the trial in numpy took from which the recipe came
 * @param isSlow whether an evaluation takes of the order of a millisecond
 */
record ComparedTarget(String name, DifferentiableLogDensity target, int reference, boolean isSlow) {

    static List<ComparedTarget> all(Path posteriordb) throws IOException {
        List<ComparedTarget> all = new ArrayList<>();
        if (posteriordb != null) {
            int[] references = {127, 281, 343, 207, 91};
            Posteriordb.models(posteriordb).forEach((name, target) -> all.add(new ComparedTarget(name, target, references[all.size()], false)));
        }
        all.add(new ComparedTarget("eight schools, non-centred", EightSchools.nonCentered(), 884, false));
        all.add(new ComparedTarget("seven-point regression", ExampleData.sevenPoints(), 294, false));
        all.add(new ComparedTarget("Gaussian, condition 1e4, D = 10", Models.illConditionedGaussian(10, 1e4), 270, false));
        all.add(new ComparedTarget("Gaussian, condition 1e4, D = 50", Models.illConditionedGaussian(50, 1e4), 600, false));
        all.add(new ComparedTarget("Gaussian, condition 1e4, D = 200", Models.illConditionedGaussian(200, 1e4), 922, true));
        all.add(new ComparedTarget("Student-t, 4 df, D = 10", Models.studentT(10, 4), 268, false));
        all.add(new ComparedTarget("funnel, D = 10", Models.funnel(10), 1341, false));
        all.add(new ComparedTarget("banana", Models.banana(), 679, false));
        all.add(new ComparedTarget("two modes", twoModes(0.7, 3), 83, false));
        all.add(new ComparedTarget("breast cancer logistic", ExampleData.breastCancer(), 481, false));
        all.add(new ComparedTarget("logistic, 10,000 x 50", ExampleData.generatedLogistic(10_000, 50), 283, true));
        return all;
    }

    /** w N((a, a), I) + (1 - w) N((-a, -a), I). */
    static DifferentiableLogDensity twoModes(double weight, double place) {
        return Models.mixture(new double[] {weight, 1 - weight}, new double[][] {{place, place}, {-place, -place}}, new double[] {1, 1});
    }
}
