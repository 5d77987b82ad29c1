package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.fit.CheckpointException;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutomaticCheckpointTest {
    private static final DifferentiableLogDensity[] TARGETS = {Models.studentT(5, 4), Models.funnel(3), Models.illConditionedGaussian(8, 100),
        Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-3}, {3}}, new double[] {1, 1})};

    static void assertSameBits(AutomaticResult a, AutomaticResult b) {
        assertEquals(a.verdict(), b.verdict());
        assertEquals(a.gradients(), b.gradients());
        assertEquals(a.evaluations(), b.evaluations());
        assertEquals(a.parameters(), b.parameters());
        assertEquals(a.elbo(), b.elbo());
        assertArrayEquals(a.draws(), b.draws());
        assertEquals(a.modes().size(), b.modes().size());
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (DifferentiableLogDensity target : TARGETS) {
            AutomaticResult one = AutomaticFit.of(target).run(11);
            assertSameBits(one, AutomaticFit.of(target).withThreads(2).run(11));
            assertSameBits(one, AutomaticFit.of(target).withThreads(8).run(11));
        }
    }

    @Test
    void aResumedFitIsTheOneThatWasNotInterrupted() throws IOException {
        for (DifferentiableLogDensity target : TARGETS) {
            AutomaticFit fit = AutomaticFit.of(target);
            AutomaticResult whole = fit.run(12);
            AutomaticCheckpoint at = fit.withBudget(40).run(12).checkpoint();
            at = fit.withBudget(100).resume(roundTrip(at)).checkpoint();
            assertSameBits(whole, fit.resume(at));
            at = fit.withBudget(300).resume(at).checkpoint();
            assertSameBits(whole, fit.resume(roundTrip(at)));
            assertSameBits(whole, fit.withThreads(2).resume(whole.checkpoint()));
        }
    }

    private static byte[] bytes(AutomaticCheckpoint checkpoint) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoint.writeTo(out);
        return out.toByteArray();
    }

    private static AutomaticCheckpoint roundTrip(AutomaticCheckpoint checkpoint) throws IOException {
        AutomaticCheckpoint read = AutomaticCheckpoint.readFrom(new ByteArrayInputStream(bytes(checkpoint)));
        assertEquals(checkpoint.seed(), read.seed());
        assertArrayEquals(bytes(checkpoint), bytes(read));
        return read;
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        byte[] whole = bytes(AutomaticFit.of(TARGETS[0]).withBudget(60).run(13).checkpoint());
        for (int at = 0; at < whole.length; at += 1 + at / 20) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            assertThrows(CheckpointException.class, () -> AutomaticCheckpoint.readFrom(new ByteArrayInputStream(damaged)));
            byte[] cut = Arrays.copyOf(whole, at);
            assertThrows(CheckpointException.class, () -> AutomaticCheckpoint.readFrom(new ByteArrayInputStream(cut)));
        }
    }

    @Test
    void aForeignCheckpointIsRefused() {
        AutomaticFit fit = AutomaticFit.of(TARGETS[0]);
        AutomaticCheckpoint own = fit.withBudget(100).run(14).checkpoint();
        for (AutomaticFit other : List.of(AutomaticFit.of(TARGETS[1]), AutomaticFit.of(Models.studentT(5, 3)), fit.withTolerance(0.2), fit.withStrictStop(),
                fit.withStarts(2), fit.withInitialPoint(0, 0, 0, 0, 0), fit.with(AutomaticFit.Family.MEAN_FIELD))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> other.resume(own));
            assertTrue(e.getMessage().contains("checkpoint"), e.getMessage());
        }
    }
}
