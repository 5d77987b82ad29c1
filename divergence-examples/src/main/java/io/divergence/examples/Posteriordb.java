package io.divergence.examples;

import io.divergence.model.DesignMatrix;
import io.divergence.model.GaussianProcessRegression;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearRegression;
import io.divergence.model.ScalePrior;
import io.divergence.target.DifferentiableLogDensity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Models of posteriordb, whose data are read from a folder NAME/data.json for each: they are not shipped. */
final class Posteriordb {
    private final String json;

    private Posteriordb(String json) {
        this.json = json;
    }

    /** Returns the five models that are regressions. */
    static Map<String, DifferentiableLogDensity> models(Path folder) throws IOException {
        Map<String, DifferentiableLogDensity> all = new LinkedHashMap<>();
        all.put("wells_dist", wells(read(folder, "wells_dist")));
        all.put("kidscore_interaction", kidscore(read(folder, "kidscore_interaction")));
        all.put("sblri_blr", blr(read(folder, "sblri_blr")));
        all.put("arK", LinearRegression.autoregression(read(folder, "arK").numbers("y"), 5).withNormalPrior(10).withNoisePrior(ScalePrior.cauchy(2.5)));
        all.put("gp_regr", process(read(folder, "gp_regr")));
        return all;
    }

    private static Posteriordb read(Path folder, String name) throws IOException {
        return new Posteriordb(Files.readString(folder.resolve(name).resolve("data.json")));
    }

    private static DifferentiableLogDensity wells(Posteriordb data) {
        return GeneralizedLinearModel.logistic(data.numbers("switched"), DesignMatrix.ofColumns(data.numbers("dist")).withIntercept());
    }

    private static DifferentiableLogDensity kidscore(Posteriordb data) {
        double[] school = data.numbers("mom_hs");
        double[] iq = data.numbers("mom_iq");
        double[] both = new double[iq.length];
        Arrays.setAll(both, i -> school[i] * iq[i]);
        return LinearRegression.of(data.numbers("kid_score"), DesignMatrix.ofColumns(school, iq, both).withIntercept())
                .withNoisePrior(ScalePrior.cauchy(2.5));
    }

    private static DifferentiableLogDensity blr(Posteriordb data) {
        return LinearRegression.of(data.numbers("y"), DesignMatrix.ofRows(data.numbers("X"), 5)).withNormalPrior(10)
                .withNoisePrior(ScalePrior.normal(10));
    }

    private static DifferentiableLogDensity process(Posteriordb data) {
        return GaussianProcessRegression.of(data.numbers("x"), data.numbers("y"), GaussianProcessRegression.Noise.VARIANCE)
                .withPriors(ScalePrior.gamma(25, 4), ScalePrior.normal(2), ScalePrior.normal(1));
    }

    /** The numbers of an array, or of an array of arrays row by row. */
    private double[] numbers(String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\[[-+0-9.eE,\\s\\[\\]]*\\])").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("there is no array \"" + name + "\" in data.json");
        }
        return Arrays.stream(matcher.group(1).replaceAll("[\\[\\]\\s]", "").split(",")).mapToDouble(Double::parseDouble).toArray();
    }
}
