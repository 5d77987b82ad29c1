package io.divergence.examples.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.divergence.estimate.Execution;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** One tab: its state, its fit, and the same fit in the other direction if it races. Commands leave it as it was if they fail. */
final class Session implements AutoCloseable {
    private static final long MOST_STEPS = 20_000;
    private static final long RATE_NANOS = 400_000_000;
    /** A map is begun when p has been left alone for so long. */
    private static final long CALM_MILLIS = 120;

    private final Executor background;
    private final AtomicLong version = new AtomicLong();
    private final Object bell = new Object();
    private Screen screen;
    private Runner main;
    private Runner twin;
    private Picture picture;
    private Picture twinPicture;
    private ArrayNode methods = Json.array();
    private Atlas atlas;
    private boolean charting;
    private boolean charted;
    private volatile long answered = -1;
    private String note = "";
    private long rateTime = System.nanoTime();
    private long rateStep;
    private double rate;
    private volatile boolean closed;
    private volatile String wanted = "";

    Session(Screen screen, Executor background) {
        this.background = background;
        install(screen.with(Key.STEPS, "0"));
        rush(screen.whole(Key.STEPS));
    }

    /** Makes everything anew before anything is let go. */
    private void install(Screen next) {
        Setup setup = Setup.of(next, next.isForward());
        Runner first = new Runner(setup, next.number(Key.SPEED), this::ring);
        Setup reversed = next.is(Key.TWIN, "1") ? Setup.of(next, !next.isForward()) : null;
        Runner second = reversed == null ? null : new Runner(reversed, next.number(Key.SPEED), this::ring);
        Picture view = new Picture(setup);
        Picture secondView = reversed == null ? null : new Picture(reversed);
        release();
        screen = next;
        main = first;
        twin = second;
        picture = view;
        twinPicture = secondView;
        methods = methods(next);
        rateStep = 0;
        rate = 0;
        chart(setup);
        ring();
    }

    /** The estimators that go with the rest. */
    private static ArrayNode methods(Screen screen) {
        ArrayNode methods = Json.array();
        for (String method : Key.METHODS) {
            try {
                Setup setup = Setup.of(screen.with(Map.of(Key.METHOD, method, Key.SAMPLES, "8", Key.POINTS, "independent", Key.BASELINE, "default")), screen.isForward());
                setup.estimator().value().bind(setup.problem(), Execution.serial(0)).close();
                methods.add(method);
            } catch (IllegalArgumentException e) {
                // The library says no: it is not offered.
            }
        }
        return methods;
    }

    private void release() {
        if (main != null) {
            main.pause();
            picture.close();
        }
        if (twin != null) {
            twin.pause();
            twinPicture.close();
        }
    }

    private void chart(Setup setup) {
        String id = Atlas.id(setup.screen());
        if (id.equals(wanted)) {
            return;
        }
        wanted = id;
        atlas = new Atlas(setup, () -> !closed && id.equals(wanted), this::ring);
        charted = false;
    }

    private void ring() {
        version.incrementAndGet();
        synchronized (bell) {
            bell.notifyAll();
        }
    }

    long version() {
        return version.get();
    }

    /** Waits until something is newer than a version, or for so long. */
    void await(long seen, long millis) throws InterruptedException {
        synchronized (bell) {
            if (version.get() == seen && !closed) {
                bell.wait(millis);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
        ring();
    }

    /** Does what a message asks for and returns what is on the screen then. */
    synchronized ObjectNode act(ObjectNode message) {
        if (closed) {
            throw Checks.illegal("session", "closed", "must be open");
        }
        note = "";
        String what = Json.text(message, "do");
        switch (what) {
            case "set" -> set(changes(message));
            case "run" -> run(limit(message));
            case "pause" -> pause();
            case "step" -> step(Checks.atLeast("steps", message.path("steps").asLong(1), 1L));
            case "restart" -> install(screen.with(Map.of(Key.Q, Mode.text(screen.home()), Key.STEPS, "0")));
            case "frame" -> { }
            case "java" -> {
                return Json.object().put("java", JavaProgram.of(main.setup(), main.point().step()));
            }
            case "map" -> {
                return map();
            }
            case "table" -> {
                return table();
            }
            default -> throw Checks.illegal("do", Mode.shortened(what), "must be set, run, pause, step, restart, frame, java, map or table");
        }
        ObjectNode frame = frame(true);
        if (!frame.get("running").asBoolean()) {
            answered = frame.get("version").asLong();
        }
        return frame;
    }

    private static long limit(ObjectNode message) {
        long steps = message.path("until").asLong(Long.MAX_VALUE);
        return Checks.atLeast("until", steps, 0L);
    }

    private void run(long last) {
        main.start(last);
        if (twin != null) {
            twin.start(last);
        }
    }

    private void pause() {
        main.pause();
        if (twin != null) {
            twin.pause();
            // The race stops with both at the same step, as the address and the copied program say it.
            long gap = main.point().step() - twin.point().step();
            if (gap > 0) {
                twin.step(gap);
            } else if (gap < 0) {
                main.step(-gap);
            }
        }
    }

    private void step(long steps) {
        if (steps > MOST_STEPS) {
            throw Checks.illegal("steps", steps, "must be at most " + MOST_STEPS);
        }
        main.step(steps);
        if (twin != null) {
            twin.step(steps);
        }
        ring();
    }

    private static Map<Key, String> changes(ObjectNode message) {
        if (message.get("query") != null) {
            Screen whole = Screen.ofQuery(Json.text(message, "query"));
            Map<Key, String> all = new EnumMap<>(Key.class);
            for (Key key : Key.values()) {
                all.put(key, whole.text(key));
            }
            return all;
        }
        if (!(message.get("change") instanceof ObjectNode change) || change.isEmpty()) {
            throw Checks.illegal("change", message.get("change"), "must be an object of at least one part of the state");
        }
        Map<Key, String> changes = new EnumMap<>(Key.class);
        change.properties().forEach(entry -> changes.put(Key.of(entry.getKey()), scalar(entry.getKey(), entry.getValue())));
        return changes;
    }

    private static String scalar(String name, JsonNode node) {
        if (!node.isTextual() && !node.isNumber()) {
            throw Checks.illegal(name, Mode.shortened(node.toString()), "must be a number or a text");
        }
        return node.asText();
    }

    private void set(Map<Key, String> changes) {
        Screen asked = screen.with(Map.of()).with(complete(changes));
        if (!Screen.restarts(changes)) {
            screen = asked;
            main.setSpeed(screen.number(Key.SPEED));
            if (twin != null) {
                twin.setSpeed(screen.number(Key.SPEED));
            }
            chart(Setup.of(screen, screen.isForward()));
            ring();
            return;
        }
        boolean wasRunning = main.isRunning() && !changes.containsKey(Key.STEPS);
        Screen fresh = changes.containsKey(Key.STEPS) ? asked : asked.with(Key.STEPS, "0");
        try {
            install(fresh.with(Key.STEPS, "0"));
        } catch (IllegalArgumentException e) {
            if (changes.containsKey(Key.METHOD) || fresh.is(Key.METHOD, "exact")) {
                throw e;
            }
            // A method that does not go with the rest gives way, unless it is what was asked for.
            install(fresh.with(Map.of(Key.STEPS, "0", Key.METHOD, "score", Key.BASELINE, "default")));
            note = "Changed to the score estimator, since: " + e.getMessage();
        }
        rush(fresh.whole(Key.STEPS));
        if (wasRunning) {
            run(Long.MAX_VALUE);
        }
    }

    private void rush(long last) {
        main.rush(last);
        if (twin != null) {
            twin.rush(last);
        }
    }

    /** A run that begins anew begins where q is, unless it is told where; a q that was dragged is where Restart goes back to. */
    private Map<Key, String> complete(Map<Key, String> changes) {
        Map<Key, String> all = new EnumMap<>(changes);
        if (changes.containsKey(Key.Q)) {
            all.putIfAbsent(Key.HOME, changes.get(Key.Q));
        } else if (Screen.restarts(changes)) {
            boolean mixed = "mixture".equals(changes.get(Key.PARAMETERS));
            boolean wasMixed = screen.is(Key.PARAMETERS, "mixture");
            if (mixed && !wasMixed) {
                all.put(Key.Q, "1:-0.01:1.4142135623730951,1:0:1.4142135623730951,1:0.01:1.4142135623730951");
                all.put(Key.HOME, all.get(Key.Q));
            } else {
                List<Mode> now = main.setup().q(main.point().phi());
                String here = Mode.text(wasMixed && changes.containsKey(Key.PARAMETERS) && !mixed ? now.subList(0, 1) : now);
                all.put(Key.HOME, wasMixed == mixed || !changes.containsKey(Key.PARAMETERS) ? Mode.text(screen.home()) : here);
                all.put(Key.Q, usable(here) ? here : Mode.text(screen.home()));
            }
        }
        return all;
    }

    private static boolean usable(String modes) {
        try {
            Key.Q.canonical(modes);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What is on the screen now, in one object. */
    synchronized ObjectNode frame(boolean withTrace) {
        ObjectNode frame = Json.object();
        long step = main.point().step();
        Screen now = screen.with(Key.STEPS, Long.toString(Math.min(step, Key.MOST_STEPS)));
        frame.put("version", version.get()).put("query", now.query()).put("step", step).put("note", note);
        frame.put("running", main.isRunning() || twin != null && twin.isRunning()).put("stepsPerSecond", rate(step)).put("map", atlas.latest().path("id").asText());
        ObjectNode state = frame.putObject("state");
        for (Key key : Key.values()) {
            state.put(key.label(), now.text(key));
        }
        frame.set("methods", methods);
        List<Mode> modes = new ArrayList<>(screen.modes(Key.P));
        modes.addAll(main.setup().q(main.point().phi()));
        if (twin != null) {
            modes.addAll(twin.setup().q(twin.point().phi()));
        }
        double[] x = Everything.grid(screen.number(Key.LOW), screen.number(Key.HIGH), modes);
        frame.set("x", Json.drawn(x));
        frame.set("p", Json.drawn(Arrays.stream(x).map(main.setup().target().value()::density).toArray()));
        frame.set("main", picture.side(main, x, withTrace));
        if (twin != null) {
            frame.set("twin", twinPicture.side(twin, x, withTrace));
        }
        return frame;
    }

    private double rate(long step) {
        long now = System.nanoTime();
        if (!main.isRunning()) {
            rateTime = now;
            rateStep = step;
            return rate;
        }
        if (now - rateTime > RATE_NANOS) {
            rate = (step - rateStep) / ((now - rateTime) / 1e9);
            rateTime = now;
            rateStep = step;
        }
        return rate;
    }

    /** All divergences between p and the q of now, in both directions. */
    synchronized ObjectNode table() {
        return Everything.table(main.setup(), main.point());
    }

    /** The map as far as it is made. It is begun when somebody asks for it, one at a time, and not while p is being dragged. */
    synchronized ObjectNode map() {
        if (!charted && !charting && !closed) {
            charting = true;
            background.execute(this::makeMaps);
        }
        return atlas.latest();
    }

    private void makeMaps() {
        try {
            while (true) {
                Atlas next;
                synchronized (this) {
                    if (charted || closed) {
                        charting = false;
                        return;
                    }
                    next = atlas;
                    charted = true;
                }
                Thread.sleep(CALM_MILLIS);
                next.make();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The version that the last answer to a command showed: a stream need not show it again. */
    long answered() {
        return answered;
    }
}
