package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the automatic fit run with small settings, and show what they are there to show. */
class AutomaticExamplesTest extends ExampleRuns {
    /** The cells of the last row that begins with this one. */
    private static String[] row(String text, String first) {
        return text.lines().map(String::strip).filter(l -> l.startsWith(first + " ")).reduce((a, b) -> b).orElseThrow().split("\\s{2,}");
    }

    static Stream<Supplier<Example>> examples() {
        return Stream.of(BayesianRegression::new, EightSchoolsFit::new, LogisticRegressionFit::new, FunnelAndBanana::new, Calibrate::new,
                CompareFits::new, VerdictReport::new, WeightedVerdicts::new, StartupTime::new,
                LargeDimensions::new, WiderFamilies::new);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void helpAndErrorsAreThoseOfAllExamples(Supplier<Example> example) {
        assertEquals(0, execute(example.get(), "--help"));
        assertTrue(out.toString().startsWith("Usage: "), out::toString);
        assertEquals(2, execute(example.get(), "--nonsense"));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Test
    void theSlopeIsNearMinusNineWhereAdviHasTheWrongSign() throws IOException {
        String[] slope = row(run(new BayesianRegression(), List.of("lines")), "slope");
        assertEquals(-8.885, Double.parseDouble(slope[1]), 0.002, "by quadrature");
        assertEquals(-9, Double.parseDouble(slope[3]), 0.3);
        assertEquals(-8.885, Double.parseDouble(slope[5]), 0.3);
        assertTrue(Double.parseDouble(slope[7]) > 0, out::toString);
    }

    @Test
    void theCentredFormIsFlaggedAndTheOtherBracketsTheEvidence() throws IOException {
        String text = run(new EightSchoolsFit(), List.of("tau"));
        assertTrue(row(text, "centred")[1].startsWith("wrong shape"), text);
        String[] good = row(text, "non-centred");
        double elbo = Double.parseDouble(good[2].split(" ")[0]);
        double estimate = Double.parseDouble(good[3].split(" ")[0]);
        double upper = Double.parseDouble(good[4].split(" ")[0]);
        assertTrue(elbo < -32.0044945 && -32.0044945 < upper, text);
        assertEquals(-32.0044945, estimate, 0.1);
        assertTrue(Double.parseDouble(row(text, "centred")[2].split(" ")[0]) < elbo - 0.5, text);
    }

    @Test
    void thirtyOneCoefficientsAreFittedWithinTolerance() throws IOException {
        String text = run(new LogisticRegressionFit(), List.of("forest"));
        assertTrue(text.startsWith("verdict: within tolerance"), text);
        assertEquals(-1.49, Double.parseDouble(row(text, "worst_texture")[1].split(" ")[0]), 0.15);
        // The best ELBO of full rank, computed apart from this library.
        java.util.regex.Matcher log = java.util.regex.Pattern.compile("log Z[^\\n]*?(-\\d+\\.\\d+)").matcher(text);
        assertTrue(log.find(), text);
        double elbo = Double.parseDouble(log.group(1));
        assertEquals(-55.4551, elbo, 0.15);
    }

    @Test
    void funnelAndBananaAreFlagged() throws IOException {
        String text = run(new FunnelAndBanana(), List.of("funnel", "banana"));
        assertEquals(0, text.lines().filter(l -> l.startsWith("verdict: within tolerance")).count(), text);
        assertTrue(text.contains("verdict: wrong shape"), text);
    }

    @Test
    void fullRankIsCalibratedAndMeanFieldIsTooNarrow() throws IOException {
        String text = run(new Calibrate(), List.of("full-rank", "mean-field"), "--replications", "200");
        String meanField = text.substring(text.indexOf("mean-field:"));
        for (String name : new String[] {"first", "second"}) {
            assertTrue(Double.parseDouble(row(text.substring(0, text.indexOf("mean-field:")), name)[1]) > 0.003, text);
            assertTrue(Double.parseDouble(row(meanField, name)[1]) < 1e-8 && Double.parseDouble(row(meanField, name)[3]) > 1.4, text);
        }
    }

    @Test
    void theAutomaticFitArrivesAndItsReportIsWritten() throws IOException {
        Path report = folder.resolve("REPORT.md");
        for (int k = 0; k < 2; k++) {
            run(new CompareFits(), List.of("gaussian-condition-1e4-D-10".replace('g', 'G')), "--targets", "condition 1e4, D = 10", "--starts", "2",
                    "--cap", "3000", "--report", report.toString());
        }
        String text = Files.readString(report);
        assertEquals(1, text.split("## Gradients to 0.1 nat", -1).length - 1, text);
        assertTrue(out.toString().contains("arrived in 2 of 2 runs; of its 2 claims to be within tolerance 2 were true"), out::toString);
        assertTrue(text.contains("| never ("), text);
        run(new VerdictReport(), List.of(), "--targets", "Gaussian, D = 2;funnel, D = 10", "--seeds", "2", "--report", report.toString());
        run(new WeightedVerdicts(), List.of(), "--targets", "Gaussian, D = 2;Cauchy, D = 2", "--seeds", "2", "--report", report.toString());
        text = Files.readString(report);
        assertTrue(text.contains("| Cauchy, D = 2 | forward KL, infinite | 2 | 0 | 0 |") && text.contains("| Gaussian, D = 2 | forward KL | 2 | 2 | 0 |"), text);
        assertTrue(text.contains("| funnel, D = 10 | wrong shape: flagged | 2 wrong shape: moments unreliable | 2/2 |"), text);
        assertTrue(text.contains("## Gradients to 0.1 nat") && text.contains("2 within tolerance"), text);
    }

    @Test
    void widerFamiliesGainWhereTheyShould() throws IOException {
        Path report = folder.resolve("REPORT.md");
        String text = run(new WiderFamilies(), List.of("three-modes"), "--targets", "Student-t, 1 df;three modes", "--seeds", "1", "--report", report.toString());
        assertTrue(text.contains("| three modes | mixture |") && text.contains("| 3 parts |"), text);
        assertTrue(text.lines().anyMatch(l -> l.startsWith("| Student-t, 1 df, D = 2 | Student-t | 0.") && l.contains(" df |")), text);
        assertTrue(Files.readString(report).contains("## Wider families"));
    }
}
