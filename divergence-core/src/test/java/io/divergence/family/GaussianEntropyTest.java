package io.divergence.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The entropy of the one-dimensional normal families, and its slope. */
class GaussianEntropyTest {

    @ParameterizedTest
    @EnumSource(GaussianParameters.class)
    void theEntropyIsThatOfANormalAndItsGradientItsSlope(GaussianParameters parameters) {
        GaussianFamily family = GaussianFamily.of(parameters);
        double[] phi = family.parameters(0.7, 1.9);
        assertEquals(0.5 * Math.log(2 * Math.PI * Math.E * 1.9 * 1.9), family.entropy(phi), 1e-14);
        double[] slope = {10, 20};
        family.addEntropyGradient(phi, -2, slope);
        for (int j = 0; j < 2; j++) {
            double h = 1e-6 * Math.abs(phi[j]);
            double[] up = phi.clone();
            double[] down = phi.clone();
            up[j] += h;
            down[j] -= h;
            double difference = (family.entropy(up) - family.entropy(down)) / (up[j] - down[j]);
            assertEquals(10.0 * (j + 1) - 2 * difference, slope[j], 1e-8, parameters + " " + family.layout().name(j));
        }
    }

    @Test
    void aFixedWidthHasAFixedEntropy() {
        FixedWidthGaussianFamily family = FixedWidthGaussianFamily.of(1.9);
        assertEquals(0.5 * Math.log(2 * Math.PI * Math.E * 1.9 * 1.9), family.entropy(new double[] {3}), 1e-14);
        double[] slope = {4};
        family.addEntropyGradient(new double[] {3}, 5, slope);
        assertArrayEquals(new double[] {4}, slope);
    }
}
