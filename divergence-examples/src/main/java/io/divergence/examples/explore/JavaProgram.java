package io.divergence.examples.explore;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program that repeats what is on the screen. */
final class JavaProgram {
    static final String CLASS = "OnScreen";
    private static final Pattern TYPE = Pattern.compile("(?<![.\\w])[A-Z]\\w+");
    private static final String[][] PACKAGES = {
        {"io.divergence.distribution", "Mixture Normal"},
        {"io.divergence.divergence", "Divergences"},
        {"io.divergence.estimators.closedform", "ClosedFormEstimator"},
        {"io.divergence.estimators.montecarlo", "Baseline PathEstimator Points ReparameterizationEstimator ScoreEstimator Weights"},
        {"io.divergence.estimators.quadrature", "QuadratureEstimator"},
        {"io.divergence.family", "FixedWidthGaussianFamily GaussianFamily GaussianMixtureFamily"},
        {"io.divergence.fit", "DomainPolicy Fit FitResult StoppingRules"},
        {"io.divergence.optimize", "AdaGrad Adam Clipped GradientDescent Momentum RmsProp Schedule"},
        {"java.util", "Arrays"}};

    private JavaProgram() {
    }

    static String of(Setup setup, long steps) {
        StringBuilder body = new StringBuilder();
        line(body, 0, "public final class " + CLASS + " {");
        line(body, 1, "public static void main(String[] args) {");
        line(body, 2, setup.target().value().getClass().getSimpleName() + " p = " + setup.target().source() + ";");
        line(body, 2, setup.family().value().getClass().getSimpleName() + " family = " + setup.family().source() + ";");
        line(body, 2, "FitResult fit = Fit.of(p, family, " + setup.discrepancy().source() + ")");
        line(body, 4, ".with(" + setup.estimator().source() + ")");
        line(body, 4, ".with(" + setup.optimizer().source() + ")" + (setup.isNatural() ? ".withNaturalGradient()" : ""));
        if (setup.isProjected()) {
            line(body, 4, ".with(DomainPolicy.PROJECT)");
        }
        line(body, 4, ".with(StoppingRules.steps(" + steps + ")).withSeed(" + setup.seed() + "L)");
        line(body, 4, ".run(" + setup.start().source() + ");");
        line(body, 2, "System.out.println(\"phi = \" + Arrays.toString(fit.phi()));");
        line(body, 2, "System.out.println(\"value = \" + fit.value() + \" +- \" + fit.valueError());");
        line(body, 2, "System.out.println(\"gradient = \" + Arrays.toString(fit.gradient()));");
        line(body, 1, "}");
        line(body, 0, "}");
        return imports(body) + "\n" + body;
    }

    private static void line(StringBuilder body, int depth, String text) {
        body.append("    ".repeat(depth)).append(text).append('\n');
    }

    private static String imports(CharSequence body) {
        TreeSet<String> imports = new TreeSet<>();
        Matcher types = TYPE.matcher(body);
        while (types.find()) {
            for (String[] entry : PACKAGES) {
                if ((" " + entry[1] + " ").contains(" " + types.group() + " ")) {
                    imports.add("import " + entry[0] + "." + types.group() + ";\n");
                }
            }
        }
        return String.join("", imports);
    }
}
