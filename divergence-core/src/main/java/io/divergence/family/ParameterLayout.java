package io.divergence.family;

import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;

/** The names of the entries of phi and the open interval that each must lie in. Immutable. */
public final class ParameterLayout {

    /**
     * An entry of phi.
     *
     * @param name its name, such as "log sigma"
     * @param lower it must lie above this
     * @param upper it must lie below this
     */
    public record Entry(String name, double lower, double upper) {

        /** Checks the arguments. */
        public Entry {
            Checks.notNull("name", name);
            if (!(lower < upper)) {
                throw Checks.illegal("upper", upper, "must be above lower = " + lower);
            }
        }

        /** Returns an entry that may be any number. */
        public static Entry real(String name) {
            return new Entry(name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }

        /** Returns an entry that must be positive. */
        public static Entry positive(String name) {
            return new Entry(name, 0, Double.POSITIVE_INFINITY);
        }

        /** Returns an entry that must be negative. */
        public static Entry negative(String name) {
            return new Entry(name, Double.NEGATIVE_INFINITY, 0);
        }

        private boolean allows(double value) {
            return value > lower && value < upper && Math.abs(value) <= Double.MAX_VALUE;
        }
    }

    private final List<Entry> entries;

    private ParameterLayout(List<Entry> entries) {
        this.entries = entries;
    }

    /** Returns the layout of the entries given. */
    public static ParameterLayout of(Entry... entries) {
        Checks.noNulls("entries", entries);
        return new ParameterLayout(List.of(entries));
    }

    /** Returns the layout of the entries given. */
    public static ParameterLayout of(List<Entry> entries) {
        return of(Checks.notNull("entries", entries).toArray(Entry[]::new));
    }

    /** {@return the number of entries P} */
    public int size() {
        return entries.size();
    }

    /** {@return the name of an entry} */
    public String name(int index) {
        return entries.get(index).name();
    }

    /** {@return all names} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Entry entry : entries) {
            names.add(entry.name());
        }
        return names;
    }

    /** {@return an entry} */
    public Entry entry(int index) {
        return entries.get(index);
    }

    /**
     * Returns the index of the first entry of phi outside its interval, or -1 if all are inside.
     *
     * @throws IllegalArgumentException if the length of phi is wrong
     */
    public int firstOutside(double[] phi) {
        Checks.length("phi", phi, size());
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).allows(phi[i])) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Checks phi.
     *
     * @throws IllegalArgumentException if the length is wrong or an entry is outside its interval
     */
    public void check(double[] phi) {
        int outside = firstOutside(phi);
        if (outside >= 0) {
            throw Checks.illegal(name(outside), phi[outside], rule(outside));
        }
    }

    /** {@return the rule for an entry, in words} */
    public String rule(int index) {
        Entry entry = entries.get(index);
        if (Double.isInfinite(entry.lower()) && Double.isInfinite(entry.upper())) {
            return "must be finite";
        }
        if (entry.lower() == 0 && Double.isInfinite(entry.upper())) {
            return "must be positive and finite";
        }
        if (entry.upper() == 0 && Double.isInfinite(entry.lower())) {
            return "must be negative and finite";
        }
        return "must lie between " + entry.lower() + " and " + entry.upper();
    }

    @Override
    public String toString() {
        return "ParameterLayout" + names();
    }
}
