package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page's colours as they look to people without one kind of cones.
 *
 * <p>Source of the matrices, for linear RGB and the full deficiency: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A
 * physiologically-based model for simulation of color vision deficiency, IEEE Transactions on Visualization and Computer Graphics 15
 * (2009), table for severity 1.0. Distances are those of CIE 1976 in L*a*b*, where 2.3 is just noticeable.
 */
class ExplorePaletteTest {
    /** Ten just noticeable differences. */
    private static final double DISTINCT = 23;
    /** Of graphical objects against their background, by WCAG 2.2, 1.4.11. */
    private static final double CONTRAST = 3;

    enum Eyes {
        USUAL(1, 0, 0, 0, 1, 0, 0, 0, 1),
        PROTANOPIA(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
        DEUTERANOPIA(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881);

        private final double[] matrix;

        Eyes(double... matrix) {
            this.matrix = matrix;
        }

        /** Linear RGB as it is seen, within the gamut. */
        double[] see(double[] rgb) {
            double[] seen = new double[3];
            for (int i = 0; i < 3; i++) {
                double sum = matrix[3 * i] * rgb[0] + matrix[3 * i + 1] * rgb[1] + matrix[3 * i + 2] * rgb[2];
                seen[i] = Math.max(0, Math.min(1, sum));
            }
            return seen;
        }
    }

    private static String file(Resource resource) {
        return new String(resource.bytes(), StandardCharsets.UTF_8);
    }

    /** The variables of the light theme, and those of the dark one. */
    private static List<Map<String, double[]>> palettes() {
        String css = file(Resource.STYLE);
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        Map<String, double[]> light = colours(css.substring(0, dark));
        Map<String, double[]> night = new HashMap<>(light);
        night.putAll(colours(css.substring(dark, css.indexOf("@media (forced-colors", dark))));
        return List.of(light, night);
    }

    private static Map<String, double[]> colours(String css) {
        Map<String, double[]> found = new HashMap<>();
        Matcher m = Pattern.compile("--([a-z]+): #([0-9a-f]{6})\\b").matcher(css);
        while (m.find()) {
            double[] rgb = new double[3];
            for (int i = 0; i < 3; i++) {
                double c = Integer.parseInt(m.group(2).substring(2 * i, 2 * i + 2), 16) / 255.0;
                rgb[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
            }
            found.put(m.group(1), rgb);
        }
        return found;
    }

    private static double luminance(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double contrast(double[] a, double[] b) {
        double x = luminance(a) + 0.05;
        double y = luminance(b) + 0.05;
        return Math.max(x, y) / Math.min(x, y);
    }

    private static double[] lab(double[] rgb) {
        double x = lightness((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        double y = lightness(luminance(rgb));
        double z = lightness((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double lightness(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    private static double distance(double[] a, double[] b) {
        double[] p = lab(a);
        double[] q = lab(b);
        return Math.sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
    }

    @ParameterizedTest
    @EnumSource(Eyes.class)
    void whatMeansDifferentThingsLooksDifferent(Eyes eyes) {
        for (Map<String, double[]> palette : palettes()) {
            double[] card = eyes.see(palette.get("card"));
            for (String[] pair : new String[][] {{"p", "q"}, {"left", "right"}, {"q", "twin"}, {"p", "twin"}, {"q", "best"}, {"best", "local"}}) {
                double[] a = eyes.see(palette.get(pair[0]));
                double[] b = eyes.see(palette.get(pair[1]));
                assertTrue(distance(a, b) > DISTINCT, () -> eyes + ": " + pair[0] + " and " + pair[1] + " are " + distance(a, b) + " apart");
                for (String name : pair) {
                    double found = contrast(eyes.see(palette.get(name)), card);
                    assertTrue(found >= CONTRAST, () -> eyes + ": " + name + " has a contrast of " + found);
                }
            }
        }
    }

    /** Without any colour: the two signs by their arrows, rows and words, the optima, w^2 and the other direction by dashes, q by its labels. */
    @Test
    void noColourIsTheOnlySign() {
        String density = file(Resource.DENSITY);
        for (String part : List.of("'pulls right'", "'pulls left'", "right ? rows[0] : rows[1]", "right ? s : -s", "local ? [1.5, 4.5] : [8, 5]", "c.w, 1.4, [5, 4]",
                "c.twin, 2.2, [10, 3, 2, 3]", "label(g, 'p'")) {
            assertTrue(density.contains(part), part);
        }
        assertTrue(file(Resource.LANDSCAPE).contains("[frame.twin, c.twin, [8, 3, 2, 3]]"));
    }

    /** The simulation and the distance tell what they should: red and green of one lightness fall together, blue and orange do not. */
    @Test
    void redAndGreenWouldNotPass() {
        Map<String, double[]> wrong = colours("--red: #b0604c; --green: #85793f; --blue: #0069b4; --orange: #b84400;");
        assertTrue(distance(wrong.get("red"), wrong.get("green")) > DISTINCT);
        double seen = distance(Eyes.DEUTERANOPIA.see(wrong.get("red")), Eyes.DEUTERANOPIA.see(wrong.get("green")));
        assertTrue(seen < DISTINCT, "apart by " + seen);
        assertTrue(distance(Eyes.DEUTERANOPIA.see(wrong.get("blue")), Eyes.DEUTERANOPIA.see(wrong.get("orange"))) > DISTINCT);
        assertEquals(53.24, lab(new double[] {1, 0, 0})[0], 0.01);
        assertEquals(21, contrast(new double[] {1, 1, 1}, new double[] {0, 0, 0}), 1e-9);
    }
}
