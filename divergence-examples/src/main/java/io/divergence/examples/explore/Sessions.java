package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The tabs. One that nobody looks at any more is closed after some seconds, and its work ends. */
final class Sessions implements AutoCloseable {
    private static final int MOST = 32;

    private static final class Entry {
        private final Session session;
        private volatile long seen = System.nanoTime();
        private volatile int links;

        Entry(Session session) {
            this.session = session;
        }
    }

    /** A stream of events that looks at a session. */
    final class Link implements AutoCloseable {
        private final Entry entry;

        Link(Entry entry) {
            this.entry = entry;
            synchronized (entry) {
                entry.links++;
            }
        }

        @Override
        public void close() {
            synchronized (entry) {
                entry.links--;
                entry.seen = System.nanoTime();
            }
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Executor background;
    private final long graceNanos;
    private final ScheduledExecutorService janitor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "explore-janitor");
        thread.setDaemon(true);
        return thread;
    });

    Sessions(Executor background, long graceMillis) {
        this.background = background;
        graceNanos = 1_000_000 * graceMillis;
        janitor.scheduleWithFixedDelay(this::sweep, graceMillis / 4, graceMillis / 4, TimeUnit.MILLISECONDS);
    }

    ObjectNode open(Screen screen) {
        if (entries.size() >= MOST) {
            throw new Refusal(503, "too many tabs are open: at most " + MOST);
        }
        String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        Session session = new Session(screen, background);
        entries.put(id, new Entry(session));
        return session.frame(true).put("session", id);
    }

    Session get(String id) {
        return entry(id).session;
    }

    Link link(String id) {
        return new Link(entry(id));
    }

    private Entry entry(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new Refusal(410, "the session has ended: load the page again");
        }
        entry.seen = System.nanoTime();
        return entry;
    }

    int size() {
        return entries.size();
    }

    void close(String id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            entry.session.close();
        }
    }

    private void sweep() {
        entries.forEach((id, entry) -> {
            if (entry.links == 0 && System.nanoTime() - entry.seen > graceNanos) {
                close(id);
            }
        });
    }

    @Override
    public void close() {
        janitor.shutdownNow();
        entries.keySet().forEach(this::close);
    }
}
