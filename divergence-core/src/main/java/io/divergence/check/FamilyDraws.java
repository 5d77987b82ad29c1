package io.divergence.check;

import io.divergence.family.FisherGeometry;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.Support;
import java.util.Arrays;

/** A family at one phi and many draws: means that must be zero, one, or the Fisher information. */
final class FamilyDraws {
    /** Standard errors: one comparison in two million is wrong by chance, and the seed is fixed. */
    private static final double ERRORS = 5;
    /** The distance to the neighbour q', in standard deviations of the score: the weights q'/q vary little. */
    private static final double STEP = 0.25;
    /** Beyond so many parameters only the diagonal of the Fisher information is compared. */
    private static final int FULL = 32;
    private static final int NODES = 1 << 15;

    private final VariationalFamily family;
    private final double[] phi;
    private final int n;
    private final long seed;
    private final int p;

    FamilyDraws(VariationalFamily family, double[] phi, int samples, long seed) {
        this.family = family;
        this.phi = phi;
        n = samples;
        this.seed = seed;
        p = phi.length;
    }

    /** A mean with its standard error. */
    private static final class Mean {
        private double sum;
        private double squares;
        private int count;

        void add(double x) {
            sum += x;
            squares += x * x;
            count++;
        }

        double value() {
            return sum / count;
        }

        double variance() {
            return Math.max(0, squares / count - value() * value());
        }

        /** Five standard errors, and the rounding of a sum. */
        double allowed() {
            return ERRORS * Math.sqrt(variance() / count) + 1e-12 * (1 + Math.sqrt(squares / count));
        }
    }

    private double[] sampled() {
        double[] z = new double[n * family.dimension()];
        family.sample(phi, RandomStream.of(seed, 1), z, 0, n);
        return z;
    }

    void draws(Section s) {
        means(s, sampled());
    }

    void transformed(Section s) {
        ReparameterizedFamily reparameterized = (ReparameterizedFamily) family;
        double[] noise = new double[n * reparameterized.noiseDimension()];
        double[] z = new double[n * family.dimension()];
        reparameterized.sampleNoise(RandomStream.of(seed, 2), noise, 0, n);
        reparameterized.transform(phi, noise, z, 0, n);
        means(s, z);
    }

    private void means(Section s, double[] z) {
        double[] log = new double[n];
        family.logDensity(phi, z, 0, n, log);
        for (double value : log) {
            s.require(Math.abs(value) <= Double.MAX_VALUE, () -> "log q = " + value + " at a draw of its own");
        }
        Support support = family.support();
        for (int i = 0; i < z.length; i++) {
            double x = z[i];
            int coordinate = i % family.dimension();
            s.require(x > support.lower(coordinate) && x < support.upper(coordinate),
                    () -> "a draw has " + x + " for coordinate " + coordinate + ", outside of support() " + support);
        }
        Mean[] score = scoreMeans(z);
        for (int j = 0; j < p; j++) {
            int entry = j;
            s.compare(score[j].value(), 0, score[j].allowed(), () -> "E[d log q/d " + family.layout().name(entry)
                    + "] must be 0; phi = " + Checks.text(phi));
            for (int sign : new int[] {-1, 1}) {
                neighbour(s, z, log, j, sign * STEP / Math.sqrt(score[j].variance()));
            }
        }
    }

    private Mean[] scoreMeans(double[] z) {
        Mean[] means = new Mean[p];
        Arrays.setAll(means, j -> new Mean());
        double[] score = new double[p];
        for (int k = 0; k < n; k++) {
            family.score(phi, z, k, score);
            for (int j = 0; j < p; j++) {
                means[j].add(score[j]);
            }
        }
        return means;
    }

    /** A neighbour so near that no draw weighs more than twice or less than half: else draws that are too rare to be seen decide. */
    private void neighbour(Section s, double[] z, double[] log, int j, double farthest) {
        double[] other = phi.clone();
        double[] logOther = new double[n];
        boolean near = false;
        double step = Math.abs(farthest) <= Double.MAX_VALUE ? farthest : 0;
        for (int halvings = 0; halvings < 40 && step != 0 && !near; halvings++) {
            other[j] = phi[j] + step;
            near = family.isValid(other) && largestWeight(other, z, log, logOther) <= 2;
            step /= 2;
        }
        if (!near) {
            return;
        }
        Mean weight = new Mean();
        for (int k = 0; k < n; k++) {
            weight.add(Math.exp(logOther[k] - log[k]));
        }
        s.compare(weight.value(), 1, weight.allowed(), () -> "E[q'/q] must be 1 for q' at " + family.layout().name(j) + " = "
                + other[j] + " instead of " + phi[j]);
    }

    private double largestWeight(double[] other, double[] z, double[] log, double[] logOther) {
        family.logDensity(other, z, 0, n, logOther);
        double largest = 0;
        for (int k = 0; k < n; k++) {
            largest = Math.max(largest, Math.abs(logOther[k] - log[k]));
        }
        return Math.exp(largest);
    }

    /**
     * In one dimension, the integral of q by the midpoint rule in the quantiles of a Cauchy distribution about the draws.
     * Where half as many nodes give another answer, nothing can be told.
     */
    void normalised(Section s) {
        double[] z = sampled();
        Arrays.sort(z);
        double middle = z[n / 2];
        double width = (z[3 * (n / 4)] - z[n / 4]) / 2;
        if (!(width > 0) || family.at(phi).support().kind() != Support.Kind.REALS) {
            return;
        }
        double fine = integral(middle, width, NODES);
        double error = Math.abs(fine - integral(middle, width, NODES / 2));
        if (error <= 1e-3) {
            s.compare(fine, 1, 1e-9 + 10 * error, () -> "q must integrate to 1; phi = " + Checks.text(phi));
        }
    }

    private double integral(double middle, double width, int nodes) {
        double[] z = new double[nodes];
        double[] log = new double[nodes];
        double[] weight = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            double t = Math.tan(Math.PI * ((i + 0.5) / nodes - 0.5));
            z[i] = middle + width * t;
            weight[i] = Math.PI * width * (1 + t * t) / nodes;
        }
        family.logDensity(phi, z, 0, nodes, log);
        double sum = 0;
        for (int i = 0; i < nodes; i++) {
            sum += weight[i] * Math.exp(log[i]);
        }
        return sum;
    }

    void fisher(Section s) {
        double[] fisher = new double[p * p];
        ((FisherGeometry) family).fisher(phi, fisher);
        double[] z = sampled();
        Mean[] products = new Mean[p * p];
        Arrays.setAll(products, j -> new Mean());
        double[] score = new double[p];
        for (int k = 0; k < n; k++) {
            family.score(phi, z, k, score);
            for (int a = 0; a < p; a++) {
                for (int b = p <= FULL ? 0 : a; b <= a; b++) {
                    products[a * p + b].add(score[a] * score[b]);
                }
            }
        }
        for (int a = 0; a < p; a++) {
            for (int b = p <= FULL ? 0 : a; b <= a; b++) {
                Mean covariance = products[a * p + b];
                double size = Math.sqrt(Math.abs(fisher[a * p + a] * fisher[b * p + b]));
                String where = "entry (" + family.layout().name(a) + ", " + family.layout().name(b) + ") at phi = " + Checks.text(phi);
                // Draws too rare to be seen may carry all of an entry that is tiny beside the diagonal.
                double unseen = size / Math.sqrt(n);
                s.compare(fisher[a * p + b], covariance.value(), covariance.allowed() + unseen, () -> where + ", against the covariance of the score");
                s.compare(fisher[b * p + a], fisher[a * p + b], 1e-12 * size, () -> where + " must be symmetric");
            }
        }
    }

    /** F^-1 (F g) = g, but for damping by a millionth of the mean diagonal, which a singular F needs. */
    void inverse(Section s) {
        FisherGeometry geometry = (FisherGeometry) family;
        double[] fisher = new double[p * p];
        geometry.fisher(phi, fisher);
        double[] g = new double[p];
        double[] product = new double[p];
        double trace = 0;
        for (int a = 0; a < p; a++) {
            g[a] = 0.3 + a % 7;
            trace += fisher[a * p + a];
        }
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                product[a] += fisher[a * p + b] * g[b];
            }
        }
        double[] back = new double[p];
        double[] damped = new double[p];
        geometry.applyInverseFisher(phi, product, back);
        geometry.applyInverseFisher(phi, g, damped);
        double norm = Math.sqrt(Arrays.stream(damped).map(x -> x * x).sum());
        for (int a = 0; a < p; a++) {
            int entry = a;
            s.compare(back[a], g[a], 1e-9 * p * p + 2e-6 * trace / p * norm,
                    () -> "F^-1 F g must be g; entry " + family.layout().name(entry) + " at phi = " + Checks.text(phi));
        }
        double[] inPlace = g.clone();
        geometry.applyInverseFisher(phi, inPlace, inPlace);
        s.require(Arrays.equals(inPlace, damped), () -> "applyInverseFisher must allow out to be g itself");
    }
}
