package io.divergence.benchmarks;

import io.divergence.benchmarks.Measurements.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The goals of speed that the comparison can decide. */
final class Goals {
    private static final String STEPS = "steps_per_s";
    private static final String GAP_TIME = "seconds_to_gap_0.1_nat";

    /** A ratio of rates to another program that has to be reached. */
    private record Faster(String id, String task, String variant, String peer, String otherVariant, double goal) {

        Faster(String id, String task, String variant, String peer, double goal) {
            this(id, task, variant, peer, variant, goal);
        }
    }

    private static final List<Faster> FASTER = faster();

    private Goals() {
    }

    private static List<Faster> faster() {
        List<Faster> goals = new ArrayList<>();
        for (String variant : List.of("revkl", "fwdchi2")) {
            goals.add(new Faster("P1", "t1", variant, "torch", 150));
            goals.add(new Faster("P1", "t1", variant, "node", 6));
        }
        // Sixty times the page's own code, whose steps took 2 (KL), 1.4 and 1.6 times (chi^2 forward and reverse) as long as node's "revkl_recompute" on one machine.
        goals.add(new Faster("P1b", "t1", "page revkl", "node", "revkl_recompute", 30));
        // Of two exact ways to chi^2 a user takes the closed form.
        goals.add(new Faster("P1b", "t1", "page fwdchi2 closed form", "node", "revkl_recompute", 44));
        goals.add(new Faster("P1b", "t1", "page revchi2", "node", "revkl_recompute", 38));
        int[] samples = {10, 100, 1000, 10_000};
        double[] ratios = {500, 200, 35, 18};
        for (int i = 0; i < samples.length; i++) {
            for (String variant : List.of("reparam", "reinforce", "snis", "snis_squared")) {
                goals.add(new Faster(i < 2 ? "P2" : "P3", "t2", variant + " K=" + samples[i], "torch", ratios[i]));
            }
        }
        goals.add(new Faster("P4", "t3", "mf D=10 K=10", "torch", 170));
        goals.add(new Faster("P4", "t3", "fr D=10 K=10", "torch", 110));
        goals.add(new Faster("P5", "t3", "mf D=100 K=10", "torch", 14));
        goals.add(new Faster("P5", "t3", "fr D=100 K=10", "torch", 7));
        goals.add(new Faster("P6", "t3", "mf D=1000 K=10", "torch", 2));
        goals.add(new Faster("P6", "t3", "fr D=1000 K=10", "torch", 6));
        return goals;
    }

    /** Appends the table of the goals, with what was measured: by the medians of the rounds, and by the fastest round of each program. */
    static void append(Measurements all, StringBuilder text) {
        text.append("| goal | problem | wanted | measured | by the fastest rounds | |\n|---|---|---|---|---|---|\n");
        for (Faster goal : FASTER) {
            Key ours = new Key(goal.task, goal.variant, Measurements.OURS, STEPS);
            Key theirs = new Key(goal.task, goal.otherVariant, goal.peer, STEPS);
            double ratio = all.median(ours) / all.median(theirs);
            double fastest = all.largest(ours) / all.largest(theirs);
            String peer = goal.peer + (goal.otherVariant.equals(goal.variant) ? "" : " " + goal.otherVariant);
            row(text, goal.id, goal.task + " " + goal.variant, String.format(Locale.ROOT, ">= %.0f x %s", goal.goal, peer),
                    Numbers.shortText(ratio) + " x", Numbers.shortText(fastest) + " x",
                    Double.isNaN(ratio) ? null : ratio >= goal.goal, fastest >= goal.goal);
        }
        for (Key key : all.keys()) {
            if (key.peer().equals(Measurements.OURS) && key.task().startsWith("t4")) {
                regression(all, key, text);
            }
        }
        allocation(all, text);
    }

    private static void allocation(Measurements all, StringBuilder text) {
        Key most = null;
        for (Key key : all.keys()) {
            if (key.metric().equals("bytes_per_step") && (most == null || all.median(key) > all.median(most))) {
                most = key;
            }
        }
        String problem = most == null ? "t1, t2, t3" : "t1, t2, t3; most in " + most.task() + " " + most.variant();
        double bytes = most == null ? Double.NaN : all.median(most);
        // No object is smaller than 16 bytes: what is below is the noise of the difference of two runs.
        row(text, "P10", problem, "0 bytes a step", Numbers.shortText(bytes), "", most == null ? null : bytes < 16, false);
    }

    private static void regression(Measurements all, Key key, StringBuilder text) {
        boolean real = key.task().equals("t4real");
        String problem = key.task() + " " + key.family();
        double value = all.median(key);
        double least = all.least(key);
        if (key.metric().equals(GAP_TIME)) {
            double limit = real ? 3 : 10;
            row(text, real ? "P8" : "P7", problem, String.format(Locale.ROOT, "<= %.0f ms warm", limit), Numbers.shortText(1000 * value) + " ms",
                    Numbers.shortText(1000 * least) + " ms", 1000 * value <= limit, 1000 * least <= limit);
        } else if (key.metric().equals("gap_nats")) {
            row(text, real ? "P8" : "P7", problem, "gap <= 0.001 nat", Numbers.shortText(value), "", value <= 1e-3, false);
        } else if (key.metric().equals("seconds_of_process") && !real) {
            row(text, "P9", problem, "first answer <= 0.5 s", Numbers.shortText(value) + " s", Numbers.shortText(least) + " s", value <= 0.5,
                    least <= 0.5);
        }
    }

    private static void row(StringBuilder text, String id, String problem, String wanted, String measured, String fastest, Boolean met,
            boolean metByFastest) {
        String verdict = met == null ? "not measured" : met ? "met" : metByFastest ? "met by the fastest rounds alone" : "**not met**";
        text.append("| ").append(id).append(" | ").append(problem).append(" | ").append(wanted).append(" | ")
                .append(met == null ? "" : measured).append(" | ").append(met == null ? "" : fastest).append(" | ").append(verdict).append(" |\n");
    }
}
