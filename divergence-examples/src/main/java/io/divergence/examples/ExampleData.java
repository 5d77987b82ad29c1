package io.divergence.examples;

import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearRegression;
import io.divergence.model.ScalePrior;
import io.divergence.random.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables that come with the examples, whose sources are named in README.md beside them, and the models of them. */
final class ExampleData {
    private final List<String> names;
    private final List<CSVRecord> rows;

    private ExampleData(List<String> names, List<CSVRecord> rows) {
        this.names = names;
        this.rows = rows;
    }

    static ExampleData read(String file) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setCommentMarker('#').get();
        try (InputStream stream = ExampleData.class.getResourceAsStream(file);
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            return new ExampleData(parser.getHeaderNames(), parser.getRecords());
        }
    }

    List<String> names() {
        return names;
    }

    double[] column(String name) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(name))).toArray();
    }

    /** Columns from one on, as a design matrix. */
    DesignMatrix design(int from) {
        return DesignMatrix.ofColumns(names.stream().skip(from).map(this::column).toArray(double[][]::new));
    }

    /** y ~ N(a + b x, s^2), a, b ~ N(0, 100^2), s ~ HalfCauchy(5); points (a, b, log s). */
    static LinearRegression sevenPoints() throws IOException {
        ExampleData data = read("seven-point-regression.csv");
        return LinearRegression.of(data.column("y"), DesignMatrix.ofColumns(data.column("x")).withIntercept()).withNormalPrior(100)
                .withNoisePrior(ScalePrior.halfCauchy(5));
    }

    /** 569 tumours, 31 coefficients with the prior N(0, 1). */
    static GeneralizedLinearModel breastCancer() throws IOException {
        ExampleData data = read("breast-cancer.csv");
        return GeneralizedLinearModel.logistic(data.column("label"), data.design(1)).withNormalPrior(1);
    }

    /** Features are an autoregression with correlation 1/2, the first an intercept; coefficients ~ N(0, 1/4), their prior N(0, 1). */
    static GeneralizedLinearModel generatedLogistic(int rows, int columns) {
        RandomStream rng = RandomStream.of(20, 1);
        double[] beta = new double[columns];
        for (int j = 0; j < columns; j++) {
            beta[j] = 0.5 * rng.nextGaussian();
        }
        double[] x = new double[rows * columns];
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++) {
            double last = rng.nextGaussian();
            x[i * columns] = 1;
            double eta = beta[0];
            for (int j = 1; j < columns; j++) {
                last = 0.5 * last + Math.sqrt(0.75) * rng.nextGaussian();
                x[i * columns + j] = last;
                eta += beta[j] * last;
            }
            y[i] = rng.nextDouble() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
        }
        return GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, columns)).withNormalPrior(1);
    }
}
