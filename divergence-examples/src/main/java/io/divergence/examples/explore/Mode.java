package io.divergence.examples.explore;

import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * One normal component, as the page writes it: weight:mean:sd.
 *
 * @param weight positive; only ratios matter
 * @param mean its mean
 * @param sd its standard deviation
 */
record Mode(double weight, double mean, double sd) {
    static final int MOST = 6;

    /** Reads a list such as 0.5:-3:0.9,0.5:2:0.7. */
    static List<Mode> list(String name, String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > MOST) {
            throw Checks.illegal("number of modes of " + name, parts.length, "must be from 1 to " + MOST);
        }
        List<Mode> modes = new ArrayList<>();
        for (String part : parts) {
            String[] numbers = part.split(":", -1);
            if (numbers.length != 3) {
                throw Checks.illegal(name, shortened(part), "must be weight:mean:sd, such as 0.5:-3:0.9");
            }
            modes.add(new Mode(Checks.inRange("weight of " + name, real(name, numbers[0]), 1e-9, 1e9),
                    Checks.inRange("mean of " + name, real(name, numbers[1]), -1000, 1000),
                    Checks.inRange("sd of " + name, real(name, numbers[2]), 1e-3, 1000)));
        }
        return List.copyOf(modes);
    }

    static String text(List<Mode> modes) {
        StringBuilder text = new StringBuilder();
        for (Mode m : modes) {
            text.append(text.isEmpty() ? "" : ",").append(plain(m.weight)).append(':').append(plain(m.mean)).append(':').append(plain(m.sd));
        }
        return text.toString();
    }

    static double real(String name, String text) {
        try {
            if (text.length() > 40) {
                throw new NumberFormatException();
            }
            return Checks.finite(name, Double.parseDouble(text.trim()));
        } catch (NumberFormatException e) {
            throw Checks.illegal(name, shortened(text), "must be a number");
        }
    }

    /** Reads back as the same bits, without a needless ".0". */
    static String plain(double x) {
        String text = Double.toString(x);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    static double[] weights(List<Mode> modes) {
        return modes.stream().mapToDouble(Mode::weight).toArray();
    }

    static double[] means(List<Mode> modes) {
        return modes.stream().mapToDouble(Mode::mean).toArray();
    }

    static double[] sds(List<Mode> modes) {
        return modes.stream().mapToDouble(Mode::sd).toArray();
    }
}
