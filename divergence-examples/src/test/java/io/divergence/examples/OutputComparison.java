package io.divergence.examples;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a documented output with a present one, line by line. Words and whole numbers must be equal; other numbers within a relative
 * 1e-6, or one unit of the last digit of the one with fewer digits; residuals of rounding (what follows "+-", "error=" or "norm", below
 * 1e-6) within a factor of ten. Durations, the width of spaces and the length of rules are ignored.
 */
final class OutputComparison {
    private static final double RELATIVE = 1e-6;
    private static final double ROUNDING = 1e-6;
    private static final Pattern DURATION = Pattern.compile("\\b\\d+(\\.\\d+)? (s|ms|us|seconds)\\b");
    private static final Pattern RULE = Pattern.compile("-{3,}");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?(?![\\w])");
    private static final Pattern RESIDUAL = Pattern.compile("(\\+-|[eE]rror ?=|norm) ?$");

    private OutputComparison() {
    }

    /** Returns the first difference in words, or nothing where the outputs agree. */
    static Optional<String> difference(String documented, String present) {
        List<String> expected = documented.stripTrailing().lines().toList();
        List<String> actual = present.stripTrailing().lines().toList();
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!sameLine(normal(expected.get(i)), normal(actual.get(i)))) {
                return Optional.of("line " + (i + 1) + " is documented as%n  %s%nbut is%n  %s".formatted(expected.get(i), actual.get(i)));
            }
        }
        return expected.size() == actual.size() ? Optional.empty()
                : Optional.of(expected.size() + " lines are documented, but there are " + actual.size());
    }

    private static String normal(String line) {
        String timeless = DURATION.matcher(line).replaceAll("(time)");
        return RULE.matcher(timeless).replaceAll("---").replaceAll("\\s+", " ").strip();
    }

    private static boolean sameLine(String expected, String actual) {
        Matcher e = NUMBER.matcher(expected);
        Matcher a = NUMBER.matcher(actual);
        int fromE = 0;
        int fromA = 0;
        while (e.find()) {
            String words = expected.substring(fromE, e.start());
            if (!a.find() || !words.equals(actual.substring(fromA, a.start()))) {
                return false;
            }
            boolean residual = RESIDUAL.matcher(words).find();
            if (!sameNumber(new BigDecimal(e.group()), new BigDecimal(a.group()), residual)) {
                return false;
            }
            fromE = e.end();
            fromA = a.end();
        }
        return !a.find() && expected.substring(fromE).equals(actual.substring(fromA));
    }

    private static boolean sameNumber(BigDecimal expected, BigDecimal actual, boolean residual) {
        if (expected.scale() == 0 && actual.scale() == 0) {
            return expected.compareTo(actual) == 0;
        }
        double e = expected.doubleValue();
        double a = actual.doubleValue();
        if (residual && Math.max(Math.abs(e), Math.abs(a)) < ROUNDING) {
            return Math.abs(a) <= 10 * Math.abs(e) && Math.abs(e) <= 10 * Math.abs(a);
        }
        BigDecimal off = expected.subtract(actual).abs();
        BigDecimal unit = expected.ulp().max(actual.ulp());
        return off.compareTo(unit) <= 0 || off.doubleValue() <= RELATIVE * Math.abs(e);
    }
}
