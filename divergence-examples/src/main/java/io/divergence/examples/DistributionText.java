package io.divergence.examples;

import io.divergence.distribution.Bernoulli;
import io.divergence.distribution.Beta;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Categorical;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.Chi;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Dirichlet;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Geometric;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Multinomial;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.NegativeBinomial;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Triangular;
import io.divergence.distribution.TruncatedNormal;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.VonMises;
import io.divergence.distribution.Weibull;
import io.divergence.distribution.Wishart;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads a distribution from its family's name and parameters written as name=value;name=value. */
final class DistributionText {
    private static final Map<String, Function<DistributionText, Distribution>> FAMILIES = new LinkedHashMap<>();

    static {
        FAMILIES.put("Normal", t -> Normal.of(t.number("loc"), t.number("scale")));
        FAMILIES.put("LogNormal", t -> LogNormal.of(t.number("mu"), t.number("sigma")));
        FAMILIES.put("HalfNormal", t -> HalfNormal.ofScale(t.number("scale")));
        FAMILIES.put("TruncatedNormal",
                t -> TruncatedNormal.of(t.number("loc"), t.number("scale"), t.number("low"), t.number("high")));
        FAMILIES.put("StudentT", t -> StudentT.of(t.number("df"), t.number("loc"), t.number("scale")));
        FAMILIES.put("Cauchy", t -> Cauchy.of(t.number("loc"), t.number("scale")));
        FAMILIES.put("Laplace", t -> Laplace.of(t.number("loc"), t.number("scale")));
        FAMILIES.put("Logistic", t -> Logistic.of(t.number("loc"), t.number("scale")));
        FAMILIES.put("Gumbel", t -> Gumbel.of(t.number("loc"), t.number("scale")));
        FAMILIES.put("Exponential", t -> Exponential.ofRate(t.number("rate")));
        FAMILIES.put("Gamma", t -> Gamma.ofShapeRate(t.number("shape"), t.number("rate")));
        FAMILIES.put("InverseGamma", t -> InverseGamma.ofShapeScale(t.number("shape"), t.number("scale")));
        FAMILIES.put("ChiSquared", t -> ChiSquared.of(t.number("df")));
        FAMILIES.put("Chi", t -> Chi.of(t.number("df")));
        FAMILIES.put("InverseGaussian", t -> InverseGaussian.of(t.number("mean"), t.number("shape")));
        FAMILIES.put("Beta", t -> Beta.of(t.number("a"), t.number("b")));
        FAMILIES.put("Kumaraswamy", t -> Kumaraswamy.of(t.number("a"), t.number("b")));
        FAMILIES.put("ContinuousBernoulli", t -> ContinuousBernoulli.ofProbability(t.number("p")));
        FAMILIES.put("LogitNormal", t -> LogitNormal.of(t.number("mu"), t.number("sigma")));
        FAMILIES.put("Uniform", t -> Uniform.of(t.number("low"), t.number("high")));
        FAMILIES.put("Triangular", t -> Triangular.of(t.number("low"), t.number("mode"), t.number("high")));
        FAMILIES.put("Pareto", t -> Pareto.of(t.number("xm"), t.number("alpha")));
        FAMILIES.put("Weibull", t -> Weibull.ofShapeScale(t.number("shape"), t.number("scale")));
        FAMILIES.put("VonMises", t -> VonMises.of(t.number("loc"), t.number("kappa")));
        FAMILIES.put("Bernoulli", t -> Bernoulli.ofProbability(t.number("p")));
        FAMILIES.put("Binomial", t -> Binomial.of(t.integer("n"), t.number("p")));
        FAMILIES.put("NegativeBinomial", t -> NegativeBinomial.of(t.number("r"), t.number("p")));
        FAMILIES.put("Geometric", t -> Geometric.ofProbability(t.number("p")));
        FAMILIES.put("Poisson", t -> Poisson.ofRate(t.number("rate")));
        FAMILIES.put("Categorical", t -> Categorical.of(t.numbers("probs")));
        FAMILIES.put("Dirichlet", t -> Dirichlet.of(t.numbers("conc")));
        FAMILIES.put("NormalMixture", t -> Mixture.ofNormals(t.numbers("weights"), t.numbers("means"), t.numbers("sds")));
        FAMILIES.put("Multinomial", t -> Multinomial.of(t.integer("n"), t.numbers("probs")));
        FAMILIES.put("MultivariateNormal", DistributionText::multivariateNormal);
        FAMILIES.put("MultivariateStudentT", DistributionText::multivariateStudentT);
        FAMILIES.put("Wishart", t -> Wishart.of(t.number("df"), symmetric(t.lower("scale", 0))));
    }

    private final String family;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private DistributionText(String family, String text) {
        this.family = family;
        for (String part : text.split(";")) {
            int at = part.indexOf('=');
            if (at < 0) {
                throw new IllegalArgumentException("'" + part.trim() + "' must be name=value, in the parameters of " + family);
            }
            parameters.put(part.substring(0, at).trim(), part.substring(at + 1).trim());
        }
    }

    /** Reads a distribution; every error names the family and the parameter. */
    static Distribution read(String family, String parameters) {
        Function<DistributionText, Distribution> reader = FAMILIES.get(family.trim());
        if (reader == null) {
            throw new IllegalArgumentException("unknown family '" + family + "'; known are " + String.join(", ", FAMILIES.keySet()));
        }
        DistributionText text = new DistributionText(family.trim(), parameters);
        Distribution distribution;
        try {
            distribution = reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(family.trim() + ": " + e.getMessage(), e);
        }
        if (!text.parameters.isEmpty()) {
            throw new IllegalArgumentException(family.trim() + " has no parameter " + text.parameters.keySet());
        }
        return distribution;
    }

    private String take(String name) {
        String value = parameters.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("the parameter " + name + " is missing");
        }
        return value;
    }

    private double number(String name) {
        return toNumber(name, take(name));
    }

    private static double toNumber(String name, String text) {
        try {
            return switch (text) {
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " = '" + text + "' is not a number", e);
        }
    }

    private long integer(String name) {
        double x = number(name);
        if (x != Math.rint(x) || !(Math.abs(x) < 1L << 53)) {
            throw new IllegalArgumentException(name + " = " + x + ": must be an integer");
        }
        return (long) x;
    }

    private double[] numbers(String name) {
        String[] parts = take(name).trim().split("\\s+");
        double[] x = new double[parts.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = toNumber(name, parts[i]);
        }
        return x;
    }

    /** The mean, and one of tril, cov, precision (lower triangles, row by row), sds, or low_rank and diagonal. */
    private Distribution multivariateNormal() {
        double[] mean = numbers("mean");
        if (parameters.containsKey("cov")) {
            return MultivariateNormal.ofCovariance(mean, symmetric(lower("cov", mean.length)));
        }
        if (parameters.containsKey("precision")) {
            return MultivariateNormal.ofPrecision(mean, symmetric(lower("precision", mean.length)));
        }
        if (parameters.containsKey("sds")) {
            return MultivariateNormal.ofDiagonal(mean, numbers("sds"));
        }
        if (parameters.containsKey("low_rank")) {
            return MultivariateNormal.ofLowRank(mean, numbers("low_rank"), numbers("diagonal"));
        }
        return MultivariateNormal.ofCholesky(mean, lower("tril", mean.length));
    }

    private Distribution multivariateStudentT() {
        double[] location = numbers("loc");
        return MultivariateStudentT.ofCholesky(number("df"), location, lower("tril", location.length));
    }

    /** A lower triangle, row by row: d (d + 1)/2 numbers; the dimension that it has if d is 0. */
    private double[] lower(String name, int dimension) {
        double[] rows = numbers(name);
        int d = dimension > 0 ? dimension : (int) Math.rint(Math.sqrt(2 * rows.length + 0.25) - 0.5);
        if (rows.length != d * (d + 1) / 2) {
            throw new IllegalArgumentException(name + " has " + rows.length + " numbers: must have d (d + 1)/2 = " + d * (d + 1) / 2
                    + " for the dimension d = " + d);
        }
        double[] matrix = new double[d * d];
        int k = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i * d + j] = rows[k++];
            }
        }
        return matrix;
    }

    private static double[] symmetric(double[] lower) {
        int d = (int) Math.rint(Math.sqrt(lower.length));
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                lower[j * d + i] = lower[i * d + j];
            }
        }
        return lower;
    }
}
