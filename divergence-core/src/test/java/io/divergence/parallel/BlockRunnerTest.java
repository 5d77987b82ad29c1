package io.divergence.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BlockRunnerTest {

    @Test
    void slowBlocksAreSharedOnceTheyAreKnownToBeSlow() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        BlockTask task = (worker, block) -> {
            threads.add(Thread.currentThread());
            LockSupport.parkNanos(2_000_000);
        };
        try (BlockRunner runner = new BlockRunner(2, 150_000)) {
            runner.run(4, task);
            assertEquals(Set.of(Thread.currentThread()), threads);
            runner.run(4, task);
            assertEquals(2, threads.size());
        }
    }

    @Test
    void shortBlocksStayWithTheCaller() {
        int[] others = new int[1];
        BlockTask task = (worker, block) -> others[0] += worker;
        try (BlockRunner runner = new BlockRunner(2, 150_000)) {
            int runs = 0;
            // The first runs may be slow: they are not compiled yet, or were interrupted.
            for (boolean shared = true; shared && runs < 10_000; runs++) {
                others[0] = 0;
                runner.run(3, task);
                shared = others[0] > 0;
            }
            assertTrue(runs < 10_000, "the caller alone does what takes nanoseconds");
        }
    }

    @Test
    void everyBlockIsRunOnceHoweverManyTasksThereAre() {
        int blocks = 37;
        int[][] counts = new int[12][blocks];
        try (BlockRunner runner = BlockRunner.of(3)) {
            for (int round = 0; round < 5; round++) {
                for (int t = 0; t < counts.length; t++) {
                    int[] count = counts[t];
                    runner.run(blocks, (worker, block) -> count[block]++);
                }
            }
        }
        for (int[] count : counts) {
            for (int c : count) {
                assertEquals(5, c);
            }
        }
    }
}
