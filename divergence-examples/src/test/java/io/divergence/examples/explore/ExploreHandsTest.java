package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What fingers, a mouse and a wish for little motion do to the page, in a real browser, where there is one; otherwise these are skipped. */
class ExploreHandsTest extends BrowserTests {
    private static Chromium.Tab open(String query, int width, String motion, String before) throws Exception {
        Chromium.Tab tab = browser.open(server.address() + (query.isEmpty() ? "" : "?" + query), width, 900, false, motion, before);
        tab.until("document.documentElement?.dataset.frames > 0");
        return tab;
    }

    private static String now(String handle) {
        return "Number(document.getElementById('handle-" + handle + "').getAttribute('aria-valuenow'))";
    }

    private static double value(Chromium.Tab tab, String handle) throws Exception {
        return tab.evaluate(now(handle)).asDouble();
    }

    @Test
    void curvesFollowAFinger() throws Exception {
        String listener = "window.kinds = new Set(); addEventListener('pointerdown', (e) => window.kinds.add(e.pointerType), true);";
        try (Chromium.Tab tab = open("q=1:0:1.5", 390, "reduce", listener)) {
            tab.send("Emulation.setTouchEmulationEnabled", "enabled", true, "maxTouchPoints", 1);
            tab.swipe("handle-q0mean", 60, 0);
            tab.until(now("q0mean") + " > 1");
            double width = value(tab, "q0width");
            tab.swipe("handle-q0width", 40, 0);
            tab.until(now("q0width") + " > " + (width + 0.3));
            tab.swipe("handle-p0mean", -30, 0);
            tab.until(now("p0mean") + " < -3.3");
            assertEquals("[\"touch\"]", tab.evaluate("JSON.stringify([...window.kinds])").asText());
            assertEquals(List.of(), tab.complaints());
        }
    }

    /** A finger that goes up or down over a handle moves the curve and not the page; beside the handles it moves the page. */
    @Test
    void aFingerBesideTheHandlesScrollsThePage() throws Exception {
        try (Chromium.Tab tab = open("q=1:0:1.5", 390, "reduce", "")) {
            tab.send("Emulation.setTouchEmulationEnabled", "enabled", true, "maxTouchPoints", 1);
            tab.swipe("handle-q0mean", 20, 60);
            tab.until(now("q0mean") + " > 0.2");
            double before = tab.evaluate("scrollY").asDouble();
            tab.swipe("story", 0, -200);
            tab.until("scrollY > " + (before + 50));
            assertEquals(List.of(), tab.complaints());
        }
    }

    @Test
    void aFitIsShownInMotionOnlyToThoseWhoDoNotMind() throws Exception {
        // Before the page's own scripts: notes whether a fit was ever seen to run.
        String watch = "new MutationObserver(() => { if (document.getElementById('run')?.getAttribute('aria-pressed') === 'true') window.ran = true; })"
                + ".observe(document, { attributes: true, childList: true, subtree: true });";
        try (Chromium.Tab tab = open("", 1280, "no-preference", watch)) {
            tab.until("document.getElementById('step').textContent === '400'");
            assertTrue(tab.evaluate("Boolean(window.ran)").asBoolean(), "the first story is played");
            assertTrue(tab.evaluate("Number(document.documentElement.dataset.frames)").asInt() > 20, "in many frames");
            assertEquals("0.12s, 0.12s", tab.evaluate("getComputedStyle(document.getElementById('one')).transitionDuration").asText());
            assertEquals(List.of(), tab.complaints());
        }
        try (Chromium.Tab tab = open("", 1280, "reduce", watch)) {
            tab.until("document.getElementById('step').textContent === '400'");
            assertFalse(tab.evaluate("Boolean(window.ran)").asBoolean(), "the first story is told by its end");
            assertEquals("0s", tab.evaluate("getComputedStyle(document.getElementById('one')).transitionDuration").asText());
            assertEquals("Mode seeking", tab.text("chart-title"));
            tab.click("#run");
            tab.until("window.ran");
            assertEquals(List.of(), tab.complaints());
        }
    }

    @Test
    void aClickOnTheLandscapeMovesQThere() throws Exception {
        try (Chromium.Tab tab = open("q=1:-3:1", 1280, "reduce", "")) {
            tab.until("document.getElementById('story').textContent.includes('local minim')");
            tab.clickAt("landscape", 0.75, 0.4);
            tab.until(now("q0mean") + " > 1.5");
            // The axis goes from -8 to 7, between margins of 40 and 10.
            double canvas = tab.evaluate("document.getElementById('landscape').getBoundingClientRect().width").asDouble();
            assertEquals(-8 + 15 * (0.75 * canvas - 40) / (canvas - 50), value(tab, "q0mean"), 0.06);
            double high = value(tab, "q0width");
            tab.clickAt("landscape", 0.75, 0.7);
            tab.until(now("q0width") + " < " + 0.8 * high);
            tab.until("location.search.includes('q=')");
            assertEquals(List.of(), tab.complaints());
        }
    }

    @Test
    void theAddressIsCopiedAsItIs() throws Exception {
        try (Chromium.Tab tab = open("d=js&q=1:0.5:1.5&seed=4", 1280, "reduce", "")) {
            String origin = "http://" + server.address().getAuthority();
            tab.send("Browser.grantPermissions", "permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite"), "origin", origin);
            tab.send("Emulation.setFocusEmulationEnabled", "enabled", true);
            tab.evaluate("document.getElementById('share-details').open = true");
            tab.click("#copy-link");
            tab.until("document.getElementById('copy-link').textContent === 'Copied'");
            assertEquals(tab.evaluate("location.href").asText(), tab.evaluate("navigator.clipboard.readText()").asText());
            assertTrue(tab.evaluate("location.href").asText().contains("d=js"));
            tab.until("document.getElementById('copy-link').textContent === 'Copy the address'");
            tab.click("#copy-java");
            tab.until("document.getElementById('copy-java').textContent === 'Copied'");
            assertEquals(tab.text("java"), tab.evaluate("navigator.clipboard.readText()").asText());
            assertEquals(List.of(), tab.complaints());
        }
    }

    @Test
    void everyButtonOfTheFitByHandMovesQ() throws Exception {
        try (Chromium.Tab tab = open("q=1:0.5:1.5&hide=1", 1280, "reduce", "")) {
            for (double by : new double[] {-0.1, 0.1}) {
                double mean = value(tab, "q0mean");
                tab.click("[data-nudge=mean][data-by='" + by + "']");
                tab.until("Math.abs(" + now("q0mean") + " - " + (mean + by) + ") < 1e-6");
                double sd = value(tab, "q0width");
                tab.click("[data-nudge=variance][data-by='" + by + "']");
                tab.until("Math.abs(" + now("q0width") + " ** 2 - " + (sd * sd + by) + ") < 1e-5");
            }
            assertTrue(tab.text("hand-values").matches("(?s).*\\d.*"), tab.text("hand-values"));
            assertEquals("true", tab.evaluate("String(document.getElementById('handle-p0mean').hidden)").asText());
            assertEquals(List.of(), tab.complaints());
        }
    }

    /** A script or a style that is not a file of the page is not run, whoever put it there. */
    @Test
    void theBrowserRefusesWhatThePolicyForbids() throws Exception {
        try (Chromium.Tab tab = open("q=1:0.5:1.5", 1280, "reduce", "")) {
            tab.evaluate("window.refused = []; document.addEventListener('securitypolicyviolation', (e) => window.refused.push(e.effectiveDirective));"
                    + " const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s);"
                    + " const t = document.createElement('style'); t.textContent = 'body { display: none }'; document.head.append(t);"
                    + " const i = document.createElement('img'); i.src = 'http://127.0.0.2/x.png'; document.body.append(i);"
                    + " fetch('http://127.0.0.2/').catch(() => 0); 0");
            tab.until("['script-src-elem', 'style-src-elem', 'img-src', 'connect-src'].every((d) => window.refused.includes(d))");
            assertEquals("undefined", tab.evaluate("typeof window.evil").asText());
            assertEquals("block", tab.evaluate("getComputedStyle(document.body).display").asText());
        }
    }
}
