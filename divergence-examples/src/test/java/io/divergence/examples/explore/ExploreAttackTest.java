package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that no browser of ours would make, over plain sockets. */
class ExploreAttackTest {
    private static ExploreServer server;
    private static String host;
    private static String path;

    @BeforeAll
    static void start() throws IOException {
        server = ExploreServer.start(0);
        host = server.address().getAuthority();
        path = server.address().getPath();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static String send(String request) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            return "timed out";
        } catch (IOException e) {
            return "cut off";
        }
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\n" + lines(headers) + "Connection: close\r\n\r\n";
    }

    private static String post(String target, String body, String... headers) {
        return "POST " + target + " HTTP/1.1\r\n" + lines(headers) + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    private static Map<String, String> attacks() {
        Map<String, String> all = new LinkedHashMap<>();
        String good = "Host: " + host;
        String origin = "Origin: http://" + host;
        String json = "Content-Type: application/json";
        for (String other : List.of("evil.example", "localhost", "127.0.0.1", host + ".evil.example", "evil.example:" + server.address().getPort(), "127.0.0.2:" + server.address().getPort(),
                "[::1]:" + server.address().getPort(), "0.0.0.0:" + server.address().getPort(), " ", host + "@evil.example", "localhost:" + server.address().getPort())) {
            all.put("host " + other, get(path, "Host: " + other));
        }
        all.put("no host", get(path));
        for (String target : List.of("/", "/index.html", "/" + "A".repeat(24) + "/", path.substring(0, path.length() - 2) + "/", path.toUpperCase(java.util.Locale.ROOT) + "x", path + "../",
                path + "../../etc/passwd", path + "..%2f..%2fetc%2fpasswd", path + "%2e%2e/%2e%2e/etc/passwd", path + "..\\..\\windows", path + "main.js/../../x", path + "main.js%00.html",
                path + "./main.js", path + "//main.js", path + "explore/main.js", path + "META-INF/MANIFEST.MF", path + "io/divergence/examples/explore/Session.class", path + "pom.xml", path + "MAIN.JS",
                path + "main.js%20", path + "x".repeat(5000), path + "events", path + "events?session=", path + "events?session=abc", path + "events?session=../../x", path + "do", path + "open")) {
            all.put("path " + target, get(target, good));
        }
        for (String other : List.of("null", "http://evil.example", "https://" + host, "http://" + host + ".evil.example", "http://127.0.0.1", "http://localhost:" + server.address().getPort())) {
            all.put("origin " + other, post(path + "open", "{\"query\":\"\"}", good, json, "Origin: " + other));
            all.put("get with origin " + other, get(path, good, "Origin: " + other));
        }
        all.put("no origin", post(path + "open", "{\"query\":\"\"}", good, json));
        all.put("form", post(path + "open", "query=", good, origin, "Content-Type: application/x-www-form-urlencoded"));
        all.put("plain text", post(path + "open", "{\"query\":\"\"}", good, origin, "Content-Type: text/plain"));
        for (String body : List.of("", "null", "[]", "{", "{\"query\":1}", "{\"query\":null}", "{\"query\":NaN}", "{\"query\":\"rate=NaN\"}", "{\"query\":\"k=99999999999\"}", "{\"query\":\"k=100000000\"}",
                "{\"query\":\"p=1:0:1e-300\"}", "{\"query\":\"n=-1\"}", "{\"query\":\"seed=99999999999999999999\"}", "{\"query\":\"%zz=1\"}", "{\"query\":\"p=%\"}", "{\"query\":\"" + "a".repeat(5000) + "\"}",
                "[".repeat(5000), "{\"a\":".repeat(2000), "{\"query\":\"\",\"query\":\"\"}", "{\"query\":\"\"} trailing", "\u0000\u0001", "{\"query\":\"<script>=1\"}", "{\"query\":1e999999999}")) {
            all.put("body " + body.substring(0, Math.min(40, body.length())), post(path + "open", body, good, origin, json));
        }
        all.put("oversize", post(path + "open", "{\"query\":\"" + " ".repeat(40_000) + "\"}", good, origin, json));
        all.put("unknown session", post(path + "do", "{\"session\":\"x\",\"do\":\"run\"}", good, origin, json));
        for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "HEAD", "CONNECT", "FOO")) {
            all.put("method " + method, method + " " + path + " HTTP/1.1\r\n" + good + "\r\nConnection: close\r\n\r\n");
        }
        all.put("not http", "hello\r\n\r\n");
        all.put("negative length", "POST " + path + "open HTTP/1.1\r\n" + good + "\r\n" + origin + "\r\n" + json + "\r\nContent-Length: -5\r\nConnection: close\r\n\r\n");
        all.put("bad chunks", "POST " + path + "open HTTP/1.1\r\n" + good + "\r\n" + origin + "\r\n" + json + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n");
        return all;
    }

    @Test
    void noAttackIsServedAndTheServerLives() throws Exception {
        Map<String, String> attacks = attacks();
        assertTrue(attacks.size() >= 60, () -> attacks.size() + " attacks");
        for (Map.Entry<String, String> attack : attacks.entrySet()) {
            String answer = send(attack.getValue());
            assertFalse(answer.matches("(?s)HTTP/1\\.[01] [23].*"), () -> attack.getKey() + " was answered by " + answer);
            assertFalse(answer.contains("\tat ") || answer.contains("Exception:"), () -> attack.getKey() + " shows a stack trace: " + answer);
            assertFalse(answer.startsWith("HTTP/1.1 500"), () -> attack.getKey() + ": " + answer);
        }
        assertEquals(0, server.sessionCount());
        assertTrue(send(get(path, "Host: " + host)).startsWith("HTTP/1.1 200"), "a good request is served still");
    }

    @Test
    void twoHundredHalfOpenSocketsDoNotStopAGoodRequest() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = socket();
                if (i % 2 == 0) {
                    socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: ").getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }
                sockets.add(socket);
            }
            assertTrue(send(get(path, "Host: " + host)).startsWith("HTTP/1.1 200"));
            try (InputStream in = sockets.get(0).getInputStream()) {
                assertEquals(-1, in.read(), "a request that does not end is cut off");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void theServerListensOnTheLoopbackAddressWithASecretInItsPath() {
        URI address = server.address();
        assertEquals("127.0.0.1", address.getHost());
        assertTrue(address.getPath().length() > 20, address::getPath);
    }
}
