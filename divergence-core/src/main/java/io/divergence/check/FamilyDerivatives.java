package io.divergence.check;

import io.divergence.distribution.Distribution;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/** A family at one phi and a few points: its log density and the derivatives of it. */
final class FamilyDerivatives {
    private static final int DRAWS = 20;
    private static final double REACH = 0.1;

    private final VariationalFamily family;
    private final double[] phi;
    private final double[] points;
    private final double[] ownNoise;
    private final long seed;
    private final int d;

    FamilyDerivatives(VariationalFamily family, double[] phi, double[] points, double[] noise, long seed) {
        this.family = family;
        this.phi = phi;
        this.points = points;
        ownNoise = noise;
        this.seed = seed;
        d = family.dimension();
    }

    /** The points given, and draws. */
    private double[] z() {
        double[] z = Arrays.copyOf(points, points.length + DRAWS * d);
        int given = points.length / d;
        family.sample(phi, RandomStream.of(seed), z, given, given + DRAWS);
        return z;
    }

    private double[] row(double[] z, int k) {
        return Arrays.copyOfRange(z, k * d, (k + 1) * d);
    }

    private double logDensity(double[] at, double[] z) {
        double[] out = new double[1];
        family.logDensity(at, z, 0, 1, out);
        return out[0];
    }

    /** The largest step that stays in the domain to both sides. */
    private double reach(int j) {
        double reach = REACH * Math.max(1, Math.abs(phi[j]));
        double[] moved = phi.clone();
        for (int halvings = 0; halvings < 60; halvings++) {
            moved[j] = phi[j] + reach;
            boolean above = family.isValid(moved);
            moved[j] = phi[j] - reach;
            if (above && family.isValid(moved)) {
                return reach;
            }
            reach /= 2;
        }
        return reach;
    }

    void distribution(Section s) {
        Distribution q = family.at(phi);
        s.require(q.dimension() == d, () -> "at(phi) has dimension " + q.dimension() + " and the family " + d);
        double[] z = z();
        for (int k = 0; k < z.length / d; k++) {
            double[] row = row(z, k);
            double own = logDensity(phi, row);
            double[] out = new double[1];
            q.logDensity(row, 0, 1, out);
            s.compare(out[0], own, 1e-12 * (1 + Math.abs(own)), () -> "at(phi) must have the family's log density at z = "
                    + Checks.text(row) + ", phi = " + Checks.text(phi));
        }
    }

    void score(Section s) {
        double[] z = z();
        double[] score = new double[phi.length];
        for (int k = 0; k < z.length / d; k++) {
            double[] row = row(z, k);
            family.score(phi, z, k, score);
            for (int j = 0; j < phi.length; j++) {
                int entry = j;
                double[] moved = phi.clone();
                NumericalDerivative numeric = NumericalDerivative.of(x -> {
                    moved[entry] = x;
                    return logDensity(moved, row);
                }, phi[j], reach(j));
                s.compare(score[j], numeric, () -> "d log q/d " + name(entry) + " at z = " + Checks.text(row)
                        + ", phi = " + Checks.text(phi));
            }
        }
    }

    private String name(int j) {
        return family.layout().name(j);
    }

    void gradient(Section s) {
        double[] z = z();
        double[] gradient = new double[z.length];
        ((ReparameterizedFamily) family).logDensityGradient(phi, z, 0, z.length / d, gradient);
        for (int k = 0; k < z.length / d; k++) {
            double[] row = row(z, k);
            for (int i = 0; i < d; i++) {
                int coordinate = i;
                double[] moved = row.clone();
                NumericalDerivative numeric = NumericalDerivative.of(x -> {
                    moved[coordinate] = x;
                    return logDensity(phi, moved);
                }, row[i], REACH * Math.max(1, Math.abs(row[i])));
                s.compare(gradient[k * d + i], numeric, () -> "d log q/dz, coordinate " + coordinate + ", at z = "
                        + Checks.text(row) + ", phi = " + Checks.text(phi));
            }
        }
    }

    /** The pullback of each unit vector is a row of dz/dphi. */
    void pullback(Section s) {
        ReparameterizedFamily reparameterized = (ReparameterizedFamily) family;
        int m = reparameterized.noiseDimension();
        double[] noise = Arrays.copyOf(ownNoise, ownNoise.length + DRAWS * m);
        int rows = noise.length / m;
        reparameterized.sampleNoise(RandomStream.of(seed), noise, ownNoise.length / m, rows);
        double[] z = new double[rows * d];
        reparameterized.transform(phi, noise, z, 0, rows);
        double[] out = new double[phi.length];
        for (int k = 0; k < rows; k++) {
            double[] own = Arrays.copyOfRange(noise, k * m, (k + 1) * m);
            for (int i = 0; i < d; i++) {
                double[] c = new double[rows * d];
                c[k * d + i] = 1;
                reparameterized.pullback(phi, noise, z, k, c, out);
                for (int j = 0; j < phi.length; j++) {
                    pullback(s, reparameterized, own, i, j, out[j]);
                }
            }
        }
    }

    private void pullback(Section s, ReparameterizedFamily reparameterized, double[] noise, int i, int j, double actual) {
        double[] moved = phi.clone();
        double[] z = new double[d];
        NumericalDerivative numeric = NumericalDerivative.of(x -> {
            moved[j] = x;
            reparameterized.transform(moved, noise, z, 0, 1);
            return z[i];
        }, phi[j], reach(j));
        s.compare(actual, numeric, () -> "dz/d " + name(j) + ", coordinate " + i + ", at noise = " + Checks.text(noise)
                + ", phi = " + Checks.text(phi));
    }

    /** Rows alone and in a block have the same bits; draws come from the generator alone, into the rows asked for. */
    void rows(Section s) {
        double[] z = z();
        int rows = z.length / d;
        double[] block = new double[rows];
        family.logDensity(phi, z, 0, rows, block);
        for (int k = 0; k < rows; k++) {
            int row = k;
            s.require(Double.compare(block[k], logDensity(phi, row(z, k))) == 0,
                    () -> "the log density at z = " + Checks.text(row(z, row)) + " is another alone than in a block");
        }
        double[] first = new double[4 * d];
        double[] again = new double[4 * d];
        family.sample(phi, RandomStream.of(seed), first, 1, 3);
        family.sample(phi, RandomStream.of(seed), again, 1, 3);
        s.require(Arrays.equals(first, again), () -> "two draws from the same state of the generator differ");
        for (int i = 0; i < d; i++) {
            s.require(first[i] == 0 && first[3 * d + i] == 0, () -> "sample writes outside the rows asked for");
        }
    }
}
