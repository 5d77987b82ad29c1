package io.divergence.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BlockRunnerTest {

    @Test
    void slowBlocksAreSharedAsSoonAsTheFirstIsKnownToBeSlow() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        int[] runs = new int[5];
        Thread[] first = new Thread[1];
        BlockTask task = (worker, block) -> {
            first[0] = block == 0 ? Thread.currentThread() : first[0];
            runs[block]++;
            meet(threads, block);
        };
        try (BlockRunner runner = new BlockRunner(2, 150_000)) {
            runner.run(5, task);
            assertEquals(2, threads.size());
            assertEquals(Thread.currentThread(), first[0]);
            assertArrayEquals(new int[] {1, 1, 1, 1, 1}, runs);
        }
    }

    /** Takes some time at the first block, and later until there are two threads, which a busy machine may leave waiting. */
    private static void meet(Set<Thread> threads, int block) {
        threads.add(Thread.currentThread());
        long start = System.nanoTime();
        do {
            LockSupport.parkNanos(2_000_000);
        } while (block > 0 && threads.size() < 2 && System.nanoTime() - start < 10_000_000_000L);
    }

    /** As those that take what they work on with them. */
    private record Slow(Set<Thread> threads, int run) implements BlockTask {
        @Override
        public void run(int worker, int block) {
            meet(threads, block);
        }
    }

    @Test
    void whatIsKnownOfATaskHoldsForThoseOfItsClass() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (BlockRunner runner = new BlockRunner(2, 150_000)) {
            runner.run(4, new Slow(threads, 0));
            runner.run(4, new Slow(threads, 1));
        }
        assertEquals(2, threads.size());
    }

    @Test
    void aCheckedExceptionReachesTheCallerAndTheRunnerGoesOn() {
        for (int bad = 0; bad < 4; bad++) {
            int failing = bad;
            int[] runs = new int[4];
            try (BlockRunner runner = new BlockRunner(3, 0)) {
                assertThrows(IOException.class, () -> runner.run(4, (worker, block) -> {
                    if (block == failing) {
                        BlockRunnerTest.<RuntimeException>sneak(new IOException("block " + block));
                    }
                }));
                runner.run(4, (worker, block) -> runs[block]++);
            }
            assertArrayEquals(new int[] {1, 1, 1, 1}, runs);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void aClosedRunnerSaysSo() {
        BlockRunner runner = new BlockRunner(2, 0);
        runner.run(4, (worker, block) -> { });
        runner.close();
        assertThrows(IllegalStateException.class, () -> runner.run(4, (worker, block) -> { }));
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

    /** The second worker has begun before the first is through, and is waited for; a third that has not is not. */
    @Test
    void theCallerWaitsForThoseWhoHaveBegunOnly() {
        CountDownLatch begun = new CountDownLatch(1);
        SharedJob[] job = new SharedJob[1];
        int[] by = {-1, -1, -1};
        job[0] = new SharedJob(0, 3, (worker, block) -> {
            begun.countDown();
            LockSupport.parkNanos(worker == 0 ? 0 : 50_000_000);
            by[block] = worker;
        }, 3);
        Thread second = new Thread(() -> job[0].join(1));
        second.start();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            begun.await();
            int done = job[0].work(0);
            job[0].close();
            job[0].await();
            assertEquals(2, done);
            assertArrayEquals(new int[] {0, 1, 0}, by);
            job[0].join(2);
            assertTrue(job[0].isFinished());
            assertArrayEquals(new int[] {0, 1, 0}, by);
        });
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

    @Test
    void oneWorkerTakesTheBlocksThatAnotherIsTooSlowFor() {
        int[] byWorker = new int[2];
        BlockTask task = (worker, block) -> {
            byWorker[worker]++;
            LockSupport.parkNanos(block == 0 ? 200_000_000 : 1_000_000);
        };
        try (BlockRunner runner = new BlockRunner(2, 0)) {
            runner.run(12, task);
        }
        assertEquals(12, byWorker[0] + byWorker[1]);
        assertTrue(Math.max(byWorker[0], byWorker[1]) > 8, "the blocks are not divided beforehand");
    }

    @Test
    void whatABlockThrowsReachesTheCallerAndTheRunnerGoesOn() {
        for (int bad = 0; bad < 4; bad++) {
            int failing = bad;
            int[] runs = new int[4];
            try (BlockRunner runner = new BlockRunner(3, 0)) {
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> runner.run(4, (worker, block) -> {
                    if (block == failing) {
                        throw new IllegalStateException("block " + block);
                    }
                }));
                assertEquals("block " + failing, e.getMessage());
                runner.run(4, (worker, block) -> runs[block]++);
            }
            assertArrayEquals(new int[] {1, 1, 1, 1}, runs);
        }
    }

    @Test
    void anInterruptedCallerStillWaitsAndStaysInterrupted() {
        int[] runs = new int[6];
        try (BlockRunner runner = new BlockRunner(3, 0)) {
            Thread.currentThread().interrupt();
            runner.run(6, (worker, block) -> runs[block]++);
            assertTrue(Thread.interrupted());
        }
        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 1}, runs);
    }

    @Test
    void noThreadIsLeftWhenTheRunnerIsClosed() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (BlockRunner runner = new BlockRunner(3, 0)) {
            for (int i = 0; i < 100; i++) {
                runner.run(30, (worker, block) -> threads.add(Thread.currentThread()));
            }
        }
        threads.remove(Thread.currentThread());
        for (Thread thread : threads) {
            assertFalse(thread.isAlive());
        }
    }
}
