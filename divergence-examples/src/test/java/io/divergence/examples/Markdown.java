package io.divergence.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of a document with its fenced blocks. */
record Markdown(List<String> lines, List<Markdown.Block> blocks) {
    private static final String FENCE = "```";

    /** A fenced block: its language ("" for none), the lines of its two fences, how far it is indented, and its text. */
    record Block(String language, int first, int last, int indent, String text) {
    }

    static Markdown of(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < lines.size(); first++) {
            String line = lines.get(first);
            if (line.strip().startsWith(FENCE)) {
                int last = first + 1;
                while (!lines.get(last).strip().equals(FENCE)) {
                    last++;
                }
                String text = String.join("\n", lines.subList(first + 1, last)).stripIndent();
                blocks.add(new Block(line.strip().substring(FENCE.length()), first, last, line.indexOf(FENCE), text));
                first = last;
            }
        }
        return new Markdown(List.copyOf(lines), List.copyOf(blocks));
    }

    /** Whether nothing but empty lines stands between two blocks. */
    boolean follows(Block before, Block after) {
        return lines.subList(before.last() + 1, after.first()).stream().allMatch(String::isBlank);
    }

    /** Returns the lines with new texts of some blocks. */
    List<String> with(Map<Block, String> texts) {
        Map<Integer, Block> starts = new TreeMap<>();
        texts.keySet().forEach(block -> starts.put(block.first(), block));
        List<String> result = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            result.add(lines.get(i));
            if (starts.containsKey(i)) {
                Block block = starts.get(i);
                texts.get(block).stripTrailing().lines().map(line -> (" ".repeat(block.indent()) + line).stripTrailing()).forEach(result::add);
                i = block.last() - 1;
            }
        }
        return result;
    }
}
