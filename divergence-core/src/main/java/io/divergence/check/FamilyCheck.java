package io.divergence.check;

import io.divergence.family.FisherGeometry;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks whether the parts of a family belong together, at parameters phi that are given: the domain; the distribution
 * {@code at(phi)}; the score, the gradient by z and the pullback by finite differences; draws against the log density,
 * E[score] = 0 and E[q'/q] = 1 for a q' nearby, for {@code sample} and for transformed noise; the Fisher information
 * against the covariance of the score, and its inverse against itself. Monte Carlo means are allowed five standard
 * errors; the seed is fixed, so that a report can be repeated. Immutable and thread-safe.
 *
 * <pre>{@code
 * CheckReport report = FamilyCheck.of(family).at(0.5, -0.2).run();
 * }</pre>
 */
public final class FamilyCheck {
    private static final int SAMPLES = 20_000;

    private final VariationalFamily family;
    private final List<double[]> phis;
    private final double[] points;
    private final double[] noise;
    private final int samples;
    private final long seed;

    private FamilyCheck(VariationalFamily family, List<double[]> phis, double[] points, double[] noise, int samples, long seed) {
        this.family = family;
        this.phis = phis;
        this.points = points;
        this.noise = noise;
        this.samples = samples;
        this.seed = seed;
    }

    /** Returns the check of a family, at no phi yet. */
    public static FamilyCheck of(VariationalFamily family) {
        return new FamilyCheck(Checks.notNull("family", family), List.of(), new double[0], new double[0], SAMPLES, 1);
    }

    /** Returns this check at one more phi, of length P; copied. */
    public FamilyCheck at(double... phi) {
        Checks.length("phi", phi, family.parameterCount());
        List<double[]> more = new ArrayList<>(phis);
        more.add(phi.clone());
        return new FamilyCheck(family, List.copyOf(more), points, noise, samples, seed);
    }

    /**
     * Returns this check with points at which derivatives are checked, as far out as one likes, beside draws.
     *
     * @param points row-major K x D; copied
     */
    public FamilyCheck withPoints(double... points) {
        requireRows("points", points, family.dimension());
        return new FamilyCheck(family, phis, points.clone(), noise, samples, seed);
    }

    /**
     * Returns this check with noise at which the pullback is checked, beside draws.
     *
     * @param noise row-major K x M; copied
     */
    public FamilyCheck withNoise(double... noise) {
        if (!(family instanceof ReparameterizedFamily reparameterized)) {
            throw Checks.illegal("family", family, "must be a ReparameterizedFamily to have noise");
        }
        requireRows("noise", noise, reparameterized.noiseDimension());
        return new FamilyCheck(family, phis, points, noise.clone(), samples, seed);
    }

    /** Returns this check with so many draws, at least 100; 20,000 by default. */
    public FamilyCheck withSamples(int count) {
        return new FamilyCheck(family, phis, points, noise, Checks.atLeast("count", count, 100), seed);
    }

    /** Returns this check with another seed. */
    public FamilyCheck withSeed(long seed) {
        return new FamilyCheck(family, phis, points, noise, samples, seed);
    }

    private static void requireRows(String name, double[] rows, int width) {
        Checks.allFinite(name, rows);
        if (rows.length % width != 0) {
            throw Checks.illegal(name + ".length", rows.length, "must be a multiple of " + width);
        }
    }

    /**
     * Runs the check.
     *
     * @throws IllegalArgumentException if no phi was given
     */
    public CheckReport run() {
        Checks.atLeast("phis", phis.size(), 1);
        List<Section> sections = new ArrayList<>();
        Section domain = section(sections, "domain");
        Section distribution = section(sections, "distribution");
        Section score = section(sections, "score");
        Section gradient = section(sections, "gradient by z");
        Section pullback = section(sections, "pullback");
        Section rows = section(sections, "rows");
        Section draws = section(sections, "draws");
        Section transformed = section(sections, "transformed noise");
        Section normalised = section(sections, "normalised");
        Section fisher = section(sections, "Fisher information");
        Section inverse = section(sections, "inverse Fisher information");
        for (double[] phi : phis) {
            domain.run(() -> new FamilyDomain(family, phi).check(domain));
            FamilyDerivatives derivatives = new FamilyDerivatives(family, phi, points, noise, seed);
            FamilyDraws monteCarlo = new FamilyDraws(family, phi, samples, seed);
            distribution.run(() -> derivatives.distribution(distribution));
            score.run(() -> derivatives.score(score));
            rows.run(() -> derivatives.rows(rows));
            draws.run(() -> monteCarlo.draws(draws));
            if (family.dimension() == 1) {
                normalised.run(() -> monteCarlo.normalised(normalised));
            }
            if (family instanceof ReparameterizedFamily) {
                gradient.run(() -> derivatives.gradient(gradient));
                pullback.run(() -> derivatives.pullback(pullback));
                transformed.run(() -> monteCarlo.transformed(transformed));
            }
            if (family instanceof FisherGeometry) {
                fisher.run(() -> monteCarlo.fisher(fisher));
                inverse.run(() -> monteCarlo.inverse(inverse));
            }
        }
        return CheckReport.of("FamilyCheck of " + family + " at " + phis.size() + " phi", sections, List.of());
    }

    private static Section section(List<Section> sections, String name) {
        Section section = new Section(name);
        sections.add(section);
        return section;
    }
}
