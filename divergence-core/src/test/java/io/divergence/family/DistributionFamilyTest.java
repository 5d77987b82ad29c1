package io.divergence.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.divergence.distribution.UnivariateDistribution;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker's copy of a family moves one distribution in place: it is the family's own member at each phi, and nobody else sees it move. */
class DistributionFamilyTest {
    private static final double[] POINTS = {-700, -1.5, -1e-300, 0, Double.MIN_VALUE, 1e-9, 0.3, 0.999, 1, 2.5, 40, 1e200, Double.POSITIVE_INFINITY};

    static Stream<DistributionFamily> families() {
        return Stream.of(DistributionFamily.gamma(), DistributionFamily.inverseGamma(), DistributionFamily.exponential(), DistributionFamily.beta(),
                DistributionFamily.kumaraswamy(), DistributionFamily.logNormal(), DistributionFamily.halfNormal(), DistributionFamily.weibull(),
                DistributionFamily.laplace(), DistributionFamily.gumbel(), DistributionFamily.logistic(), DistributionFamily.studentT(3));
    }

    @ParameterizedTest
    @MethodSource("families")
    void aWorkersCopyIsTheMemberAtEachPhiBitForBit(DistributionFamily family) {
        DistributionFamily copy = family.boundCopy();
        int n = family.parameterCount();
        for (double[] numbers : new double[][] {{1, 1}, {0.01, 3}, {25, 40}, {0.7, 1e-3}, {1, 1}}) {
            double[] phi = Arrays.copyOf(numbers, n);
            UnivariateDistribution member = family.at(phi);
            double[] expected = new double[POINTS.length];
            double[] found = new double[POINTS.length];
            member.logDensity(POINTS, 0, POINTS.length, expected);
            copy.logDensity(phi, POINTS, 0, POINTS.length, found);
            assertArrayEquals(expected, found, member.toString());
            member.sample(RandomStream.of(4), expected, 0, POINTS.length);
            copy.sample(phi, RandomStream.of(4), found, 0, POINTS.length);
            assertArrayEquals(expected, found, member.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void snapshotsAndOtherCopiesDoNotMove(DistributionFamily family) {
        DistributionFamily copy = family.boundCopy();
        double[] phi = Arrays.copyOf(new double[] {0.8, 1.4}, family.parameterCount());
        double[] other = Arrays.copyOf(new double[] {0.5, 2}, family.parameterCount());
        UnivariateDistribution snapshot = copy.at(phi);
        double before = snapshot.logDensity(0.3);
        double[] out = new double[1];
        copy.logDensity(other, new double[] {0.3}, 0, 1, out);
        assertEquals(before, snapshot.logDensity(0.3));
        assertNotEquals(before, out[0]);
        family.boundCopy().logDensity(phi, new double[] {0.3}, 0, 1, out);
        assertEquals(before, out[0]);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aWorkersCopyRefusesWhatTheFamilyRefuses(DistributionFamily family) {
        double[] phi = {-1, -1};
        double[] out = new double[1];
        String expected = assertThrows(IllegalArgumentException.class, () -> family.logDensity(phi, out, 0, 1, out)).getMessage();
        String found = assertThrows(IllegalArgumentException.class, () -> family.boundCopy().logDensity(phi, out, 0, 1, out)).getMessage();
        assertEquals(expected, found);
    }
}
