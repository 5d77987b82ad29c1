package io.divergence.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of all rounds: for each task, variant, program and metric one number a round. */
final class Measurements {
    /** How this library is called among the programs. */
    static final String OURS = "divergence";

    /** What a number is of. */
    record Key(String task, String variant, String peer, String metric) {

        /** {@return the first word of the variant: the family, in t4} */
        String family() {
            return variant.split(" ", 2)[0];
        }
    }

    private final Map<Key, List<Double>> numbers = new LinkedHashMap<>();

    /** Takes lines "task,variant,peer,metric,median,min,max,unit,runs"; others, such as headings, are passed over. */
    void add(List<String> lines) {
        for (String line : lines) {
            String[] fields = line.split(",");
            if (fields.length == 9 && !fields[4].equals("median")) {
                numbers.computeIfAbsent(new Key(fields[0], fields[1], fields[2], fields[3]), key -> new ArrayList<>())
                        .add(Double.parseDouble(fields[4]));
            }
        }
    }

    Set<Key> keys() {
        return numbers.keySet();
    }

    /** {@return the programs that have a line of a task, this library first} */
    Set<String> peers(String task) {
        Set<String> peers = new LinkedHashSet<>(Set.of(OURS));
        numbers.keySet().stream().filter(key -> key.task().equals(task)).forEach(key -> peers.add(key.peer()));
        return peers;
    }

    /** {@return the median of the rounds, NaN if there is no line} */
    double median(Key key) {
        List<Double> values = numbers.get(key);
        return values == null ? Double.NaN : Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** {@return the largest of the rounds, NaN if there is no line} */
    double largest(Key key) {
        return numbers.getOrDefault(key, List.of()).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** {@return the least of the rounds, NaN if there is no line} */
    double least(Key key) {
        return numbers.getOrDefault(key, List.of()).stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    /** {@return the distance of the largest from the smallest round, as a part of the median} */
    double spread(Key key) {
        double low = least(key);
        double high = largest(key);
        return high == low ? 0 : (high - low) / median(key);
    }
}
