package io.divergence.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTableTest {

    private static Measurements measurements() {
        Measurements all = new Measurements();
        for (int round = 1; round <= 3; round++) {
            all.add(List.of("task,variant,peer,metric,median,min,max,unit,runs",
                    "t1,revkl,divergence,steps_per_s," + 1_000_000 * round + ",1,1,1/s,1",
                    "t1,revkl,torch,steps_per_s,5000,1,1,1/s,1",
                    "t1,fwdchi2,divergence,steps_per_s," + (600_000 + 100_000 * Math.max(1, round - 1)) + ",1,1,1/s,1",
                    "t1,fwdchi2,torch,steps_per_s,5000,1,1,1/s,1",
                    "t1,revchi2,torch,steps_per_s,4000,1,1,1/s,1",
                    "t4,mf Newton (3 iterations),divergence,seconds_to_gap_0.1_nat,0.020,1,1,s,1",
                    "t4,mf Newton (3 iterations),divergence,gap_nats,0.0001,1,1,nat,1",
                    "t4,mf Adam,torch,seconds_to_gap_0.1_nat,Infinity,1,1,s,1",
                    "t4,mf Laplace,rstan,seconds_to_gap_0.1_nat,0.040,1,1,s,1"));
        }
        return all;
    }

    @Test
    void ratiosAreThoseOfTheMedians() {
        String text = RatioTable.text(measurements(), List.of("Date: today"));
        assertTrue(text.contains("- Date: today\n"), text);
        assertTrue(text.contains("| revkl | 2.00 M (100 %) | 5.00 k (0 %), **400 x** |"), text);
        assertTrue(text.contains("| revchi2 |  | 4.00 k (0 %) |"), text);
        assertTrue(text.contains("| mf Adam | torch | not reached |  |  |"), text);
        assertTrue(text.contains("| mf Laplace | rstan | 0.0400 (0 %) |  | **2.00 x** |"), text);
    }

    @Test
    void goalsAreJudged() {
        String text = RatioTable.text(measurements(), List.of());
        assertTrue(text.contains("| P1 | t1 revkl | >= 150 x torch | 400 x | 600 x | met |"), text);
        assertTrue(text.contains("| P1 | t1 revkl | >= 6 x node |  |  | not measured |"), text);
        assertTrue(text.contains("| P1 | t1 fwdchi2 | >= 150 x torch | 140 x | 160 x | met by the fastest rounds alone |"), text);
        assertTrue(text.contains("| P7 | t4 mf | <= 10 ms warm | 20.0 ms | 20.0 ms | **not met** |"), text);
        assertTrue(text.contains("| P7 | t4 mf | gap <= 0.001 nat | 0.000100 |  | met |"), text);
    }

    @Test
    void onlyTheTextBetweenTheMarkersIsReplaced() {
        String document = "a\n<!-- comparison: begin -->\nold\n<!-- comparison: end -->\nb\n";
        assertEquals("a\n<!-- comparison: begin -->\nnew\n<!-- comparison: end -->\nb\n", RatioTable.replaced(document, "new\n"));
        assertThrows(IllegalArgumentException.class, () -> RatioTable.replaced("a", "b"));
    }
}
