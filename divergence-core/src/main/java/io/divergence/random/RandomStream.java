package io.divergence.random;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A random stream that is positioned by {@link #seek(long, int)}: the generator XoRoShiRo128++, started at each position by a counter-based
 * one (Philox 4x64 with ten rounds). The numbers after {@code seek(step, block)} depend on (seed, purpose, step, block) only,
 * whatever was drawn before and on whichever thread; so results have the same bits for any number of threads, and a run resumes
 * exactly. Positioning and drawing allocate nothing.
 *
 * <p>Normals come from the ziggurat sampler of commons-rng, which keeps no state between draws.
 *
 * <p>Mutable; one caller.
 *
 * <p>References: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011); D. Blackman, S. Vigna,
 * Scrambled linear pseudorandom number generators (2021).
 */
public final class RandomStream implements RandomGenerator {
    private static final long M0 = 0xD2E7470EE14C6C93L;
    private static final long M1 = 0xCA5A826395121157L;
    private static final long W0 = 0x9E3779B97F4A7C15L;
    private static final long W1 = 0xBB67AE8584CAA73BL;
    private static final int ROUNDS = 10;
    /** The low bits of a random number, by which the ziggurat chooses a layer. */
    private static final int LAYER = 0xFF;
    /** The widths of the layers in whose inside nearly all numbers fall, over 2^63. */
    private static final double[] WIDTHS = widths();

    private final long key0;
    private final long key1;
    private final SharedStateContinuousSampler normal;

    /** The state of XoRoShiRo128++: counters alone would be three times as slow, and its restart costs little for a block. */
    private long state0;
    private long state1;
    private long out2;
    private long out3;

    private RandomStream(long seed, long purpose) {
        key0 = seed;
        key1 = purpose;
        normal = ZigguratSampler.NormalizedGaussian.of(new UniformRandomProvider() {
            @Override
            public long nextLong() {
                return RandomStream.this.nextLong();
            }
        });
        seek(0, 0);
    }

    /** Returns the stream of a seed, positioned at step 0, block 0. */
    public static RandomStream of(long seed) {
        return new RandomStream(seed, 0);
    }

    /** Returns a stream of a seed that is independent of the streams of the same seed for other purposes. */
    public static RandomStream of(long seed, long purpose) {
        return new RandomStream(seed, purpose);
    }

    /** Moves to the first number of a block of a step. Any block of any step may follow any other. */
    public void seek(long step, int block) {
        philox(0, block, step, 0);
        if ((state0 | state1) == 0) {
            // The one state that the generator cannot leave.
            state1 = W0;
        }
    }

    @Override
    public long nextLong() {
        long s0 = state0;
        long s1 = state1 ^ s0;
        long result = Long.rotateLeft(s0 + state1, 17) + s0;
        state0 = Long.rotateLeft(s0, 49) ^ s1 ^ (s1 << 21);
        state1 = Long.rotateLeft(s1, 28);
        return result;
    }

    /** Returns a number uniform on [0, 1), a multiple of 2^-53. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Returns a standard normal number. */
    @Override
    public double nextGaussian() {
        return normal.sample();
    }

    /** Writes standard normal numbers to out[from .. to): those that as many calls of {@link #nextGaussian} give. */
    public void fillGaussian(double[] out, int from, int to) {
        // The state stays in registers while the sampler's first and usual exit is taken; for the others it is asked itself.
        double[] widths = WIDTHS;
        long s0 = state0;
        long s1 = state1;
        for (int i = from; i < to; i++) {
            long x = Long.rotateLeft(s0 + s1, 17) + s0;
            int layer = (int) x & LAYER;
            if (layer < widths.length) {
                out[i] = widths[layer] * x;
                s1 ^= s0;
                s0 = Long.rotateLeft(s0, 49) ^ s1 ^ (s1 << 21);
                s1 = Long.rotateLeft(s1, 28);
            } else {
                state0 = s0;
                state1 = s1;
                out[i] = normal.sample();
                s0 = state0;
                s1 = state1;
            }
        }
        state0 = s0;
        state1 = s1;
    }

    /**
     * Asks the sampler for the widths of its layers, by random numbers that are a power of two as a double: as many as return the product
     * of the number and the width without drawing another number.
     */
    private static double[] widths() {
        Probe probe = new Probe();
        SharedStateContinuousSampler sampler = ZigguratSampler.NormalizedGaussian.of(probe);
        double[] widths = new double[LAYER + 1];
        int layers = 0;
        boolean one = true;
        while (one && layers < widths.length) {
            probe.next = (1L << 62) + layers;
            probe.drawn = 0;
            widths[layers] = sampler.sample() * 0x1p-62;
            one = probe.drawn == 1;
            layers += one ? 1 : 0;
        }
        return Arrays.copyOf(widths, layers);
    }

    /** Random numbers from a given one on. */
    private static final class Probe implements UniformRandomProvider {
        private long next;
        private int drawn;

        @Override
        public long nextLong() {
            long x = next;
            next = x * 6364136223846793005L + 1442695040888963407L;
            drawn++;
            return x;
        }
    }

    /** The ten rounds; the first two words of the answer are the state. Package-private for the test of published answers. */
    void philox(long c0, long c1, long c2, long c3) {
        long k0 = key0;
        long k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long high0 = multiplyHighUnsigned(M0, c0);
            long low0 = M0 * c0;
            long high1 = multiplyHighUnsigned(M1, c2);
            long low1 = M1 * c2;
            c0 = high1 ^ c1 ^ k0;
            c1 = low1;
            c2 = high0 ^ c3 ^ k1;
            c3 = low0;
            k0 += W0;
            k1 += W1;
        }
        state0 = c0;
        state1 = c1;
        out2 = c2;
        out3 = c3;
    }

    long[] output() {
        return new long[] {state0, state1, out2, out3};
    }

    /** Math.unsignedMultiplyHigh is there from Java 18 on only. */
    private static long multiplyHighUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
