package io.divergence.family;

import io.divergence.math.ArrayMath;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The names of the entries of phi and the open interval that each must lie in. Immutable. */
public final class ParameterLayout {
    /** Names that are written out. */
    private static final int LISTED = 20;

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

        private boolean isReal() {
            return lower == Double.NEGATIVE_INFINITY && upper == Double.POSITIVE_INFINITY;
        }

        private boolean allows(double value) {
            return value > lower && value < upper && Math.abs(value) <= Double.MAX_VALUE;
        }
    }

    /**
     * Entries that share a name and an interval.
     *
     * @param entry the name that all begin with, and the interval
     * @param count how many
     * @param suffix what follows the name of each, such as "[3]"
     */
    private record Block(Entry entry, int count, IntFunction<String> suffix) {
    }

    private final List<Block> blocks;
    private final int size;

    private ParameterLayout(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
        size = blocks.stream().mapToInt(Block::count).sum();
    }

    /** Returns the layout of the entries given. */
    public static ParameterLayout of(Entry... entries) {
        Checks.noNulls("entries", entries);
        List<Block> blocks = new ArrayList<>();
        for (Entry entry : entries) {
            blocks.add(new Block(entry, 1, i -> ""));
        }
        return new ParameterLayout(blocks);
    }

    /** Returns the layout of the entries given. */
    public static ParameterLayout of(List<Entry> entries) {
        return of(Checks.notNull("entries", entries).toArray(Entry[]::new));
    }

    /** Returns the layout of a vector: name[0], name[1], ... all in the interval of the entry. */
    public static ParameterLayout vector(Entry entry, int count) {
        Checks.notNull("entry", entry);
        return new ParameterLayout(List.of(new Block(entry, Checks.atLeast("count", count, 1), i -> "[" + i + "]")));
    }

    /** Returns the layout of a matrix, row by row: name[0,0], name[0,1], ... */
    public static ParameterLayout matrix(Entry entry, int rows, int columns) {
        Checks.notNull("entry", entry);
        Checks.atLeast("rows", rows, 1);
        Checks.atLeast("columns", columns, 1);
        return new ParameterLayout(List.of(new Block(entry, Math.multiplyExact(rows, columns), i -> "[" + i / columns + "," + i % columns + "]")));
    }

    /** Returns the layout of the entries below the diagonal of a matrix, row by row: name[1,0], name[2,0], name[2,1], ... */
    static ParameterLayout belowDiagonal(Entry entry, int rows) {
        if (rows < 2) {
            return new ParameterLayout(List.of());
        }
        return new ParameterLayout(List.of(new Block(entry, Math.multiplyExact(rows, rows - 1) / 2, i -> {
            int row = (int) ((1 + Math.sqrt(1 + 8.0 * i)) / 2);
            row = row * (row - 1) / 2 > i ? row - 1 : row;
            return "[" + row + "," + (i - row * (row - 1) / 2) + "]";
        })));
    }

    /** Returns the layouts one after another. */
    public static ParameterLayout join(ParameterLayout... parts) {
        Checks.noNulls("parts", parts);
        List<Block> blocks = new ArrayList<>();
        for (ParameterLayout part : parts) {
            blocks.addAll(part.blocks);
        }
        return new ParameterLayout(blocks);
    }

    /** Returns this layout with a prefix before all names. */
    public ParameterLayout withPrefix(String prefix) {
        Checks.notNull("prefix", prefix);
        List<Block> named = new ArrayList<>();
        for (Block b : blocks) {
            named.add(new Block(new Entry(prefix + b.entry.name(), b.entry.lower(), b.entry.upper()), b.count, b.suffix));
        }
        return new ParameterLayout(named);
    }

    /** {@return the number of entries P} */
    public int size() {
        return size;
    }

    /** {@return the name of an entry} */
    public String name(int index) {
        return entry(index).name();
    }

    /** {@return all names} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add(name(i));
        }
        return names;
    }

    /**
     * {@return a text that tells layouts apart without the names of all entries, which may take more space than phi} All names if there are
     * few; else those at both ends of each group, and of many groups a number that stands for them.
     */
    public String outline() {
        if (size <= LISTED) {
            return names().toString();
        }
        List<String> ends = new ArrayList<>();
        for (Block b : blocks) {
            String first = b.entry.name() + b.suffix.apply(0);
            ends.add(b.count == 1 ? first : first + " ... " + b.entry.name() + b.suffix.apply(b.count - 1));
        }
        String all = ends.size() <= LISTED ? ends.toString() : "[" + ends.get(0) + ", ..., " + ends.get(ends.size() - 1) + " #"
                + Integer.toHexString(ends.hashCode()) + "]";
        return all + " of " + size;
    }

    /** {@return an entry} */
    public Entry entry(int index) {
        int at = index;
        for (Block b : blocks) {
            if (at >= 0 && at < b.count) {
                return new Entry(b.entry.name() + b.suffix.apply(at), b.entry.lower(), b.entry.upper());
            }
            at -= b.count;
        }
        throw Checks.illegal("index", index, "must lie in [0, " + size + ")");
    }

    /**
     * Returns the index of the first entry of phi outside its interval, or -1 if all are inside.
     *
     * @throws IllegalArgumentException if the length of phi is wrong
     */
    public int firstOutside(double[] phi) {
        Checks.length("phi", phi, size);
        return firstOutside(phi, ArrayMath.isFinite(size, phi));
    }

    /** The same, of entries that are known to be finite, or not. */
    int firstOutside(double[] phi, boolean finite) {
        int at = 0;
        for (int k = 0; k < blocks.size(); k++) {
            Block b = blocks.get(k);
            if (finite && b.entry.isReal()) {
                at += b.count;
                continue;
            }
            for (int end = at + b.count; at < end; at++) {
                if (!b.entry.allows(phi[at])) {
                    return at;
                }
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
        Entry entry = entry(index);
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
        return size <= LISTED ? "ParameterLayout" + names() : "ParameterLayout[" + name(0) + " ... " + name(size - 1) + ", " + size + " entries]";
    }
}
