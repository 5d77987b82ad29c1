package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium of the system without a window, driven by its own protocol: no driver and no library is needed. */
final class Chromium {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_SECONDS = 40;

    private final Process process;
    private final Path profile;
    private final String port;

    private Chromium(Process process, Path profile, String port) {
        this.process = process;
        this.profile = profile;
        this.port = port;
    }

    /** The program, if there is one. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").map(Path::of).filter(Files::isExecutable).findFirst();
    }

    static Chromium start(Path program) throws Exception {
        Path profile = Files.createTempDirectory("explore-chromium");
        Process process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Path file = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < 1200 && (!Files.exists(file) || Files.readAllLines(file).size() < 2); i++) {
            Thread.sleep(25);
        }
        return new Chromium(process, profile, Files.readAllLines(file).get(0));
    }

    /** Opens a page that is asked for little motion. */
    Tab open(String address, int width, int height, boolean dark) throws Exception {
        return open(address, width, height, dark, "reduce", "");
    }

    /** Opens a page with the answer to "prefers-reduced-motion", and runs a script before all of the page's own. */
    Tab open(String address, int width, int height, boolean dark, String motion, String before) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank")).PUT(HttpRequest.BodyPublishers.noBody()).build();
        JsonNode target = MAPPER.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        Tab tab = new Tab(URI.create(target.get("webSocketDebuggerUrl").textValue()));
        tab.send("Page.enable");
        tab.send("Runtime.enable");
        tab.send("Log.enable");
        tab.send("Network.enable");
        tab.send("Emulation.setDeviceMetricsOverride", "width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
        tab.send("Emulation.setEmulatedMedia", "features", List.of(Map.of("name", "prefers-reduced-motion", "value", motion), Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
        tab.send("Page.addScriptToEvaluateOnNewDocument", "source", before);
        tab.send("Page.navigate", "url", address);
        return tab;
    }

    void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Collections.reverseOrder()).forEach(p -> p.toFile().delete());
        }
    }

    /** One page. */
    static final class Tab implements AutoCloseable, WebSocket.Listener {
        private final AtomicInteger count = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
        private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Tab(URI address) throws Exception {
            socket = HTTP.newWebSocketBuilder().buildAsync(address, this).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                try {
                    take(MAPPER.readTree(whole));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
            }
            webSocket.request(1);
            return null;
        }

        private void take(JsonNode message) {
            if (message.has("id")) {
                CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
                if (answer != null) {
                    answer.complete(message);
                }
                return;
            }
            switch (message.path("method").asText()) {
                case "Runtime.exceptionThrown" -> complaints.add(message.at("/params/exceptionDetails").toString());
                case "Log.entryAdded" -> complaints.add(message.at("/params/entry/text").asText());
                case "Runtime.consoleAPICalled" -> complaints.add(message.at("/params/args").toString());
                case "Network.requestWillBeSent" -> requests.add(message.at("/params/request/url").asText());
                default -> { }
            }
        }

        JsonNode send(String method, Object... pairs) throws Exception {
            ObjectNode message = MAPPER.createObjectNode().put("id", count.incrementAndGet()).put("method", method);
            ObjectNode params = message.putObject("params");
            for (int i = 0; i < pairs.length; i += 2) {
                params.set((String) pairs[i], MAPPER.valueToTree(pairs[i + 1]));
            }
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            waiting.put(message.get("id").asInt(), answer);
            socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            JsonNode result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (result.has("error")) {
                throw new IllegalStateException(method + ": " + result.get("error"));
            }
            return result.get("result");
        }

        /** The value of an expression. */
        JsonNode evaluate(String expression) throws Exception {
            JsonNode result = send("Runtime.evaluate", "expression", expression, "returnByValue", true, "awaitPromise", true);
            if (result.has("exceptionDetails")) {
                throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
            }
            return result.at("/result/value");
        }

        /** Waits until an expression is true. */
        void until(String expression) throws Exception {
            long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
            while (!evaluate("Boolean(" + expression + ")").asBoolean()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("never true: " + expression + "; page: " + evaluate("document.body.innerText").asText().substring(0, 400) + complaints);
                }
                Thread.sleep(40);
            }
        }

        /** The counters of the page's own bookkeeping, times in seconds. */
        Map<String, Double> metrics() throws Exception {
            Map<String, Double> found = new HashMap<>();
            send("Performance.getMetrics").get("metrics").forEach(m -> found.put(m.get("name").asText(), m.get("value").asDouble()));
            return found;
        }

        String text(String id) throws Exception {
            return evaluate("document.getElementById('" + id + "').textContent").asText();
        }

        void click(String selector) throws Exception {
            evaluate("document.querySelector(" + MAPPER.writeValueAsString(selector) + ").click()");
        }

        /** Drags an element sideways with the mouse, in steps. */
        void drag(String id, int by) throws Exception {
            JsonNode box = atRest(id);
            double x = box.get(0).asDouble();
            double y = box.get(1).asDouble();
            mouse("mousePressed", x, y, 1);
            for (int i = 1; i <= 10; i++) {
                mouse("mouseMoved", x + by * i / 10.0, y, 1);
            }
            mouse("mouseReleased", x + by, y, 0);
        }

        /** Drags an element with a finger. */
        void swipe(String id, int byX, int byY) throws Exception {
            JsonNode box = atRest(id);
            double x = box.get(0).asDouble();
            double y = box.get(1).asDouble();
            touch("touchStart", List.of(Map.of("x", x, "y", y)));
            for (int i = 1; i <= 10; i++) {
                touch("touchMove", List.of(Map.of("x", x + byX * i / 10.0, "y", y + byY * i / 10.0)));
            }
            touch("touchEnd", List.of());
        }

        private void touch(String type, List<Map<String, Double>> points) throws Exception {
            send("Input.dispatchTouchEvent", "type", type, "touchPoints", points);
        }

        /** Clicks with the mouse at a part of an element's width and height. */
        void clickAt(String id, double across, double down) throws Exception {
            JsonNode box = atRest(id);
            JsonNode size = evaluate("(() => { const b = document.getElementById('" + id + "').getBoundingClientRect(); return [b.width, b.height]; })()");
            double x = box.get(0).asDouble() + (across - 0.5) * size.get(0).asDouble();
            double y = box.get(1).asDouble() + (down - 0.5) * size.get(1).asDouble();
            mouse("mousePressed", x, y, 1);
            mouse("mouseReleased", x, y, 0);
        }

        /** The centre of an element in view, once it stays where it is. */
        private JsonNode atRest(String id) throws Exception {
            evaluate("document.getElementById('" + id + "').scrollIntoView({block: 'center'})");
            JsonNode box = center(id);
            // What an earlier drag set in motion has to come to rest first.
            for (JsonNode before = null; !box.equals(before); box = center(id)) {
                before = box;
                Thread.sleep(250);
            }
            return box;
        }

        /** Turns the wheel over an element. */
        void wheel(String id, int by) throws Exception {
            evaluate("document.getElementById('" + id + "').scrollIntoView({block: 'center'})");
            JsonNode box = center(id);
            send("Input.dispatchMouseEvent", "type", "mouseWheel", "x", box.get(0), "y", box.get(1), "deltaX", 0, "deltaY", by);
        }

        private JsonNode center(String id) throws Exception {
            return evaluate("(() => { const b = document.getElementById('" + id + "').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()");
        }

        private void mouse(String type, double x, double y, int buttons) throws Exception {
            send("Input.dispatchMouseEvent", "type", type, "x", x, "y", y, "button", "left", "buttons", buttons, "clickCount", 1);
        }

        void key(String name) throws Exception {
            int code = switch (name) {
                case "ArrowLeft" -> 37;
                case "ArrowUp" -> 38;
                case "ArrowRight" -> 39;
                default -> 40;
            };
            for (String type : List.of("keyDown", "keyUp")) {
                send("Input.dispatchKeyEvent", "type", type, "key", name, "code", name, "windowsVirtualKeyCode", code);
            }
        }

        /** For pictures: a scrollbar takes its width from the page. */
        void withoutScrollbar() throws Exception {
            evaluate("document.documentElement.style.scrollbarWidth = 'none'");
            until("document.documentElement.clientWidth === innerWidth");
            Thread.sleep(300); // the canvases are drawn again at their new width
        }

        void screenshot(Path file, boolean wholePage) throws Exception {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(send("Page.captureScreenshot", "format", "png", "captureBeyondViewport", wholePage).get("data").textValue()));
        }

        List<String> complaints() {
            return List.copyOf(complaints);
        }

        List<String> requests() {
            return List.copyOf(requests);
        }

        @Override
        public void close() {
            socket.sendText("{\"id\":0,\"method\":\"Page.close\"}", true).join();
            socket.abort();
        }
    }
}
