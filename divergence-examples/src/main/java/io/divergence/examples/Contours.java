package io.divergence.examples;

import java.awt.Color;
import java.util.Locale;

/** Contour lines of values on a grid. Every cell is cut into two triangles, in which the values are linear. */
final class Contours {
    /** From dark to light, each told from its neighbours by its lightness alone. */
    private static final int[] SHADES = {0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xE0CC10};

    private final double[] x;
    private final double[] y;
    private final double[][] values;
    private double[] segments = new double[64];
    private int size;

    private Contours(double[] x, double[] y, double[][] values) {
        this.x = x;
        this.y = y;
        this.values = values;
    }

    /** Draws levels whose height above the lowest value grows geometrically. */
    static void draw(Plot plot, double[] x, double[] y, double[][] values) {
        double lowest = Double.POSITIVE_INFINITY;
        for (double[] row : values) {
            for (double value : row) {
                lowest = Math.min(lowest, value);
            }
        }
        double height = 0.02;
        for (int shade : SHADES) {
            double level = lowest + height;
            double[][] line = new Contours(x, y, values).at(level);
            if (line[0].length > 0) {
                plot.line(String.format(Locale.ROOT, "%.2f", level), line[0], line[1], new Color(shade), Plot.THIN);
            }
            height *= 2.5;
        }
    }

    /** The segments of a level as x and y, each followed by a gap. */
    private double[][] at(double level) {
        for (int i = 0; i + 1 < x.length; i++) {
            for (int j = 0; j + 1 < y.length; j++) {
                triangle(level, new int[] {i, i + 1, i}, new int[] {j, j, j + 1});
                triangle(level, new int[] {i + 1, i, i + 1}, new int[] {j + 1, j + 1, j});
            }
        }
        double[][] line = new double[2][size / 2];
        for (int k = 0; k < size / 2; k++) {
            line[0][k] = segments[2 * k];
            line[1][k] = segments[2 * k + 1];
        }
        return line;
    }

    private void triangle(double level, int[] i, int[] j) {
        int before = size;
        for (int a = 0; a < 3; a++) {
            int b = (a + 1) % 3;
            double u = values[i[a]][j[a]];
            double v = values[i[b]][j[b]];
            if (!Double.isFinite(u) || !Double.isFinite(v)) {
                size = before;
                return;
            }
            if (u < level != v < level) {
                double t = (level - u) / (v - u);
                add(x[i[a]] + t * (x[i[b]] - x[i[a]]), y[j[a]] + t * (y[j[b]] - y[j[a]]));
            }
        }
        if (size > before) {
            add(segments[size - 2], Double.NaN);
        }
    }

    private void add(double px, double py) {
        if (size + 2 > segments.length) {
            segments = java.util.Arrays.copyOf(segments, 2 * segments.length);
        }
        segments[size++] = px;
        segments[size++] = py;
    }
}
