package io.divergence.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Files of numbers, and short texts of numbers. */
final class Numbers {

    private Numbers() {
    }

    /** Returns the little-endian doubles of a file. */
    static double[] read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[bytes.remaining() / Double.BYTES];
            bytes.asDoubleBuffer().get(numbers);
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    static double median(double... numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length % 2 == 1) {
            return sorted[half];
        }
        return sorted[half - 1] == sorted[half] ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
    }

    /** Six digits, or Infinity. */
    static String text(double number) {
        return Double.isInfinite(number) ? "Infinity" : String.format(Locale.ROOT, "%.6g", number);
    }

    /** Three digits and k or M for thousands and millions. */
    static String shortText(double number) {
        if (!(Math.abs(number) <= Double.MAX_VALUE)) {
            return Double.isNaN(number) ? "" : "not reached";
        }
        double size = Math.abs(number);
        String unit = size >= 1e6 ? " M" : size >= 1e3 ? " k" : "";
        double scaled = number / (size >= 1e6 ? 1e6 : size >= 1e3 ? 1e3 : 1);
        double left = Math.abs(scaled);
        String format = left >= 100 ? "%.0f" : left >= 10 ? "%.1f" : left >= 1 ? "%.2f" : left >= 1e-4 || left == 0 ? "%.3g" : "%.1e";
        return String.format(Locale.ROOT, format, scaled) + unit;
    }
}
