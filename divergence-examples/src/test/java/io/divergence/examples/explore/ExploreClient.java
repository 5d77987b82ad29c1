package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A tab without a browser. */
final class ExploreClient {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private String session;

    ExploreClient(URI base) {
        this.base = base;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json")
                .header("Origin", "http://" + base.getAuthority()).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<java.util.stream.Stream<String>> events() throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(base.resolve("events?session=" + session)).build(), HttpResponse.BodyHandlers.ofLines());
    }

    void close() throws IOException, InterruptedException {
        if (session != null) {
            post("close", MAPPER.writeValueAsString(Map.of("session", session)));
        }
    }

    String session() {
        return session;
    }

    JsonNode open(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("open", MAPPER.writeValueAsString(Map.of("query", query)));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode frame = MAPPER.readTree(answer.body());
        session = frame.get("session").textValue();
        return frame;
    }

    /** A command with pairs of names and values. */
    JsonNode act(String what, Object... pairs) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("do", message(what, pairs));
        assertEquals(200, answer.statusCode(), answer.body());
        return MAPPER.readTree(answer.body());
    }

    /** A command that must be refused; returns the reason. */
    String refused(String what, Object... pairs) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("do", message(what, pairs));
        assertEquals(400, answer.statusCode(), answer.body());
        return MAPPER.readTree(answer.body()).get("error").textValue();
    }

    private String message(String what, Object... pairs) throws IOException {
        Map<String, Object> message = new HashMap<>(Map.of("session", session, "do", what));
        for (int i = 0; i < pairs.length; i += 2) {
            message.put((String) pairs[i], pairs[i + 1]);
        }
        return MAPPER.writeValueAsString(message);
    }

    JsonNode set(Object... pairs) throws IOException, InterruptedException {
        return act("set", "change", changes(pairs));
    }

    static ObjectNode changes(Object... pairs) {
        ObjectNode change = MAPPER.createObjectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            change.set((String) pairs[i], MAPPER.valueToTree(pairs[i + 1]));
        }
        return change;
    }

    /** Waits until nothing runs. */
    JsonNode settled() throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            JsonNode frame = act("frame");
            if (!frame.get("running").asBoolean()) {
                return frame;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("still running");
    }

    static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(array.get(i));
        }
        return numbers;
    }

    /** A number, or the word of one that is not finite. */
    static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
    }
}
