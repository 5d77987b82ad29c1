package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a real browser, where there is one; otherwise these tests are skipped. */
class ExploreBrowserTest extends BrowserTests {
    private static final Path PICTURES = Path.of("target", "explore-pictures");

    private static Chromium.Tab open(String query) throws Exception {
        Chromium.Tab tab = browser.open(server.address() + (query.isEmpty() ? "" : "?" + query), 1280, 900, false);
        tab.until("document.documentElement?.dataset.frames > 0");
        return tab;
    }

    /** Nothing was written to the console and nobody else was asked. */
    private static void assertClean(Chromium.Tab tab) {
        assertEquals(List.of(), tab.complaints());
        assertTrue(tab.requests().size() > 8, () -> tab.requests().toString());
        for (String request : tab.requests()) {
            assertTrue(request.startsWith(server.address().toString()) || request.equals("about:blank"), request);
        }
    }

    private static double q(Chromium.Tab tab, String part) throws Exception {
        return tab.evaluate("Number(document.getElementById('handle-q0" + part + "').getAttribute('aria-valuenow'))").asDouble();
    }

    @Test
    void withoutAnyActThePageTellsItsFirstStory() throws Exception {
        try (Chromium.Tab tab = open("")) {
            tab.until("document.getElementById('step').textContent === '400'");
            assertEquals("Mode seeking", tab.text("chart-title"));
            assertEquals("0.69067", tab.text("value"));
            tab.until("document.getElementById('story').textContent.includes('2 more local minima')");
            tab.until("document.querySelectorAll('#every tbody tr').length >= 10");
            assertTrue(tab.evaluate("document.querySelectorAll('#explain math').length").asInt() >= 2);
            tab.withoutScrollbar();
            tab.screenshot(PICTURES.resolve("light.png"), true);
            assertClean(tab);
        }
    }

    /** Leaves what docs/explore.png shows. */
    @Test
    void theAddressInTheDocumentsShowsTheirPicture() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "EXPLORE.md"));
        String query = document.lines().filter(line -> line.startsWith("    ?")).findFirst().orElseThrow().strip().substring(1);
        try (Chromium.Tab tab = browser.open(server.address() + "?" + query, 1240, 812, false)) {
            tab.until("document.documentElement?.dataset.frames > 0");
            tab.until("document.getElementById('step').textContent === '4'");
            tab.until("document.getElementById('story').textContent.includes('one more local minimum')");
            tab.until("document.getElementById('ess').textContent.includes('of 64')");
            tab.withoutScrollbar();
            tab.screenshot(PICTURES.resolve("explore.png"), false);
            assertClean(tab);
        }
    }

    @Test
    void curvesFollowTheMouseAndTheKeyboard() throws Exception {
        try (Chromium.Tab tab = open("q=1:0:1.5")) {
            tab.drag("handle-q0mean", 120);
            tab.until("Number(document.getElementById('handle-q0mean').getAttribute('aria-valuenow')) > 1");
            double wide = q(tab, "width");
            tab.drag("handle-q0width", 40);
            tab.until("Number(document.getElementById('handle-q0width').getAttribute('aria-valuenow')) > " + wide);
            tab.drag("handle-p0mean", -50);
            tab.until("Number(document.getElementById('handle-p0mean').getAttribute('aria-valuenow')) < -3.3");
            double before = q(tab, "mean");
            tab.evaluate("document.getElementById('handle-q0mean').focus()");
            tab.key("ArrowRight");
            tab.until("Math.abs(Number(document.getElementById('handle-q0mean').getAttribute('aria-valuenow')) - " + before + " - 0.1) < 1e-6");
            tab.key("ArrowUp");
            tab.until("document.getElementById('handle-q0mean').getAttribute('aria-valuetext').includes('mean')");
            tab.until("location.search.includes('q=') && location.search.includes('p=')");
            assertClean(tab);
        }
    }

    @Test
    void theAddressOfOneTabShowsTheSameInAnother() throws Exception {
        try (Chromium.Tab tab = open("by=score&k=32&seed=9&dir=forward&q=1:-2:1.5")) {
            tab.click("#one");
            tab.until("document.getElementById('step').textContent === '1'");
            tab.click("#one");
            tab.until("location.search.includes('n=2')");
            String query = tab.evaluate("location.search").asText().substring(1);
            try (Chromium.Tab other = open(query)) {
                for (String id : List.of("value", "ess", "mc", "qtext", "step")) {
                    other.until("document.getElementById('" + id + "').textContent === " + new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(tab.text(id)));
                }
                other.click("#lessons button");
                other.until("document.getElementById('chart-title').textContent === 'Mean seeking'");
                other.until("document.getElementById('step').textContent === '400'");
                assertEquals("2", tab.text("step"), "the other tab is another fit");
                assertClean(other);
            }
            assertClean(tab);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"1280; false; ''", "320; true; d=alpha&a=0.3&twin=1&by=path&n=20", "1280; true; d=chi2&dir=forward&by=score&k=1000&q=1:-0.5:0.6&seed=2",
        "800; false; par=mixture&q=1:-1:1.4,1:0:1.4,1:1:1.4&natural=0&hide=1"})
    void axeFindsNoBarrier(int width, boolean dark, String query) throws Exception {
        try (Chromium.Tab tab = browser.open(server.address() + "?" + query, width, 900, dark)) {
            tab.until("document.documentElement?.dataset.frames > 0");
            tab.until("document.querySelectorAll('#every tbody tr').length >= 10");
            tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; }); document.getElementById('copy-java').click()");
            tab.until("document.getElementById('java').textContent.includes('OnScreen')");
            try (InputStream axe = ExploreBrowserTest.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
                tab.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; 0");
            }
            String found = tab.evaluate("axe.run().then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')).join('; '))").asText();
            assertEquals("", found);
        }
    }

    @Test
    void inTheDarkOnANarrowScreenNothingSticksOut() throws Exception {
        try (Chromium.Tab tab = browser.open(server.address() + "?d=chi2&dir=forward&by=score&k=200&q=1:-1:2", 320, 700, true)) {
            tab.until("document.documentElement?.dataset.frames > 0");
            tab.until("document.getElementById('ess').textContent.includes('of 200')");
            assertTrue(tab.evaluate("document.documentElement.scrollWidth").asInt() <= 320);
            assertEquals("rgb(16, 19, 23)", tab.evaluate("getComputedStyle(document.body).backgroundColor").asText());
            tab.withoutScrollbar();
            tab.screenshot(PICTURES.resolve("dark-narrow.png"), true);
            assertTrue(Files.size(PICTURES.resolve("dark-narrow.png")) > 20_000);
            assertClean(tab);
        }
    }

    /** Each lesson by its button, asserted by the numbers on the page; those of the same state through the API are in ExplorePageTest. */
    @ParameterizedTest
    @EnumSource(Lesson.class)
    void everyLessonIsToldByItsButton(Lesson lesson) throws Exception {
        // Not the page's own beginning, which is one of the lessons.
        try (Chromium.Tab tab = open("q=1:1:1.5")) {
            tab.until("document.querySelectorAll('#lessons button').length === " + Lesson.values().length);
            tab.evaluate("document.querySelectorAll('#lessons button')[" + lesson.ordinal() + "].click()");
            if (lesson == Lesson.RUNAWAY) {
                tab.until("document.getElementById('infinite').textContent.includes('left its domain')");
            } else {
                tab.until("document.getElementById('step').textContent.replace(/\\D/g, '') === '" + lesson.steps() + "'");
            }
            double mean = q(tab, "mean");
            switch (lesson) {
                case MEAN -> assertEquals(-0.5, mean, 1e-3);
                case MODE -> assertEquals("0.69067", tab.text("value"));
                case STUCK -> assertEquals(-3, mean, 0.1);
                case MOMENTUM -> assertEquals(3, mean, 1e-3);
                case CHI -> assertEquals(-0.36570527552, mean, 0.2);
                case ESS -> {
                    tab.until("document.getElementById('infinite').textContent.includes('The samples do not show it')");
                    assertTrue(tab.text("ess").contains("of 1"), tab.text("ess"));
                }
                case PUSH -> assertTrue(Math.abs(mean + 3) < 0.2 || Math.abs(mean - 2) < 0.2, "on a mode: " + mean);
                default -> assertTrue(mean < 0, "away from 3: " + mean);
            }
            tab.withoutScrollbar();
            tab.screenshot(PICTURES.resolve("lesson-" + lesson.name().toLowerCase(Locale.ROOT) + ".png"), false);
            assertClean(tab);
        }
    }

    private static void choose(Chromium.Tab tab, String id, String value) throws Exception {
        tab.evaluate("(() => { const e = document.getElementById('" + id + "'); e.value = '" + value + "'; for (const t of ['input', 'change']) e.dispatchEvent(new Event(t, { bubbles: true })); })()");
    }

    private static void untilAddress(Chromium.Tab tab, String part) throws Exception {
        tab.until("location.search.includes(" + new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(part) + ")");
    }

    @Test
    void everyControlChangesWhatItSays() throws Exception {
        try (Chromium.Tab tab = open("q=1:0:1.5")) {
            for (int modes = 3; modes <= 6; modes++) {
                tab.click("#add");
                tab.until("document.querySelectorAll('#modes tbody tr').length === " + modes);
            }
            assertTrue(tab.evaluate("document.getElementById('add').disabled").asBoolean(), "six modes are the most");
            tab.click("#modes tbody tr button");
            tab.until("document.querySelectorAll('#modes tbody tr').length === 5");
            double width = q(tab, "width");
            tab.wheel("handle-q0mean", -100);
            tab.until("Number(document.getElementById('handle-q0width').getAttribute('aria-valuenow')) > " + width);
            for (String parameters : List.of("mu-sigma", "mu-variance", "mu-tau", "natural", "fixed", "mixture", "mu-sigma")) {
                choose(tab, "k-par", parameters);
                untilAddress(tab, "par=" + parameters);
            }
            choose(tab, "k-d", "alpha");
            tab.until("!document.getElementById('a-field').hidden");
            choose(tab, "a-slider", "1.5");
            untilAddress(tab, "a=1.5");
            choose(tab, "k-d", "js");
            tab.until("document.getElementById('value-name').textContent.includes('Jensen')");
            choose(tab, "k-by", "score");
            choose(tab, "k-slider", "4");
            untilAddress(tab, "k=10000");
            tab.until("document.getElementById('ess').textContent.includes('of 10000')");
            choose(tab, "k-slider", "0");
            tab.until("/[?&]k=1(&|$)/.test(location.search)");
            choose(tab, "k-rate", "-0.05");
            choose(tab, "k-clip", "3");
            choose(tab, "k-seed", "77");
            choose(tab, "k-opt", "adam");
            choose(tab, "speed", "6");
            for (String part : List.of("rate=-0.05", "clip=3", "seed=77", "opt=adam", "v=0")) {
                untilAddress(tab, part);
            }
            tab.click("#hidden-new");
            tab.until("document.getElementById('hidden').textContent === 'Reveal p'");
            double mean = q(tab, "mean");
            tab.click("[data-nudge=mean][data-by='0.1']");
            tab.until("Math.abs(Number(document.getElementById('handle-q0mean').getAttribute('aria-valuenow')) - " + (mean + 0.1) + ") < 1e-6");
            tab.click("#hidden");
            tab.until("document.getElementById('hidden').textContent === 'Hide p'");
            assertEquals("false", tab.evaluate("String(document.getElementById('handle-p0mean').hidden)").asText());
            assertClean(tab);
        }
    }

    @Test
    void inForcedColoursThePageIsDrawnInTheirs() throws Exception {
        try (Chromium.Tab tab = open("q=1:0:1.5")) {
            tab.send("Emulation.setEmulatedMedia", "features", List.of(Map.of("name", "forced-colors", "value", "active")));
            tab.until("matchMedia('(forced-colors: active)').matches");
            tab.withoutScrollbar();
            tab.screenshot(PICTURES.resolve("forced-colours.png"), false);
            assertEquals("CanvasText", tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()").asText());
            assertClean(tab);
        }
    }

    /** A measurement, not a test: how soon a drag is seen, and how often the page is drawn while a fit runs at full speed. */
    @Test
    @Tag("full")
    void measureTheSpeedOfThePage() throws Exception {
        try (Chromium.Tab tab = open("q=1:1:1.5")) {
            tab.until("document.getElementById('story').textContent.includes('local minim')");
            tab.evaluate("(() => { window.delays = []; let at = 0; addEventListener('pointermove', (e) => { if (e.buttons) at = performance.now(); }, true);"
                    + " new MutationObserver(() => { if (at) { requestAnimationFrame(() => { if (at) { window.delays.push(performance.now() - at); at = 0; } }); } })"
                    + ".observe(document.documentElement, { attributes: true, attributeFilter: ['data-frames'] }); })()");
            for (int i = 0; i < 12; i++) {
                tab.drag("handle-q0mean", i % 2 == 0 ? 120 : -120);
                Thread.sleep(200);
            }
            tab.evaluate("window.delays.sort((a, b) => a - b)");
            String drags = tab.evaluate("`${window.delays.length} redrawn drags: median ${window.delays[Math.floor(0.5 * window.delays.length)].toFixed(1)} ms, p95 "
                    + "${window.delays[Math.floor(0.95 * window.delays.length)].toFixed(1)} ms`").asText();
            System.out.println(drags);
        }
        try (Chromium.Tab tab = open("by=reparam&k=10&v=0&q=1:1:1.5&n=0")) {
            tab.click("#run");
            Thread.sleep(4000);
            tab.send("Performance.enable", "timeDomain", "threadTicks");
            Map<String, Double> before = tab.metrics();
            double framesBefore = tab.evaluate("Number(document.documentElement.dataset.frames)").asDouble();
            System.out.println(tab.evaluate("new Promise((done) => { let frames = 0; const from = Number(document.documentElement.dataset.frames); const start = performance.now();"
                    + " const tick = (t) => { frames++; if (t - start < 4000) requestAnimationFrame(tick); else done(`at full speed, K = 10: ${document.getElementById('rate').textContent}; "
                    + "${(frames / 4).toFixed(1)} frames a second, ${((Number(document.documentElement.dataset.frames) - from) / 4).toFixed(1)} of them with news`); }; requestAnimationFrame(tick); })").asText());
            Map<String, Double> after = tab.metrics();
            double frames = tab.evaluate("Number(document.documentElement.dataset.frames)").asDouble() - framesBefore;
            StringBuilder line = new StringBuilder("processor time of the page's main thread for each frame, in ms:");
            for (String name : List.of("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")) {
                line.append(String.format(Locale.ROOT, " %s %.2f", name, 1000 * (after.get(name) - before.get(name)) / frames));
            }
            System.out.println(line);
        }
    }
}
