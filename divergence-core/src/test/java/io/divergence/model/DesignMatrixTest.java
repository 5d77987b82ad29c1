package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DesignMatrixTest {

    private static double[] numbers(int n) {
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i + 1;
        }
        return numbers;
    }

    @Test
    void rowsAndColumnsComeBackWhateverTheNumberOfRows() {
        for (int rows : new int[] {1, 7, 8, 9, 63, 64, 65, 71, 128, 203}) {
            for (int columns : new int[] {1, 3, 8}) {
                double[] entries = numbers(rows * columns);
                DesignMatrix x = DesignMatrix.ofRows(entries, columns);
                double[] row = new double[columns];
                double[] column = new double[rows];
                for (int j = 0; j < columns; j++) {
                    x.copyColumn(j, rows / 3, rows, column);
                    for (int i = 0; i < rows; i++) {
                        x.copyRow(i, row);
                        assertEquals(entries[i * columns + j], row[j]);
                        assertEquals(entries[i * columns + j], x.entry(i, j));
                        assertTrue(i < rows / 3 || column[i - rows / 3] == entries[i * columns + j]);
                    }
                }
            }
        }
    }

    @Test
    void blocksHoldTheColumnsOfTheirRows() {
        for (int rows : new int[] {1, 127, 128, 129, 300}) {
            double[] entries = numbers(rows * 3);
            DesignMatrix x = DesignMatrix.ofRows(entries, 3);
            for (int n = 0; n < rows; n++) {
                double[][] block = x.block(n / DesignMatrix.BLOCK);
                assertEquals(Math.min(DesignMatrix.BLOCK, rows - n / DesignMatrix.BLOCK * DesignMatrix.BLOCK), block[0].length);
                for (int j = 0; j < 3; j++) {
                    assertEquals(entries[n * 3 + j], block[j][n % DesignMatrix.BLOCK]);
                }
            }
            int after = (rows - 1) / DesignMatrix.BLOCK + 1;
            assertThrows(IllegalArgumentException.class, () -> x.block(after));
            assertThrows(IllegalArgumentException.class, () -> x.block(-1));
        }
    }

    @Test
    void anEntryThatIsNotFiniteIsNamedWhereverItIs() {
        for (int bad : new int[] {0, 17, 100, 200, 209}) {
            double[] entries = numbers(70 * 3);
            entries[bad] = bad % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> DesignMatrix.ofRows(entries, 3));
            assertTrue(e.getMessage().contains("entries[" + bad + "]"), e::getMessage);
        }
    }

    @Test
    void columnsAndRowsThatAreNotThereAreNamed() {
        DesignMatrix x = DesignMatrix.ofRows(numbers(6), 2);
        double[] out = new double[3];
        assertThrows(IllegalArgumentException.class, () -> x.copyColumn(2, 0, 3, out));
        assertThrows(IllegalArgumentException.class, () -> x.copyColumn(0, -1, 3, out));
        assertThrows(IllegalArgumentException.class, () -> x.copyColumn(0, 2, 4, out));
        x.copyColumn(1, 1, 3, out);
        assertArrayEquals(new double[] {4, 6, 0}, out);
    }
}
