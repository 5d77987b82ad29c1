package io.divergence.examples.explore;

import io.divergence.math.Checks;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The whole state of the page, as it stands in its address. Immutable; every text is in its canonical form. */
final class Screen {
    private static final int LONGEST = 4000;
    private static final Screen DEFAULTS = new Screen(new EnumMap<>(Key.class));

    private final EnumMap<Key, String> texts;

    private Screen(EnumMap<Key, String> texts) {
        this.texts = texts;
        if (!(number(Key.LOW) < number(Key.HIGH))) {
            throw Checks.illegal("hi", text(Key.HIGH), "must be above lo = " + text(Key.LOW));
        }
        if (!"mixture".equals(text(Key.PARAMETERS)) && modes(Key.Q).size() != 1) {
            throw Checks.illegal("q", text(Key.Q), "must have one component unless par = mixture");
        }
    }

    static Screen defaults() {
        return DEFAULTS;
    }

    /** Reads the query of an address. */
    static Screen ofQuery(String query) {
        Checks.notNull("query", query);
        if (query.length() > LONGEST) {
            throw Checks.illegal("length of the query", query.length(), "must be at most " + LONGEST);
        }
        EnumMap<Key, String> texts = new EnumMap<>(Key.class);
        for (String pair : query.split("&")) {
            int at = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            if (at < 0) {
                throw Checks.illegal("query", Mode.shortened(pair), "must consist of name=value");
            }
            Key key = Key.of(decoded(pair.substring(0, at)));
            texts.put(key, key.canonical(decoded(pair.substring(at + 1))));
        }
        return new Screen(texts);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The query of this state, without what is as it is by default. */
    String query() {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<Key, String> entry : texts.entrySet()) {
            boolean needless = entry.getValue().equals(entry.getKey().preset())
                    || entry.getKey() == Key.HOME && entry.getValue().equals(text(Key.Q));
            if (!needless) {
                String text = URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8).replace("%3A", ":").replace("%2C", ",");
                query.append(query.isEmpty() ? "" : "&").append(entry.getKey().label()).append('=').append(text);
            }
        }
        return query.toString();
    }

    /** This state with changes, all at once. */
    Screen with(Map<Key, String> changes) {
        EnumMap<Key, String> changed = new EnumMap<>(texts);
        changes.forEach((key, text) -> changed.put(key, key.canonical(text)));
        return new Screen(changed);
    }

    Screen with(Key key, String text) {
        return with(Map.of(key, text));
    }

    String text(Key key) {
        return texts.getOrDefault(key, key.preset());
    }

    double number(Key key) {
        return Double.parseDouble(text(key));
    }

    long whole(Key key) {
        return Long.parseLong(text(key));
    }

    boolean is(Key key, String text) {
        return text(key).equals(text);
    }

    List<Mode> modes(Key key) {
        return Mode.list(key.label(), text(key));
    }

    /** Where Restart goes back to. */
    List<Mode> home() {
        return text(Key.HOME).isEmpty() ? modes(Key.Q) : modes(Key.HOME);
    }

    boolean isForward() {
        return is(Key.DIRECTION, "forward");
    }

    Measure measure() {
        return Measure.of(text(Key.DIVERGENCE));
    }

    /** Whether a change of these begins another run. */
    static boolean restarts(Map<Key, String> changes) {
        return changes.keySet().stream().anyMatch(Key::restarts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Screen screen && screen.query().equals(query());
    }

    @Override
    public int hashCode() {
        return query().hashCode();
    }

    @Override
    public String toString() {
        return query();
    }
}
