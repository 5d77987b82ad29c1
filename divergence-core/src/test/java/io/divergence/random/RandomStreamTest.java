package io.divergence.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.core.source64.Philox4x64;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    /** Answers published with Random123 (kat_vectors, philox4x64 10). */
    @Test
    void answersThePublishedVectors() {
        RandomStream zero = RandomStream.of(0, 0);
        zero.philox(0, 0, 0, 0);
        assertArrayEquals(new long[] {0x16554d9eca36314cL, 0xdb20fe9d672d0fdcL, 0xd7e772cee186176bL, 0x7e68b68aec7ba23bL},
                zero.output());
        RandomStream ones = RandomStream.of(-1, -1);
        ones.philox(-1, -1, -1, -1);
        assertArrayEquals(new long[] {0x87b092c3013fe90bL, 0x438c3c67be8d0224L, 0x9cc7d7c69cd777b6L, 0xa09caebf594f0ba0L},
                ones.output());
        RandomStream pi = RandomStream.of(0x452821e638d01377L, 0xbe5466cf34e90c6cL);
        pi.philox(0x243f6a8885a308d3L, 0x13198a2e03707344L, 0xa4093822299f31d0L, 0x082efa98ec4e6c89L);
        assertArrayEquals(new long[] {0xa528f45403e61d95L, 0x38c72dbd566e9788L, 0xa5a1610e72fd18b5L, 0x57bd43b5e52b7fe6L},
                pi.output());
    }

    @Test
    void agreesWithOtherImplementationsOfBothGenerators() {
        // That counter counts up before it draws: it starts one before ours, with the carry.
        Philox4x64 start = new Philox4x64(new long[] {42, 7, -1, 2, 1000, 0});
        XoRoShiRo128PlusPlus other = new XoRoShiRo128PlusPlus(start.nextLong(), start.nextLong());
        RandomStream stream = RandomStream.of(42, 7);
        stream.seek(1000, 3);
        for (int i = 0; i < 1000; i++) {
            assertEquals(other.nextLong(), stream.nextLong(), "draw " + i);
        }
    }

    /** Over blocks of one step, over steps of one block, and over the first draws of both. */
    @Test
    void theFirstNumbersOfNeighbouringPositionsAreIndependent() {
        RandomStream stream = RandomStream.of(11);
        int n = 20_000;
        double[] first = new double[n];
        for (int by = 0; by < 2; by++) {
            double sum = 0;
            double lagged = 0;
            for (int i = 0; i < n; i++) {
                stream.seek(by == 0 ? 5 : i, by == 0 ? i : 5);
                first[i] = stream.nextGaussian();
                sum += first[i];
                lagged += i == 0 ? 0 : first[i] * first[i - 1];
            }
            assertEquals(0, sum / Math.sqrt(n), 4);
            assertEquals(0, lagged / Math.sqrt(n), 4);
        }
    }

    @Test
    void theNumbersAfterSeekDoNotDependOnWhatWasDrawnBefore() {
        RandomStream a = RandomStream.of(1);
        RandomStream b = RandomStream.of(1);
        b.seek(9, 9);
        for (int i = 0; i < 37; i++) {
            b.nextGaussian();
        }
        a.seek(5, 2);
        b.seek(5, 2);
        for (int i = 0; i < 100; i++) {
            assertEquals(a.nextGaussian(), b.nextGaussian());
        }
    }

    /** Enough of them that the edges, the wedges and the tail of the ziggurat occur; in pieces, so that the state goes on. */
    @Test
    void blocksOfNormalsAreTheSingleOnes() {
        RandomStream a = RandomStream.of(4);
        RandomStream b = RandomStream.of(4);
        double[] block = new double[400_003];
        a.fillGaussian(block, 0, 5);
        a.fillGaussian(block, 5, 200_001);
        a.fillGaussian(block, 200_001, block.length);
        double largest = 0;
        for (double e : block) {
            assertEquals(b.nextGaussian(), e);
            largest = Math.max(largest, Math.abs(e));
        }
        assertEquals(a.nextLong(), b.nextLong());
        assertTrue(largest > 4, "numbers of the tail occur");
    }

    @Test
    void stepsBlocksSeedsAndPurposesDiffer() {
        RandomStream base = RandomStream.of(1);
        long first = base.nextLong();
        base.seek(1, 0);
        assertNotEquals(first, base.nextLong());
        base.seek(0, 1);
        assertNotEquals(first, base.nextLong());
        assertNotEquals(first, RandomStream.of(2).nextLong());
        assertNotEquals(first, RandomStream.of(1, 1).nextLong());
    }

    @Test
    void normalsHaveTheMomentsOfANormal() {
        RandomStream stream = RandomStream.of(3);
        int n = 200_000;
        double[] sum = new double[5];
        for (int i = 0; i < n; i++) {
            double power = 1;
            double e = stream.nextGaussian();
            for (int k = 1; k <= 4; k++) {
                power *= e;
                sum[k] += power;
            }
        }
        // The standard errors of the first four moments are sqrt(1, 2, 15, 96)/sqrt(n).
        double se = 1 / Math.sqrt(n);
        assertEquals(0, sum[1] / n, 5 * se);
        assertEquals(1, sum[2] / n, 5 * Math.sqrt(2) * se);
        assertEquals(0, sum[3] / n, 5 * Math.sqrt(15) * se);
        assertEquals(3, sum[4] / n, 5 * Math.sqrt(96) * se);
    }
}
