package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example runs with small settings, names its folder, writes its pictures and prints its key numbers. */
class ExamplesTest extends ExampleRuns {
    private static void assertRow(String text, String... cells) {
        String row = String.join("\\s+", Arrays.stream(cells).map(Pattern::quote).toList());
        assertTrue(Pattern.compile(row).matcher(text).find(), () -> "no row " + String.join(" ", cells) + " in\n" + text);
    }

    static Stream<Supplier<Example>> examples() {
        return Stream.of(Quickstart::new, StuckOnAMode::new, GradientDescentDemo::new, ExactAndMonteCarlo::new, WeightsAndRug::new,
                Landscape::new, OptimaMap::new, ElboIdentity::new, UserTarget::new, UserDivergence::new, UserEstimator::new,
                ResumeFromCheckpoint::new, MixtureSeparation::new, DriftReport::new, KlZoo::new, AccuracyReport::new);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void helpNamesTheSharedOptions(Supplier<Example> example) {
        assertEquals(0, execute(example.get(), "--help"));
        assertTrue(out.toString().startsWith("Usage: "), out::toString);
        assertTrue(out.toString().contains("--seed") && out.toString().contains("--out"), out::toString);
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anUnknownOptionIsOneClearLine(Supplier<Example> example) {
        assertEquals(2, execute(example.get(), "--nonsense"));
        assertTrue(err.toString().contains("Unknown option: '--nonsense'"), err::toString);
        assertEquals(1, err.toString().lines().count());
        assertEquals("", out.toString());
    }

    @Test
    void theQuickStartFindsTheReferenceOptimaAndTheGeysersTwoModes() throws IOException {
        String text = run(new Quickstart(), List.of("four-fits", "old-faithful"), "--steps", "200", "--samples", "64");
        assertRow(text, "KL(p||q)", "exact", "-0.500000", "2.626785", "0.506201", "-0.500000", "2.626785", "0.506201");
        assertRow(text, "KL(q||p)", "exact", "-2.989322", "0.916740", "0.689953");
        assertRow(text, "chi^2(p||q)", "exact", "-0.365705", "2.678400", "0.935078");
        assertRow(text, "chi^2(q||p)", "exact", "-2.995542", "0.906445", "0.997051");
        assertRow(text, "70.897059", "13.569960");
        assertRow(text, "0.360886", "54.614856", "5.871219");
        assertRow(text, "0.639114", "80.091069", "5.867734");
    }

    @Test
    void fewSamplesAreStuckAndManyAreNot() throws IOException {
        String text = run(new StuckOnAMode(), List.of("ends"), "--samples", "10,64");
        Matcher few = Pattern.compile("\\n\\s+10\\s+(\\d+) of 20").matcher(text);
        assertTrue(few.find(), text);
        int reached = Integer.parseInt(few.group(1));
        assertTrue(reached >= 1 && reached <= 10, "reached with K = 10: " + reached);
        assertRow(text, "64", "20 of 20", "0 of 20");
    }

    @Test
    void gradientDescentReachesTheMatchUnlessTheStepIsBad() throws IOException {
        String text = run(new GradientDescentDemo(), List.of("paths", "descent-kl-q-p", "descent-kl-p-q"), "--guess", "2:3");
        assertRow(text, "KL(q,p)", "0.02", "0.9", "3.000000");
        assertRow(text, "KL(p,q)", "0.02", "0.99");
        assertRow(text, "2.0", "3.0", "0.297267", "0.202733");
        assertEquals(6, Pattern.compile("\\bConverged").matcher(text).results().count(), text);
        assertEquals(2, Pattern.compile("-0\\.02 .*Diverged").matcher(text).results().count(), text);
        assertTrue(text.contains("variance = -0.0645"), text);
    }

    @Test
    void everyModeAndParameterisationRuns() throws IOException {
        String text = run(new ExactAndMonteCarlo(), List.of("paths-forward-kl", "paths-reverse-kl", "paths-forward-chi2", "paths-reverse-chi2"),
                "--steps", "60", "--samples", "16");
        assertEquals(90, Pattern.compile("Exhausted|Diverged").matcher(text).results().count());
        assertRow(text, "KL(p||q)", "mu, width 1", "exact");
        assertRow(text, "KL(q||p)", "eta1, eta2", "reparameterised");
    }

    @Test
    void theRugShowsEverySense() throws IOException {
        String text = run(new WeightsAndRug(), List.of("weights", "rug-forward-kl", "rug-reverse-chi2"), "--mu", "0", "--sigma", "2");
        assertRow(text, "chi^2(q||p)");
        assertTrue(text.contains("0.113") && text.contains("-0.5833"), "the reference gradient of reverse KL at (0, 2)\n" + text);
    }

    @Test
    void theLandscapeShowsPathsAndOptima() throws IOException {
        String text = run(new Landscape(), List.of("landscape-reverse-kl"), "--divergence", "reverse-kl", "--points", "21");
        assertRow(text, "KL(q||p)", "global_min", "-2.989322", "0.916740", "0.689953");
        assertRow(text, "KL(q||p)", "local_min", "-1.095410", "2.229190", "0.938338");
        assertRow(text, "path from (4.5, 1.0)", "1.993922", "0.709339", "0.690674");
    }

    @Test
    void theMapOfOptimaWritesFullPrecision() throws IOException {
        Path csv = folder.resolve("deep/optima.csv");
        run(new OptimaMap(), List.of("optima-reverse-kl"), "--target", "0.5:-3:0.9,0.5:2:0.7", "--divergence", "reverse-kl", "--csv", csv.toString());
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser = CSVParser.parse(Files.readString(csv), format)) {
            assertEquals(List.of("kind", "mu", "sigma", "value"), parser.getHeaderNames());
            List<CSVRecord> rows = parser.getRecords();
            double[][] expected = {{-2.98932178604, 0.91673995074, 0.68995346008}, {1.99392191523, 0.70933861980, 0.69067410135},
                {-1.0954096977, 2.2291897105, 0.93833844569}};
            assertEquals(3, rows.size());
            for (int i = 0; i < 3; i++) {
                assertEquals(i == 0 ? "global_min" : "local_min", rows.get(i).get("kind"));
                assertEquals(expected[i][0], Double.parseDouble(rows.get(i).get("mu")), 1e-9);
                assertEquals(expected[i][1], Double.parseDouble(rows.get(i).get("sigma")), 1e-9);
                assertEquals(expected[i][2], Double.parseDouble(rows.get(i).get("value")), 1e-9);
            }
        }
    }

    @Test
    void badTargetsAndDivergencesReadWell() {
        String[][] bad = {{"--target", "0.5:1:1,0.6:2:1", "must be 1"}, {"--target", "0.5:1", "WEIGHT:MEAN:SD"},
            {"--target", "1:zero:1", "'zero' is not a number"}, {"--target", "1:0:-1", "-1.0"}, {"--target", "1:NaN:1", "NaN"},
            {"--divergence", "kl", "forward-kl, reverse-kl, forward-chi2, reverse-chi2"}, {"--seed", "x", "'x' is not a long"}};
        for (String[] arguments : bad) {
            err.getBuffer().setLength(0);
            assertEquals(2, execute(new OptimaMap(), arguments[0], arguments[1]), arguments[1]);
            assertTrue(err.toString().contains(arguments[2]), err::toString);
            assertEquals(1, err.toString().lines().count(), err::toString);
            assertFalse(err.toString().contains("Exception"), err::toString);
        }
    }

    @Test
    void elboPlusKlIsLogZ() throws IOException {
        String text = run(new ElboIdentity(), List.of("elbo"));
        assertTrue(text.contains("log Z = -8.458610494772"), text);
        Matcher rounding = Pattern.compile("\\s(-?\\d\\.\\d{3}e[-+]\\d+)").matcher(text);
        int count = 0;
        while (rounding.find()) {
            assertEquals(0, Double.parseDouble(rounding.group(1)), 1e-12);
            count++;
        }
        assertTrue(count >= 5, text);
    }

    @Test
    void targetsDivergencesAndEstimatorsOfOnesOwnWork() throws IOException {
        assertRow(run(new UserTarget(), List.of("user-target")), "0.500000", "1.000000", "0.081061");
        String text = run(new UserDivergence(), List.of("user-divergence"));
        assertRow(text, "perimeter", "-2.0", "-0.62");
        assertRow(text, "perimeter", "1.0", "-0.62");
        text = run(new UserEstimator(), List.of("user-estimator"));
        assertRow(text, "NoiseGridEstimator", "-2.989322", "0.916740", "0.689953");
        assertRow(text, "QuadratureEstimator", "-2.989322", "0.916740", "0.689953");
    }

    @Test
    void aResumedFitHasTheSameBits() throws IOException {
        String text = run(new ResumeFromCheckpoint(), List.of("resumed"), "--steps", "200", "--interrupt", "70");
        assertTrue(text.contains("Same bits: yes"), text);
        assertTrue(Files.exists(folder.resolve("fit.checkpoint")));
    }

    @Test
    void reverseKlSeparatesTheMeansSooner() throws IOException {
        String text = run(new MixtureSeparation(), List.of("means-kl-q-p", "means-kl-p-q"));
        Matcher rows = Pattern.compile("KL\\(.,.\\)\\s+1\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+(\\S+)").matcher(text);
        assertTrue(rows.find(), text);
        double reverse = Double.parseDouble(rows.group(1));
        assertTrue(rows.find(), text);
        double forward = Double.parseDouble(rows.group(1));
        assertTrue(reverse > 4 && forward < 1, "gaps of the means: " + reverse + ", " + forward);
    }
}
