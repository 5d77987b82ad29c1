package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.automatic.ParameterSummary;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;

/** Which features of a tumour tell whether it is benign: thirty correlated coefficients. */
@Command(name = "LogisticRegressionFit", description = {"Logistic regression of 569 tumours (benign or malignant) on thirty standardised features, with priors N(0, 1):",
    "the automatic fit, coefficients with means corrected by importance weights, and a forest plot."})
public final class LogisticRegressionFit extends Example {

    LogisticRegressionFit() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new LogisticRegressionFit(), args);
    }

    @Override
    void show() throws IOException {
        List<String> names = ExampleData.read("breast-cancer.csv").names();
        String[] coefficients = names.subList(1, names.size()).toArray(new String[0]);
        AutomaticResult fit = AutomaticFit.of(ExampleData.breastCancer()).withNames(coefficients).run(seed());
        print("%s%n", fit);
        List<ParameterSummary> all = fit.parameters();
        print("Coefficients whose interval of 90 %% leaves out zero (positive: a sign of a benign tumour):");
        all.stream().skip(1).filter(p -> p.lower() > 0 || p.upper() < 0)
                .forEach(p -> print("  %-24s %6.2f (%.2f to %.2f)", p.name(), p.correctedMean(), p.lower(), p.upper()));
        forest(all.subList(1, all.size()));
    }

    private void forest(List<ParameterSummary> all) throws IOException {
        int n = all.size();
        double[] y = IntStream.range(0, n).mapToDouble(i -> n - i).toArray();
        Plot plot = Plot.of("Coefficients: corrected means and intervals of 90 %", "coefficient of a standardised feature (numbers: as listed)",
                "number of the feature, from below");
        for (int i = 0; i < n; i++) {
            ParameterSummary p = all.get(i);
            plot.line(String.format(Locale.ROOT, "%d %s", n - i, p.name()), new double[] {p.lower(), p.upper()}, new double[] {y[i], y[i]},
                    p.lower() > 0 || p.upper() < 0 ? Plot.VERMILION : Plot.BLUE, Plot.SOLID, p.lower() > 0 || p.upper() < 0);
        }
        plot.line("zero", new double[] {0, 0}, new double[] {0, n + 1}, Plot.GREY, Plot.THIN, false);
        plot.points("corrected mean", all.stream().mapToDouble(ParameterSummary::correctedMean).toArray(), y, Plot.BLACK, SeriesMarkers.CIRCLE);
        plot.save(folder(), "forest");
    }
}
