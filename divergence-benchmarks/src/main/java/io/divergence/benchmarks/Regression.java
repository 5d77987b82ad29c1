package io.divergence.benchmarks;

import io.divergence.estimators.structured.NewtonFit;
import io.divergence.estimators.structured.NewtonResult;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * t4 and t4real: Bayesian logistic regression, the time to a gap of 0.1 nat to the best ELBO of the family. The fit goes on until its
 * own tolerance; all of that is on the clock. Reading the numbers, making the model of them and judging the gap are off it: the other programs
 * find their matrix of signed rows ready, too. The time with the model made anew is a line of its own.
 */
final class Regression {
    private static final double GAP = 0.1;
    private static final List<String> FAMILIES = List.of("mf", "fr");

    private final String task;
    private final double[] y;
    private final double[] x;
    private final int d;

    private Regression(String task, Path data) {
        boolean real = task.equals("t4real");
        this.task = task;
        y = Numbers.read(data.resolve(real ? "bcy.f64" : "y.f64"));
        x = Numbers.read(data.resolve(real ? "bcX.f64" : "X.f64"));
        d = x.length / y.length;
    }

    static boolean isAvailable(String task, Path data) {
        return Files.exists(data.resolve(task.equals("t4real") ? "bcX.f64" : "X.f64"));
    }

    /** Prints the lines of warm fits, and of the first fit of a new process. */
    static void run(String task, Path data) throws IOException, InterruptedException {
        if (!isAvailable(task, data)) {
            System.err.println("Compare: " + task + " is skipped: no data in the folder of the peers");
            return;
        }
        for (String family : FAMILIES) {
            Compare.inOwnProcess(Compare.class, task, family);
            int runs = (int) Compare.setting("PEER_RUNS", 5);
            double[] seconds = new double[runs];
            for (int i = 0; i < runs; i++) {
                long start = System.nanoTime();
                Compare.inOwnProcess(FirstAnswer.class, task, family);
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
            Compare.emit(task, family + " first answer from java's start", "seconds_of_process", "s", seconds);
        }
    }

    /** Prints the lines of warm fits of a family. */
    static void warm(String task, Path data, String family) {
        Regression problem = new Regression(task, data);
        long until = System.nanoTime() + (long) (2e9 * Compare.setting("WARM_SECONDS", 1.5));
        NewtonResult result = fit(problem.model(), family);
        while (System.nanoTime() < until) {
            result = fit(problem.model(), family);
        }
        int runs = 10 * (int) Compare.setting("PEER_RUNS", 5);
        double[] seconds = new double[runs];
        double[] withModel = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = Compare.cpu();
            GeneralizedLinearModel model = problem.model();
            long made = Compare.cpu();
            result = fit(model, family);
            long end = Compare.cpu();
            seconds[i] = (end - made) / 1e9;
            withModel[i] = (end - start) / 1e9;
        }
        double gap = Elbo.best(task, family) - Elbo.of(problem.y, problem.x, result.mean(), result.cholesky());
        String variant = family + " Newton (" + result.iterations() + " iterations)";
        double[] reached = seconds.clone();
        if (!(gap < GAP)) {
            Arrays.fill(reached, Double.POSITIVE_INFINITY);
        }
        Compare.emit(task, variant, "seconds_to_gap_0.1_nat", "s", reached);
        Compare.emit(task, variant, "seconds_spent", "s", seconds);
        Compare.emit(task, variant, "seconds_with_model", "s", withModel);
        Compare.emit(task, variant, "gap_nats", "nat", new double[] {gap});
    }

    /** The first fit of this process. */
    static NewtonResult first(String task, Path data, String family) {
        return fit(new Regression(task, data).model(), family);
    }

    private GeneralizedLinearModel model() {
        return GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, d)).withNormalPrior(1);
    }

    private static NewtonResult fit(GeneralizedLinearModel model, String family) {
        return (family.equals("mf") ? NewtonFit.meanField(model) : NewtonFit.fullRank(model)).run();
    }
}
