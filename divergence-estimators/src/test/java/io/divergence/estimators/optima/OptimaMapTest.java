package io.divergence.estimators.optima;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.target.LogDensities;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimaMapTest {
    private static final Map<String, Divergence> DIVERGENCES = Map.of("kl_pq", Divergences.forwardKl(), "kl_qp",
            Divergences.reverseKl(), "chi2_pq", Divergences.forwardChiSquared(), "chi2_qp", Divergences.reverseChiSquared());

    static Stream<Map.Entry<String, List<CSVRecord>>> maps() throws IOException {
        Map<String, List<CSVRecord>> groups = new TreeMap<>();
        try (Reader reader = new InputStreamReader(OptimaMapTest.class.getResourceAsStream("/references/c_optima.csv"),
                StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            for (CSVRecord row : parser) {
                if (!row.get("kind").equals("saddle")) {
                    groups.computeIfAbsent(row.get("mix_id") + " " + row.get("divergence"), k -> new ArrayList<>()).add(row);
                }
            }
        }
        return groups.entrySet().stream();
    }

    private static double[] numbers(String text) {
        return Stream.of(text.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("maps")
    void findsEveryMinimumOfTheReferenceAndNoOther(Map.Entry<String, List<CSVRecord>> entry) {
        CSVRecord first = entry.getValue().get(0);
        Mixture p = Mixture.ofNormals(numbers(first.get("weights")), numbers(first.get("means")), numbers(first.get("sds")));
        List<Optimum> found = OptimaMap.of(p, DIVERGENCES.get(first.get("divergence"))).optima();
        assertEquals(entry.getValue().size(), found.size(), entry.getKey() + " " + found);
        for (CSVRecord row : entry.getValue()) {
            double mu = Double.parseDouble(row.get("mu"));
            double sigma = Double.parseDouble(row.get("sigma"));
            double value = Double.parseDouble(row.get("value"));
            boolean matched = found.stream().anyMatch(o -> o.kind().label().equals(row.get("kind"))
                    && Math.abs(o.mean() - mu) <= 1e-9 && Math.abs(o.sd() - sigma) <= 1e-9
                    && Math.abs(o.value() - value) <= 1e-12 * (1 + value));
            assertTrue(matched, row.get("kind") + " at " + mu + ", " + sigma + ", " + value + " not in " + found);
        }
    }

    private static void check(Optimum.Kind kind, double mean, double sd, double value, Optimum found) {
        assertEquals(kind, found.kind());
        assertEquals(mean, found.mean(), 2e-10);
        assertEquals(sd, found.sd(), 2e-10);
        assertEquals(value, found.value(), 2e-11);
    }

    @Test
    void mapsTheTargetOfTheInteractivePage() {
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        List<Optimum> kl = OptimaMap.of(p, Divergences.reverseKl()).optima();
        assertEquals(3, kl.size());
        check(Optimum.Kind.GLOBAL_MIN, -2.98932178604, 0.91673995074, 0.68995346008, kl.get(0));
        check(Optimum.Kind.LOCAL_MIN, 1.99392191523, 0.70933861980, 0.69067410135, kl.get(1));
        check(Optimum.Kind.LOCAL_MIN, -1.0954096977, 2.2291897105, 0.93833844569, kl.get(2));
        Optimum forward = OptimaMap.of(p, Divergences.forwardChiSquared()).best();
        check(Optimum.Kind.GLOBAL_MIN, -0.36570527552, 2.67840014211, 0.93507845517, forward);
        List<Optimum> reverse = OptimaMap.of(p, Divergences.reverseChiSquared()).optima();
        assertEquals(2, reverse.size());
        check(Optimum.Kind.GLOBAL_MIN, -2.99554204013, 0.90644461079, 0.99705058703, reverse.get(0));
        check(Optimum.Kind.LOCAL_MIN, 1.99669800337, 0.70464433283, 0.99707747821, reverse.get(1));
    }

    @Test
    void twoEqualModesHaveThreeMinimaOfReverseKl() {
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-2.5, 2.5}, new double[] {0.8, 0.8});
        List<Optimum> kl = OptimaMap.of(p, Divergences.reverseKl()).optima();
        assertEquals(3, kl.size());
        check(Optimum.Kind.GLOBAL_MIN, -2.49189561013, 0.81259920148, 0.69034514263, kl.get(0));
        check(Optimum.Kind.GLOBAL_MIN, 2.49189561013, 0.81259920148, 0.69034514263, kl.get(1));
        check(Optimum.Kind.LOCAL_MIN, 0, 2.2667093899, 0.94686864482, kl.get(2));
    }

    @Test
    void aNormalTargetIsFoundExactlyByEveryDivergence() {
        for (Divergence d : Divergences.catalogue()) {
            if (d.isSmooth()) {
                List<Optimum> found = OptimaMap.of(Normal.of(3, 0.5), d).optima();
                assertEquals(1, found.size(), d.name());
                assertEquals(3, found.get(0).mean(), 1e-9, d.name());
                assertEquals(0.5, found.get(0).sd(), 1e-9, d.name());
            }
        }
    }

    /** Searches that went along an edge of finiteness took thousands of evaluations, and found the same. */
    @Test
    void edgesOfFinitenessDoNotMakeSearchesLong() {
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        for (double a : new double[] {-1.5, -0.7, 1.5, 2.5}) {
            OptimaMap plain = OptimaMap.of(p, Divergences.alpha(a));
            assertTrue(plain.evaluations() <= 1500, a + ": " + plain.evaluations());
            assertTrue(plain.optima().stream().allMatch(o -> o.valueError() <= 1e-10 * (1 + o.value())), plain.optima().toString());
        }
        List<Optimum> own = OptimaMap.of(p, Divergences.alpha(-0.7)).optima();
        assertEquals(2, own.size());
        assertEquals(-2.99474, own.get(0).mean(), 1e-5);
        assertEquals(0.52315528, own.get(0).value(), 1e-8);
        assertEquals(0.52323988, own.get(1).value(), 1e-8);
        Optimum far = OptimaMap.of(p, Divergences.alpha(2.5)).best();
        assertEquals(-0.33386, far.mean(), 1e-5);
        assertEquals(0.49776147, far.value(), 1e-8);
    }

    @Test
    void worksForOtherTargetsThanMixturesOfNormals() {
        Optimum t = OptimaMap.of(StudentT.of(3, 1, 2), Divergences.reverseKl()).best();
        assertEquals(1, t.mean(), 1e-9);
        Optimum own = OptimaMap.of(LogDensities.univariate(x -> -0.5 * (x - 7) * (x - 7) / 4 + 11), Divergences.reverseKl()).best();
        assertEquals(7, own.mean(), 1e-8);
        assertEquals(2, own.sd(), 1e-8);
    }
}
