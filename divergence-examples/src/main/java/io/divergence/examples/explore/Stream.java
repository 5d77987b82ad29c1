package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Sends frames to one tab: each is made when the one before has gone out, so that it shows the latest state and none pile up. Traces and the table
 * of all divergences come less often.
 */
final class Stream {
    private static final long FRAME_NANOS = 15_000_000;
    private static final long TRACE_NANOS = 120_000_000;
    private static final long TABLE_NANOS = 600_000_000;
    private static final long PING_MILLIS = 2000;

    private final Session session;
    private final OutputStream out;
    private final Sessions.Link link;
    private long seen = -1;
    private long traced;
    private long tabled;
    private long tableVersion = -1;
    private JsonNode map;

    Stream(Session session, OutputStream out, Sessions.Link link) {
        this.session = session;
        this.out = out;
        this.link = link;
    }

    void run() throws IOException, InterruptedException {
        while (!session.isClosed()) {
            long begin = System.nanoTime();
            if (session.version() != seen && session.version() == session.answered()) {
                seen = session.answered();
                map();
            } else if (session.version() != seen) {
                seen = session.version();
                frame(begin);
            } else if (tableVersion != seen && begin - tabled > TABLE_NANOS) {
                table(begin);
            } else {
                session.await(seen, tableVersion == seen ? PING_MILLIS : 100);
                if (session.version() == seen && tableVersion == seen) {
                    send(": here\n\n".getBytes(StandardCharsets.UTF_8));
                }
            }
            long rest = FRAME_NANOS - (System.nanoTime() - begin);
            if (rest > 0) {
                Thread.sleep(rest / 1_000_000, (int) (rest % 1_000_000));
            }
        }
        send("event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void frame(long now) throws IOException {
        boolean trace = now - traced > TRACE_NANOS;
        if (trace) {
            traced = now;
        }
        ObjectNode frame = session.frame(trace);
        if (!frame.path("running").asBoolean() && !trace) {
            frame = session.frame(true);
        }
        event("frame", frame);
        map();
        if (now - tabled > TABLE_NANOS) {
            table(now);
        }
    }

    private void map() throws IOException {
        JsonNode latest = session.map();
        if (latest != map) {
            map = latest;
            event("map", latest);
        }
    }

    private void table(long now) throws IOException {
        tabled = now;
        tableVersion = seen;
        event("table", session.table());
    }

    private void event(String name, JsonNode data) throws IOException {
        send(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        send(Json.bytes(data));
        send("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }
}
