package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.divergence.math.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server of the interactive page, on the loopback address alone. Every path begins with a random token; Host and Origin must be its own; only
 * listed files are served. Commands are posted, frames come as server-sent events. Thread-safe.
 */
public final class ExploreServer implements AutoCloseable {
    private static final int LARGEST_BODY = 16_384;
    private static final int THREADS = 512;
    private static final long GRACE_MILLIS = 12_000;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static {
        // Read once by the JDK's server: seconds until a request must have come in whole, and no waiting for full packets.
        preset("sun.net.httpserver.maxReqTime", "4");
        preset("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Sessions sessions;
    private final String token;
    private final String authority;

    private ExploreServer(HttpServer server, ExecutorService threads, long graceMillis) {
        this.server = server;
        this.threads = threads;
        sessions = new Sessions(threads, graceMillis);
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        authority = "127.0.0.1:" + server.getAddress().getPort();
    }

    private static void preset(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /**
     * Starts a server.
     *
     * @param port a port, or 0 for a free one
     * @throws IOException if the port is taken
     */
    public static ExploreServer start(int port) throws IOException {
        return start(port, GRACE_MILLIS);
    }

    /** Starts a server that ends the work of a tab so long after it has gone. */
    static ExploreServer start(int port, long graceMillis) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 256);
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads = new ThreadPoolExecutor(0, THREADS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "explore-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        ExploreServer server = new ExploreServer(http, threads, graceMillis);
        http.setExecutor(threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /** {@return the address to open} */
    public URI address() {
        return URI.create("http://" + authority + "/" + token + "/");
    }

    /** Ends all sessions and threads. */
    @Override
    public void close() {
        sessions.close();
        server.stop(0);
        threads.shutdownNow();
    }

    int sessionCount() {
        return sessions.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (Refusal e) {
                fail(exchange, e.status(), e.getMessage());
            } catch (IllegalArgumentException e) {
                fail(exchange, 400, e.getMessage());
            } catch (RuntimeException e) {
                fail(exchange, 500, "the server failed: " + e.getClass().getSimpleName());
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (!authority.equals(host)) {
            throw new Refusal(403, "the request must be made to " + authority);
        }
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        boolean post = "POST".equals(exchange.getRequestMethod());
        if (origin == null ? post : !origin.equals("http://" + authority)) {
            throw new Refusal(403, "the request must come from the page itself");
        }
        String path = exchange.getRequestURI().getRawPath();
        String prefix = "/" + token + "/";
        if (path == null || !path.startsWith(prefix)) {
            throw new Refusal(404, "there is nothing here");
        }
        String name = path.substring(prefix.length());
        if (post) {
            post(exchange, name);
        } else if (!"GET".equals(exchange.getRequestMethod())) {
            throw new Refusal(405, "the method must be GET or POST");
        } else if (name.equals("events")) {
            events(exchange);
        } else {
            Resource resource = Resource.of(name);
            if (resource == null) {
                throw new Refusal(404, "there is nothing here");
            }
            send(exchange, 200, resource.type(), resource.bytes());
        }
    }

    private void post(HttpExchange exchange, String name) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            throw new Refusal(415, "the body must be application/json");
        }
        ObjectNode message = Json.read(body(exchange));
        switch (name) {
            case "open" -> {
                ObjectNode opened = sessions.open(Screen.ofQuery(Json.text(message, "query")));
                opened.set("lessons", Lesson.all());
                send(exchange, 200, opened);
            }
            case "do" -> send(exchange, 200, sessions.get(Json.text(message, "session")).act(message));
            case "close" -> {
                sessions.close(Json.text(message, "session"));
                send(exchange, 200, Json.object().put("closed", true));
            }
            default -> throw new Refusal(404, "there is nothing here");
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw new Refusal(413, "the body must have at most " + LARGEST_BODY + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null || !query.startsWith("session=")) {
            throw Checks.illegal("query", query, "must be session=...");
        }
        String id = query.substring("session=".length());
        Session session = sessions.get(id);
        headers(exchange, "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody(); Sessions.Link link = sessions.link(id)) {
            new Stream(session, out, link).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void headers(HttpExchange exchange, String type) {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        send(exchange, status, "application/json; charset=utf-8", Json.bytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        headers(exchange, type);
        if ("HEAD".equals(exchange.getRequestMethod())) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void fail(HttpExchange exchange, int status, String message) throws IOException {
        if (exchange.getResponseCode() < 0) {
            send(exchange, status, Json.object().put("error", message));
        }
    }
}
