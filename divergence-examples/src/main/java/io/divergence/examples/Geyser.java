package io.divergence.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** The data of the geyser Old Faithful; its source is named in the file. */
final class Geyser {

    private Geyser() {
    }

    /** Returns the waiting times in minutes. */
    static double[] waitingTimes() throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setCommentMarker('#').get();
        try (InputStream stream = Geyser.class.getResourceAsStream("old-faithful.csv");
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            return rows.stream().mapToDouble(row -> Double.parseDouble(row.get("waiting"))).toArray();
        }
    }
}
