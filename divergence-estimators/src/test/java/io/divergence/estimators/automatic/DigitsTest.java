package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.random.RandomStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DigitsTest {

    @Test
    void numbersAreThoseOfPatterns() {
        RandomStream rng = RandomStream.of(1);
        for (int k = 0; k < 20_000; k++) {
            double x = rng.nextGaussian() * Math.pow(10, rng.nextInt(-6, 9));
            int places = rng.nextInt(0, 8);
            String pattern = String.format(Locale.US, "%." + places + "f", x);
            String expected = pattern.matches("-0\\.?0*") ? pattern.substring(1) : pattern;
            assertEquals(expected, Digits.fixed(x, places), () -> x + " with " + places);
            double error = Math.abs(x);
            assertEquals(String.format(Locale.US, "%.1g", error), Digits.one(error), () -> "one digit of " + error);
        }
    }

    @Test
    void halvesAreRoundedUp() {
        for (double x : new double[] {0.5, 1.5, 2.5, 0.125, 1.005, 9.5, 0.95, 0.00095, 9.49999, 99.5, 0}) {
            for (int places = 0; places < 5; places++) {
                assertEquals(String.format(Locale.US, "%." + places + "f", x), Digits.fixed(x, places), x + " with " + places);
            }
            assertEquals(String.format(Locale.US, "%.1g", x), Digits.one(x), () -> "one digit of " + x);
        }
        assertEquals("NaN", Digits.fixed(Double.NaN, 2));
        assertEquals("Infinity", Digits.fixed(Double.POSITIVE_INFINITY, 2));
    }

    @Test
    void columnsAreAligned() {
        StringBuilder text = new StringBuilder();
        Digits.left(text, "mean", 6);
        Digits.right(text, "1.5", 5);
        Digits.right(text, "longer", 3);
        assertEquals("mean    1.5longer", text.toString());
    }
}
