package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.math.NormalFunctions;
import org.junit.jupiter.api.Test;

class NormalTableTest {

    @Test
    void theTableIsRightToRounding() {
        for (double x = -9.5; x <= 9.5; x += 0.00137) {
            double expected = x > 0 ? 1 - NormalFunctions.cumulative(-x) : NormalFunctions.cumulative(x);
            assertEquals(expected, NormalTable.cumulative(x), 5e-16, "at " + x);
        }
        assertEquals(0, NormalTable.cumulative(Double.NEGATIVE_INFINITY));
        assertEquals(1, NormalTable.cumulative(Double.POSITIVE_INFINITY));
    }
}
