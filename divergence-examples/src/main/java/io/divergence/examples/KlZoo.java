package io.divergence.examples;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.Weibull;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.evaluate.DivergenceValue;
import io.divergence.estimators.evaluate.Method;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;

/** KL between twenty distributions, each from each: the value, and by which way it was obtained. */
@Command(name = "KlZoo", description = {"KL(p||q) in nats between twenty distributions of comparable width, as a matrix picture.",
    "Each cell shows the value and how it was obtained: by formula, by quadrature, or why it is infinite."})
public final class KlZoo extends Example {
    private static final int CELL_WIDTH = 64;
    private static final int CELL_HEIGHT = 34;
    private static final int LEFT = 160;
    private static final int TOP = 190;
    private static final int BOTTOM = 76;
    private static final Color INFINITE_SUPPORT = new Color(0xC8C8C8);
    private static final Color INFINITE_TAILS = new Color(0xE8E8E8);

    KlZoo() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new KlZoo(), args);
    }

    /** The distributions, all with mass between 0 and 1 and about as wide. */
    static Map<String, UnivariateDistribution> zoo() {
        Map<String, UnivariateDistribution> zoo = new LinkedHashMap<>();
        zoo.put("Normal", Normal.of(0.5, 0.25));
        zoo.put("Laplace", Laplace.of(0.5, 0.2));
        zoo.put("Logistic", Logistic.of(0.5, 0.15));
        zoo.put("Gumbel", Gumbel.of(0.4, 0.2));
        zoo.put("Student-t(4)", StudentT.of(4, 0.5, 0.2));
        zoo.put("Cauchy", Cauchy.of(0.5, 0.15));
        zoo.put("Gamma", Gamma.ofShapeRate(3, 6));
        zoo.put("Exponential", Exponential.ofRate(2));
        zoo.put("Chi-squared", ChiSquared.of(1.5));
        zoo.put("Weibull", Weibull.ofShapeScale(2, 0.55));
        zoo.put("Half-normal", HalfNormal.ofScale(0.6));
        zoo.put("Log-normal", LogNormal.of(-0.8, 0.5));
        zoo.put("Inverse gamma", InverseGamma.ofShapeScale(4, 1.5));
        zoo.put("Inv. Gaussian", InverseGaussian.of(0.5, 1));
        zoo.put("Pareto", Pareto.of(0.2, 1.8));
        zoo.put("Beta", Beta.of(2, 2));
        zoo.put("Kumaraswamy", Kumaraswamy.of(2, 2.5));
        zoo.put("Cont. Bernoulli", ContinuousBernoulli.ofProbability(0.4));
        zoo.put("Logit-normal", LogitNormal.of(0, 1));
        zoo.put("Uniform", Uniform.of(0, 1));
        return zoo;
    }

    @Override
    void show() throws IOException {
        Map<String, UnivariateDistribution> zoo = zoo();
        List<String> names = List.copyOf(zoo.keySet());
        int n = names.size();
        DivergenceValue[][] values = new DivergenceValue[n][n];
        EnumMap<Method, Integer> methods = new EnumMap<>(Method.class);
        int[] infinite = new int[2];
        long start = System.nanoTime();
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                DivergenceValue v = DivergenceEvaluator.automatic().evaluate(Divergences.forwardKl(), zoo.get(names.get(i)), zoo.get(names.get(j)));
                values[i][j] = v;
                if (v.isInfinite()) {
                    infinite[v.finiteness() == Finiteness.INFINITE_BY_SUPPORT ? 0 : 1]++;
                } else {
                    methods.merge(v.method(), 1, Integer::sum);
                    largest = Math.max(largest, v.value());
                    worst = Math.max(worst, v.relativeError());
                }
            }
        }
        double milliseconds = (System.nanoTime() - start) / 1e6;
        print("KL(p||q) of %d pairs in %.0f ms: %d by formula, %d by quadrature, %d infinite by support, %d infinite by tails.", n * n,
                milliseconds, methods.getOrDefault(Method.CLOSED_FORM, 0), methods.getOrDefault(Method.QUADRATURE, 0), infinite[0], infinite[1]);
        print("The largest relative error of a finite value is %.1e.", worst);
        Table table = Table.of("p", "q", "KL(p||q) [nats]", "error", "how");
        for (int[] cell : new int[][] {{0, 1}, {6, 9}, {3, 1}, {15, 16}, {13, 11}, {7, 15}, {5, 0}}) {
            DivergenceValue v = values[cell[0]][cell[1]];
            table.row(names.get(cell[0]), names.get(cell[1]), Table.brief(v.value()), Table.brief(v.error()),
                    v.isInfinite() ? v.finiteness().words() : v.method().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        table.print(console());
        draw(names, values, largest);
    }

    private void draw(List<String> names, DivergenceValue[][] values, double largest) throws IOException {
        int n = names.size();
        BufferedImage image = new BufferedImage(LEFT + n * CELL_WIDTH + 24, TOP + n * CELL_HEIGHT + BOTTOM, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
        g.drawString("KL(p||q) in nats between twenty distributions", 24, 36);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        g.drawString("row: p, column: q; F by formula, Q by quadrature", 24, 60);
        for (int j = 0; j < n; j++) {
            Graphics2D turned = (Graphics2D) g.create();
            turned.translate(LEFT + j * CELL_WIDTH + CELL_WIDTH / 2 + 4, TOP - 8);
            turned.rotate(-Math.PI / 3);
            turned.drawString(names.get(j), 0, 0);
            turned.dispose();
        }
        for (int i = 0; i < n; i++) {
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
            g.setColor(Color.BLACK);
            right(g, names.get(i), LEFT - 10, TOP + i * CELL_HEIGHT + 22);
            for (int j = 0; j < n; j++) {
                cell(g, LEFT + j * CELL_WIDTH, TOP + i * CELL_HEIGHT, values[i][j], largest);
            }
        }
        legend(g, TOP + n * CELL_HEIGHT + 20);
        g.dispose();
        ImageIO.write(image, "png", folder().resolve("kl-zoo.png").toFile());
    }

    private static void right(Graphics2D g, String text, int x, int y) {
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(text, x - metrics.stringWidth(text), y);
    }

    private static void cell(Graphics2D g, int x, int y, DivergenceValue v, double largest) {
        boolean support = v.finiteness() == Finiteness.INFINITE_BY_SUPPORT;
        // Square roots: most values are far below the largest.
        double share = v.isInfinite() ? 0 : Math.sqrt(v.value() / largest);
        Color colour = v.isInfinite() ? (support ? INFINITE_SUPPORT : INFINITE_TAILS) : shade(share);
        g.setColor(colour);
        g.fillRect(x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1);
        g.setColor(share > 0.55 ? Color.WHITE : Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        if (v.isInfinite()) {
            g.drawString(support ? "\u221e supp." : "\u221e tails", x + 8, y + 22);
            return;
        }
        String text = v.value() == 0 ? "0" : v.value() < 0.01 ? String.format(Locale.ROOT, "%.4f", v.value()) : String.format(Locale.ROOT, "%.3g", v.value());
        g.drawString(text, x + 5, y + 22);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 10));
        g.drawString(v.method() == Method.CLOSED_FORM ? "F" : "Q", x + CELL_WIDTH - 12, y + 12);
    }

    /** From white to dark blue. */
    private static Color shade(double share) {
        double t = Math.max(0, Math.min(1, share));
        return new Color((int) (255 - 247 * t), (int) (255 - 177 * t), (int) (255 - 100 * t));
    }

    private static void legend(Graphics2D g, int y) {
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        int x = LEFT;
        for (int k = 0; k <= 10; k++) {
            g.setColor(shade(k / 10.0));
            g.fillRect(x + 22 * k, y, 22, 18);
        }
        g.setColor(Color.BLACK);
        g.drawString("0 to the largest finite value (by its square root)", x + 256, y + 14);
        g.setColor(INFINITE_SUPPORT);
        g.fillRect(x + 620, y, 22, 18);
        g.setColor(INFINITE_TAILS);
        g.fillRect(x + 900, y, 22, 18);
        g.setColor(Color.BLACK);
        g.drawRect(x + 620, y, 22, 18);
        g.drawRect(x + 900, y, 22, 18);
        g.drawString("infinite: q is zero where p is not", x + 650, y + 14);
        g.drawString("infinite: the tails of q are too light", x + 930, y + 14);
    }
}
