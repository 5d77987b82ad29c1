package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that evaluate divergences between pairs of distributions, and of samples. */
class PairExamplesTest {
    private static final String REFERENCES = "src/test/resources/references";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(Example example, String... arguments) {
        return Example.execute(example, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void aTableHasValuesErrorsAndMethods() throws IOException {
        Path in = folder.resolve("pairs.csv");
        Path values = folder.resolve("values.csv");
        Files.writeString(in, """
                id,family_p,params_p,family_q,params_q
                a,Normal,loc=0;scale=1,Normal,loc=1;scale=2
                b,Cauchy,loc=0;scale=1,Normal,loc=0;scale=1
                c,NormalMixture,weights=0.5 0.5;means=-1 1;sds=1 1,Normal,loc=0;scale=1.4
                d,Normal,loc=0;scale=-1,Normal,loc=0;scale=1
                e,Nonsense,x=1,Normal,loc=0;scale=1
                f,MultivariateNormal,mean=0 0;tril=1 0.5 1,MultivariateNormal,mean=1 0;tril=1 0 1
                """);
        assertEquals(0, execute(new DivergenceTable(), "--in", in.toString(), "--out", values.toString()), err::toString);
        List<String> lines = Files.readAllLines(values);
        assertEquals("id,kl,kl_error,kl_method,chi2,chi2_error,chi2_method,renyi2,renyi2_error,renyi2_method,hell2,hell2_error,hell2_method,"
                + "js,js_error,js_method,tv,tv_error,tv_method,error", lines.get(0));
        assertEquals(7, lines.size());
        String[] a = lines.get(1).split(",", -1);
        assertEquals(Math.log(2) + 2.0 / 8 - 0.5, Double.parseDouble(a[1]), 1e-15);
        assertTrue(Double.parseDouble(a[2]) < 1e-13);
        assertTrue(a[3].equalsIgnoreCase("closed_form") || a[3].equals("closed form"), a[3]);
        assertTrue(lines.get(2).startsWith("b,inf,"), lines.get(2));
        assertTrue(lines.get(4).contains("sd = -1.0: must be positive"), lines.get(4));
        assertTrue(lines.get(5).contains("Nonsense"), lines.get(5));
        assertTrue(lines.get(6).startsWith("f,"), lines.get(6));
    }

    @Test
    void halvesOfAColumnAreAlikeAndAShiftIsSeen() throws IOException {
        assertEquals(0, execute(new DriftReport(), "--draws", "99", "--out", folder.toString()), err::toString);
        assertTrue(Files.size(folder.resolve("drift-waiting.png")) > 2000);
        assertTrue(Pattern.compile("waiting: stable by PSI.*sees no difference").matcher(out.toString()).find(), out::toString);
        StringBuilder before = new StringBuilder("x,colour\n");
        StringBuilder after = new StringBuilder("x,colour,new\n");
        for (int i = 0; i < 60; i++) {
            before.append(i % 13).append(',').append(i % 3 == 0 ? "red" : "blue").append('\n');
            after.append(i == 5 ? "NA" : i % 11 + 8).append(',').append(i % 3 == 0 ? "green" : "blue").append(",1\n");
        }
        Files.writeString(folder.resolve("a.csv"), before);
        Files.writeString(folder.resolve("b.csv"), after);
        assertEquals(0, execute(new DriftReport(), "--draws", "99", "--out", folder.toString(), "--reference", folder.resolve("a.csv").toString(),
                "--current", folder.resolve("b.csv").toString()), err::toString);
        assertTrue(Pattern.compile("x: moved by PSI.*sees a difference \\(p = 0.0100\\)").matcher(out.toString()).find(), out::toString);
        assertTrue(out.toString().contains("1 missing values left out"), out::toString);
        assertTrue(Pattern.compile("colour: moved by PSI").matcher(out.toString()).find(), out::toString);
    }

    @Test
    void aDriftReportWithOneTableSaysWhatIsMissing() {
        assertEquals(2, execute(new DriftReport(), "--reference", "a.csv"));
        assertTrue(err.toString().contains("--current"), err::toString);
    }

    @Test
    void theZooHasFourHundredPairs() throws IOException {
        assertEquals(0, execute(new KlZoo(), "--out", folder.toString()), err::toString);
        assertTrue(Files.size(folder.resolve("kl-zoo.png")) > 20_000);
        Matcher counts = Pattern.compile("of 400 pairs in .*: (\\d+) by formula, (\\d+) by quadrature, (\\d+) infinite by support, (\\d+) infinite by tails")
                .matcher(out.toString());
        assertTrue(counts.find(), out::toString);
        int sum = 0;
        for (int i = 1; i <= 4; i++) {
            sum += Integer.parseInt(counts.group(i));
        }
        assertEquals(400, sum);
        assertTrue(Integer.parseInt(counts.group(1)) >= 120, out::toString);
    }

    @Test
    void theAccuracyReportFindsNoBrokenBound() throws IOException {
        Path file = folder.resolve("accuracy.md");
        assertEquals(0, execute(new AccuracyReport(), "--references", REFERENCES, "--out", file.toString()), err::toString);
        assertEquals(3, Pattern.compile(" 0 broken bounds").matcher(out.toString()).results().count(), out::toString);
        assertTrue(Files.readString(file).contains("| Gamma | Gamma |"));
        assertEquals(2, execute(new AccuracyReport(), "--references", "nowhere"));
    }
}
