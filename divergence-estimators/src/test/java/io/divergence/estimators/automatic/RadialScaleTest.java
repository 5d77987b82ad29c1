package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.math.GammaFunctions;
import io.divergence.math.NormalFunctions;
import org.junit.jupiter.api.Test;

class RadialScaleTest {
    private static final double[] DEGREES = {0.51, 0.7, 1, 1.9, 4, 11, 60, 700, 9000};

    @Test
    void itIsTheQuantile() {
        for (double degrees : DEGREES) {
            RadialScale scale = RadialScale.of(degrees);
            for (double g = -5; g <= 5; g += 0.37) {
                double s = scale.at(g);
                double half = 0.5 * degrees / (s * s);
                double p = g < 0 ? GammaFunctions.regularizedLower(0.5 * degrees, half) : GammaFunctions.regularizedUpper(0.5 * degrees, half);
                double expected = NormalFunctions.logCumulative(-Math.abs(g));
                assertEquals(expected, Math.log(p), 3e-6 * (1 + Math.abs(expected)), degrees + " at " + g);
            }
        }
    }

    @Test
    void itsDerivativeIsThatOfDifferences() {
        for (double degrees : DEGREES) {
            double h = 1e-4;
            RadialScale scale = RadialScale.of(degrees);
            RadialScale above = RadialScale.of(degrees * Math.exp(h));
            RadialScale below = RadialScale.of(degrees * Math.exp(-h));
            for (double g = -4; g <= 4; g += 0.31) {
                double difference = (Math.log(above.at(g)) - Math.log(below.at(g))) / (2 * h);
                assertEquals(difference, scale.byDegreesAt(g), 1e-5 * (1 + Math.abs(difference)), degrees + " at " + g);
            }
        }
    }

    @Test
    void itShrinksWhereMoreOfTheChiSquaredIsLargeAndTendsToOne() {
        for (double g = -3; g < 3; g += 0.5) {
            assertTrue(RadialScale.of(3).at(g) > RadialScale.of(3).at(g + 0.5));
            assertEquals(1, RadialScale.of(9999).at(g), 0.05);
        }
    }

    @Test
    void theEntropyIsKnownForCauchyAndItsDerivativeIsThatOfDifferences() {
        assertEquals(Math.log(4 * Math.PI) - 0.5 * Math.log(2 * Math.PI * Math.E), RadialScale.excessEntropy(1, 1), 1e-12);
        assertEquals(0, RadialScale.excessEntropy(1e4, 3), 1e-3);
        for (double degrees : DEGREES) {
            for (int d : new int[] {1, 2, 20}) {
                double h = 1e-4;
                double difference = (RadialScale.excessEntropy(degrees * Math.exp(h), d) - RadialScale.excessEntropy(degrees * Math.exp(-h), d)) / (2 * h);
                assertEquals(difference, RadialScale.entropyByDegrees(degrees, d), 1e-6 * (1 + Math.abs(difference)));
            }
        }
    }
}
