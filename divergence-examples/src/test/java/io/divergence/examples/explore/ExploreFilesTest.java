package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the files of the page hold, and with which headers they are served. */
class ExploreFilesTest {

    @Test
    void thePageIsLightAndAsksNobodyElse() throws Exception {
        try (ExploreServer server = ExploreServer.start(0)) {
            assertLight(new ExploreClient(server.address()));
        }
    }

    private static void assertLight(ExploreClient tab) throws Exception {
        long weight = 0;
        Pattern foreign = Pattern.compile("(https?:)?//(?!www\\.w3\\.org/2000/svg)[A-Za-z0-9-]+\\.[A-Za-z]{2,}");
        for (Resource resource : Resource.values()) {
            byte[] bytes = resource.bytes();
            weight += bytes.length;
            Matcher address = foreign.matcher(new String(bytes, StandardCharsets.UTF_8));
            assertFalse(address.find(), () -> resource + " names " + address.group());
            HttpResponse<String> served = tab.get(resource.file());
            assertEquals(200, served.statusCode());
            String policy = served.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"), policy);
            assertFalse(policy.contains("unsafe") || policy.contains("*") || policy.contains("http"), policy);
            for (String closed : List.of("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")) {
                assertTrue(policy.contains(closed), policy);
            }
            assertEquals("nosniff", served.headers().firstValue("X-Content-Type-Options").orElse(""));
        }
        assertTrue(weight < 300_000, "the page weighs " + weight + " bytes");
    }

    @Test
    void everyControlHasANameAndEveryReferenceAnEnd() {
        String html = new String(Resource.INDEX.bytes(), StandardCharsets.UTF_8);
        Set<String> ids = new HashSet<>();
        Matcher id = Pattern.compile("\\bid=\"([^\"]+)\"").matcher(html);
        while (id.find()) {
            assertTrue(ids.add(id.group(1)), () -> "two elements have the id " + id.group(1));
        }
        Matcher reference = Pattern.compile("\\b(?:for|list|aria-labelledby|aria-describedby)=\"([^\"]+)\"").matcher(html);
        while (reference.find()) {
            assertTrue(ids.contains(reference.group(1)), () -> reference.group() + " refers to nothing");
        }
        Matcher control = Pattern.compile("<(input|select|meter|canvas)\\b[^>]*>").matcher(html);
        int controls = 0;
        while (control.find()) {
            controls++;
            String tag = control.group();
            Matcher own = id.pattern().matcher(tag);
            boolean labelled = tag.contains("aria-label=") || own.find() && html.contains("for=\"" + own.group(1) + "\"")
                    || Pattern.compile("<label[^>]*>\\s*" + Pattern.quote(tag)).matcher(html).find();
            assertTrue(labelled, () -> tag + " has no label");
        }
        assertTrue(controls > 20, "the controls were found");
        assertTrue(html.contains("<html lang=\"en\">") && html.contains("aria-live=\"polite\"") && html.contains("<main>"));
        assertFalse(Pattern.compile("\\s(style|on[a-z]+)=\"").matcher(html).find(), "the policy forbids inline styles and handlers");
    }

    @Test
    void scriptsUseOnlyElementsThatThePageHas() {
        String html = new String(Resource.INDEX.bytes(), StandardCharsets.UTF_8);
        for (Resource resource : Resource.values()) {
            Matcher use = Pattern.compile("\\$\\('([^']+)'\\)").matcher(new String(resource.bytes(), StandardCharsets.UTF_8));
            while (use.find()) {
                assertTrue(html.contains("id=\"" + use.group(1) + "\""), () -> resource + " uses " + use.group(1));
            }
        }
    }
}
