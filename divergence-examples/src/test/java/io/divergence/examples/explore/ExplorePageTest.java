package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.divergence.distribution.Mixture;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.optima.OptimaMap;
import io.divergence.estimators.optima.Optimum;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.Momentum;
import io.divergence.optimize.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page without a browser: what goes over the wire. */
class ExplorePageTest {
    private static ExploreServer server;

    private ExploreClient tab;

    @BeforeAll
    static void start() throws Exception {
        server = ExploreServer.start(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void tab() {
        tab = new ExploreClient(server.address());
    }

    @AfterEach
    void leave() throws Exception {
        tab.close();
    }

    @Test
    void aServerThatEndsLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        ExploreServer own = ExploreServer.start(0);
        ExploreClient client = new ExploreClient(own.address());
        client.open("v=0&by=score");
        client.act("run");
        HttpResponse<java.util.stream.Stream<String>> events = client.events();
        own.close();
        events.body().close();
        Set<Thread> left = Set.of();
        for (int i = 0; i < 200; i++) {
            left = new HashSet<>(Thread.getAllStackTraces().keySet());
            left.removeAll(before);
            left.removeIf(t -> !t.getName().startsWith("explore") && !t.getName().startsWith("HTTP-Dispatcher"));
            if (left.isEmpty()) {
                return;
            }
            Thread.sleep(50);
        }
        assertEquals(Set.of(), left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p=1:0:1&q=1:0.1:0.30000000000000004&d=alpha&a=0.3&dir=forward&by=path&k=37&seed=-9007199254740993&opt=adam&natural=0&rate=-0.02&n=17",
        "q=1:-0.01:1.4142135623730951,1:0:1.4142135623730951,1:0.01:1.4142135623730951&par=mixture&natural=0&rate=0.05&twin=1&v=0&lo=-3.5&hi=4&hide=1"})
    void aStateGoesThroughTheAddressUnchanged(String query) throws Exception {
        Screen screen = Screen.ofQuery(query);
        assertEquals(screen, Screen.ofQuery(screen.query()));
        assertEquals(query, screen.query());
        JsonNode frame = tab.open(query);
        assertEquals(query, frame.get("query").textValue());
    }

    @Test
    void aRepeatedAddressShowsTheSameBits() throws Exception {
        tab.open("by=score&k=10&seed=7&dir=forward&q=1:-3:0.9");
        tab.act("step", "steps", 250);
        JsonNode first = tab.set("v", 3);
        JsonNode second = new ExploreClient(server.address()).open(first.get("query").textValue());
        for (String part : List.of("q", "phi", "estimate", "exact", "opposite", "trace", "rug", "curve")) {
            assertEquals(first.get("main").get(part), second.get("main").get(part), part);
        }
    }

    @Test
    void stepsOverTheWireAreThoseOfTheLibrary() throws Exception {
        tab.open("by=score&k=10&seed=11&dir=forward&q=1:-3:0.9&natural=0&weights=uncentred");
        tab.act("step");
        JsonNode main = tab.act("step", "steps", 122).get("main");
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        GaussianFamily family = GaussianFamily.meanLogSigma();
        FitResult fit = Fit.of(p, family, Divergences.forwardKl())
                .with(ScoreEstimator.withDefaults().withSamples(10).with(io.divergence.estimators.montecarlo.Weights.UNCENTRED))
                .with(Clipped.of(Momentum.averaged(0.08, 0.9).withSchedule(Schedule.inverse(0.08, 0.001)), 5))
                .with(StoppingRules.steps(123)).withSeed(11).run(family.parameters(-3, 0.9));
        assertArrayEquals(fit.phi(), ExploreClient.numbers(main.get("phi")));
        assertEquals(fit.value(), ExploreClient.number(main.at("/estimate/value")));
        assertEquals(fit.valueError(), ExploreClient.number(main.at("/estimate/error")));
        assertEquals(fit.effectiveSampleSize(), ExploreClient.number(main.at("/estimate/ess")));
        assertArrayEquals(fit.gradient(), ExploreClient.numbers(main.at("/estimate/gradient")));
        assertArrayEquals(fit.gradientError(), ExploreClient.numbers(main.at("/estimate/gradientError")));
    }

    @Test
    void aRunThatPausesAndGoesOnIsTheSameAsOneWithout() throws Exception {
        tab.open("by=score&k=16&seed=5&v=0");
        tab.act("run");
        Thread.sleep(60);
        tab.act("pause");
        tab.act("run");
        Thread.sleep(60);
        JsonNode paused = tab.act("pause");
        assertFalse(paused.get("running").asBoolean());
        long steps = paused.get("step").asLong();
        assertTrue(steps > 10, () -> "only " + steps + " steps");
        Setup setup = Setup.of(Screen.ofQuery("by=score&k=16&seed=5"), false);
        FitResult whole = setup.fit().with(StoppingRules.steps(steps)).run(setup.start().value());
        assertArrayEquals(whole.phi(), ExploreClient.numbers(paused.at("/main/phi")));
    }

    @Test
    void aRaceStopsWithBothDirectionsAtTheSameStep() throws Exception {
        tab.open("twin=1&v=0&by=score");
        tab.act("run");
        Thread.sleep(40);
        JsonNode paused = tab.act("pause");
        assertEquals(paused.at("/main/step"), paused.at("/twin/step"));
        assertEquals("KL(p\u2016q)", paused.at("/twin/formula").textValue());
    }

    @Test
    void badMessagesAreRefusedWithTheReasonAndLeaveTheStateIntact() throws Exception {
        String before = tab.open("d=alpha&a=0.3&by=path").get("query").textValue();
        tab.act("step", "steps", 3);
        Object[][] bad = {{"k", 0}, {"k", 1_000_000}, {"k", "NaN"}, {"rate", "Infinity"}, {"rate", true}, {"p", "1:2"}, {"p", "-1:0:1"}, {"p", "1:0:0"},
            {"p", "1:0:1,".repeat(7) + "1:0:1"}, {"d", "wasserstein"}, {"dir", "up"}, {"seed", "1.5"}, {"m", 1}, {"lo", 9}, {"q", "1:0:1,1:1:1"}, {"x", 1}};
        for (Object[] pair : bad) {
            String why = tab.refused("set", "change", ExploreClient.changes(pair));
            assertTrue(why.contains("must"), why);
            assertTrue(why.contains(String.valueOf(pair[0])) || pair[0].equals("x") || pair[0].equals("lo"), why);
        }
        assertTrue(tab.refused("set", "change", ExploreClient.changes("by", "entropy")).contains("reverse KL"));
        assertTrue(tab.refused("fly").contains("must be set, run"));
        assertTrue(tab.refused("step", "steps", 0).contains("at least 1"));
        JsonNode after = tab.act("frame");
        assertEquals(before + "&n=3", after.get("query").textValue());
        for (String body : List.of("", "{", "[]", "{\"do\":NaN}", "{\"do\":\"run\",\"do\":\"run\"}", "{} {}", "{\"session\":1}")) {
            HttpResponse<String> answer = tab.post("do", body);
            assertEquals(400, answer.statusCode(), body);
            assertTrue(answer.body().contains("\"error\":"), answer.body());
            assertFalse(answer.body().contains("\tat "), answer.body());
        }
    }

    @Test
    void anEstimatorThatDoesNotFitGivesWayWithAWord() throws Exception {
        tab.open("by=path");
        JsonNode frame = tab.set("d", "tv");
        assertEquals("score", frame.at("/state/by").textValue());
        assertTrue(frame.get("note").textValue().contains("score"), frame.get("note")::toString);
    }

    @Test
    void anInfiniteValueIsCalledInfiniteWithTheReason() throws Exception {
        JsonNode frame = tab.open("d=chi2&dir=forward&q=1:0:0.6");
        assertEquals("Infinity", frame.at("/main/exact/value").textValue());
        assertTrue(frame.at("/main/exact/why").textValue().contains("tail"));
        assertTrue(frame.at("/main/failure").textValue().contains("infinite"));
        assertEquals("Infinity", tab.act("table").at("/rows/1/forward/value").textValue());
    }

    @Test
    void whereTheOriginalPagesLostTheGradientItIsHere() throws Exception {
        JsonNode near = tab.open("q=1:8:2").at("/main/exact/gradient");
        assertEquals(12.24508, ExploreClient.number(near.get(0)), 1e-5);
        assertEquals(7.16168, ExploreClient.number(near.get(1)), 1e-5);
        JsonNode far = tab.set("q", "1:12:0.5").at("/main/exact/gradient");
        assertEquals(20.40816, ExploreClient.number(far.get(0)), 1e-5);
    }

    @ParameterizedTest
    @EnumSource(Lesson.class)
    void everyLessonTeachesWhatItSays(Lesson lesson) throws Exception {
        JsonNode frame = tab.open(lesson.screen().query());
        JsonNode start = frame;
        if (lesson.steps() > 0) {
            frame = tab.act("step", "steps", lesson.steps());
        }
        double mean = ExploreClient.number(frame.at("/main/q/0/1"));
        double sd = ExploreClient.number(frame.at("/main/q/0/2"));
        switch (lesson) {
            case MEAN -> {
                assertEquals(-0.5, mean, 1e-3);
                assertEquals(2.62678511, sd, 1e-3);
            }
            case MODE -> assertEquals(0.69067410135, ExploreClient.number(frame.at("/main/exact/value")), 1e-6);
            case STUCK -> {
                assertEquals(-3, mean, 0.1);
                assertEquals(0.9, sd, 0.1);
                assertTrue(ExploreClient.number(frame.at("/main/exact/value")) > 5, "far above the minimum 0.506");
                assertTrue(ExploreClient.number(frame.at("/main/estimate/ess")) > 9, "and all looks well");
            }
            case RUNAWAY -> {
                assertTrue(frame.at("/main/failure").textValue().contains("left its domain"));
                assertTrue(ExploreClient.number(frame.at("/main/exact/value")) > 10 * ExploreClient.number(start.at("/main/exact/value")));
            }
            case MOMENTUM -> {
                assertEquals(3, mean, 1e-3);
                assertEquals(3, ExploreClient.number(frame.at("/twin/q/0/1")), 1e-2);
                JsonNode slow = new ExploreClient(server.address()).open(lesson.screen().with(Key.MOMENTUM, "0").with(Key.STEPS, "1200").query());
                assertTrue(ExploreClient.number(slow.at("/main/exact/value")) > 100 * ExploreClient.number(frame.at("/main/exact/value")));
            }
            case CHI -> {
                assertEquals(-0.36570527552, mean, 0.2);
                assertEquals(2.67840014211, sd, 0.2);
            }
            case ESS -> {
                assertTrue(ExploreClient.number(frame.at("/main/estimate/ess")) < 10);
                assertEquals("Infinity", frame.at("/main/exact/value").textValue());
                assertTrue(frame.at("/main/estimate/value").isNumber());
            }
            default -> {
                double[] z = ExploreClient.numbers(frame.at("/main/rug/z"));
                double[] share = ExploreClient.numbers(frame.at("/main/rug/share"));
                for (int k = 0; k < z.length; k++) {
                    if (Math.abs(z[k] - mean) > 1e-4) {
                        assertTrue(-share[k] * (mean - z[k]) > 0, "a sample at " + z[k] + " pushes q away from itself");
                    }
                }
                assertEquals(-2.99554204013, mean, 0.15);
            }
        }
    }

    @Test
    void theMapHoldsTheOptimaOfTheLibraryInBothDirections() throws Exception {
        tab.open("");
        JsonNode map = tab.act("map");
        for (int i = 0; i < 600 && map.path("otherOptima").isMissingNode(); i++) {
            Thread.sleep(50);
            map = tab.act("map");
        }
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
        List<Optimum> optima = OptimaMap.of(p, Divergences.reverseKl()).optima();
        assertEquals(3, optima.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(optima.get(i).mean(), map.get("optima").get(i).get("mean").doubleValue());
            assertEquals(optima.get(i).value(), map.get("optima").get(i).get("value").doubleValue());
        }
        assertEquals(2.62678511, map.at("/otherOptima/0/sd").doubleValue(), 1e-8);
        assertEquals(map.get("means").size() * map.get("sds").size(), map.get("values").size());
        assertTrue(map.get("words").textValue().contains("2 more local minima"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "by=score&k=10&seed=3&dir=forward&q=1:-3:0.9&baseline=optimal", "d=chi2&dir=forward&q=1:0.3:1.7&opt=adam&natural=0&par=mu-tau&edge=project",
        "d=alpha&a=0.3&by=path&k=8&points=antithetic&opt=gd&decay=0&clip=0&par=natural&rate=0.01", "by=reparam&weights=centred&k=5&par=mu-sigma&opt=nesterov&m=0.5",
        "by=entropy&k=6&par=fixed&opt=rmsprop&natural=0", "d=logchi2&dir=reverse&p=1:0:2&q=1:0.5:1&opt=adagrad&natural=0&rate=0.3",
        "par=mixture&q=1:-0.01:1.4,1:0:1.4,2:0.01:1.4&natural=0&by=score&d=js&p=0.3:-4:1,0.4:0.5:0.8,0.3:4:1"})
    void theCopiedProgramCompilesAndPrintsTheNumbersOnTheScreen(String query, @TempDir Path folder) throws Exception {
        tab.open(query);
        JsonNode main = tab.act("step", "steps", 40).get("main");
        String source = tab.act("java").get("java").textValue();
        assertTrue(source.lines().filter(l -> !l.startsWith("import")).count() <= 16, source);
        String printed = run(source, folder);
        assertTrue(printed.contains("phi = " + Arrays.toString(ExploreClient.numbers(main.get("phi")))), () -> printed + main);
        assertTrue(printed.contains("value = " + ExploreClient.number(main.at("/estimate/value")) + " +- " + ExploreClient.number(main.at("/estimate/error"))),
                () -> printed + main.get("estimate"));
        assertTrue(printed.contains("gradient = " + Arrays.toString(ExploreClient.numbers(main.at("/estimate/gradient")))), () -> printed + main.get("estimate"));
    }

    private static String run(String source, Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve(JavaProgram.CLASS + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = compiler.run(null, null, errors, "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), file.toString());
        assertEquals(0, code, () -> errors + source);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method main = loader.loadClass(JavaProgram.CLASS).getMethod("main", String[].class);
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eventsBringFramesWithTheLatestState() throws Exception {
        tab.open("v=0&by=score&k=10");
        try (java.util.stream.Stream<String> lines = tab.events().body()) {
            tab.act("run");
            long[] last = {-1, 0};
            boolean seen = lines.filter(l -> l.startsWith("data: ") && l.contains("\"running\":true")).limit(5).allMatch(l -> {
                try {
                    long step = ExploreClient.MAPPER.readTree(l.substring(6)).get("step").asLong();
                    boolean later = step >= last[0];
                    last[0] = step;
                    last[1]++;
                    return later;
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(seen && last[1] == 5 && last[0] > 0, Arrays.toString(last));
        }
        tab.act("pause");
    }

    @Test
    void aFarStepInTheAddressIsReachedOnTheSideAtFullSpeed() throws Exception {
        tab.open("by=score&k=4&v=1&n=30000");
        JsonNode frame = tab.settled();
        assertEquals(30_000, frame.get("step").asLong());
        assertTrue(frame.at("/main/trace").size() <= TraceLog.MOST);
    }

    @Test
    void onlyEstimatorsThatApplyAreOffered() throws Exception {
        assertEquals("[\"exact\",\"score\",\"path\",\"reparam\",\"entropy\"]", tab.open("").get("methods").toString());
        assertEquals("[\"exact\",\"score\"]", tab.set("d", "tv").get("methods").toString());
        assertEquals("[\"exact\",\"score\",\"path\",\"reparam\"]", tab.set("d", "js").get("methods").toString());
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("explore-run"));
    }

    @Test
    void aTabThatVanishesFreesItsWork() throws Exception {
        try (ExploreServer own = ExploreServer.start(0, 400)) {
            ExploreClient client = new ExploreClient(own.address());
            client.open("by=score&v=0");
            HttpResponse<java.util.stream.Stream<String>> events = client.events();
            client.act("run");
            Thread.sleep(1200);
            assertEquals(1, own.sessionCount(), "as long as it looks");
            events.body().close();
            for (int i = 0; i < 400 && own.sessionCount() > 0; i++) {
                Thread.sleep(25);
            }
            assertEquals(0, own.sessionCount());
            assertEquals(410, client.post("do", "{\"session\":\"" + client.session() + "\",\"do\":\"frame\"}").statusCode());
            for (int i = 0; i < 400 && isRunning(); i++) {
                // The step that it is in comes to its end first.
                Thread.sleep(25);
            }
            assertFalse(isRunning(), "nothing runs");
        }
    }

    @Test
    void tabsDoNotDisturbEachOther() throws Exception {
        tab.open("seed=1");
        ExploreClient other = new ExploreClient(server.address());
        other.open("seed=2");
        other.act("step", "steps", 5);
        other.set("d", "js");
        JsonNode frame = tab.act("frame");
        assertEquals(0, frame.get("step").asInt());
        assertEquals("kl", frame.at("/state/d").textValue());
        other.post("close", "{\"session\":\"" + other.session() + "\"}");
        assertEquals(410, other.post("do", "{\"session\":\"" + other.session() + "\",\"do\":\"frame\"}").statusCode());
    }
}
