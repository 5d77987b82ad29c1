package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The main of the interactive page: it prints where it is, serves, and ends. */
class ExplorePageMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(ExplorePage page, String... arguments) {
        return Example.execute(page, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void thePageSaysWhereItIsServesAndEnds() throws Exception {
        ExplorePage page = new ExplorePage();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> execute(page, "--seed", "7"));
        Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/\\S+").matcher("");
        for (int i = 0; i < 400 && !address.reset(out.toString()).find(); i++) {
            Thread.sleep(25);
        }
        URI uri = URI.create(address.group());
        assertTrue(uri.getQuery().equals("seed=7"), uri::toString);
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("Divergence, explored"));
        page.stop();
        assertEquals(0, code.get(20, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
    }

    @Test
    void aPortThatIsNoneIsRefusedInOneLine() {
        assertEquals(2, execute(new ExplorePage(), "--port", "70000"));
        assertTrue(err.toString().contains("--port = 70000: must be from 0 to 65535"), err::toString);
    }

    @Test
    void helpNamesTheOptions() {
        assertEquals(0, execute(new ExplorePage(), "--help"));
        assertTrue(out.toString().contains("--open") && out.toString().contains("--port"));
        assertFalse(out.toString().contains("null"));
    }
}
