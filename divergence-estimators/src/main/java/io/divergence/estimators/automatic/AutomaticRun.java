package io.divergence.estimators.automatic;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.random.RandomStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of an automatic fit: it looks, judges what it found, and says so. One caller. */
final class AutomaticRun implements GaussianSearch.Listener {
    private static final int EXTRA_STARTS = 4;
    /** Of a mixture, which needs to see the modes. */
    private static final int MIXTURE_STARTS = 12;
    private static final int HEAVY_STARTS = 8;
    private static final int EXTRA_UP_TO = 100;
    private static final int DRAWS = 4000;
    private static final int MORE_DRAWS = 20_000;
    private static final int OTHER_STARTS = 100;
    /** A covariance matrix of more dimensions costs more than the fit of its diagonal. */
    private static final int DENSE = 200;
    /** Values or gradients at the same point that differ by less are rounding of sums in another order. */
    private static final double NOISE = 1e-9;

    final FitSettings settings;
    final CountedTarget target;
    final GaussianSearch search;
    /** The search for a noisy target, once it has begun. */
    NoisySearch noisySearch;
    /** The search by another divergence than reverse KL, once it has begun. */
    WeightedSearch weighted;
    /** The search for a mixture, once it has begun. */
    MixtureSearch mixture;
    private boolean isUnfinished;
    /** The search for a Student's t distribution, once it has begun. */
    StudentSearch student;
    private final Recording recording;
    private final long seed;
    final double[] x0;
    Interruption interruption;
    String inconsistent;
    /** Why the mass of the target is infinite; null if nothing shows that it is. */
    String improper;
    boolean startIsFinite = true;
    boolean isNoisy;
    long gradientsOfSearch;
    DrawSet draws;
    /** Modes with a valley between them, of like mass. */
    List<ModeSearch.Mode> likeModes = List.of();
    /** Whether a mode of more mass was seen than the one that the fit describes. */
    boolean isAtLesserMode;
    /** What is drawn from: the fit, once it has been found. */
    private FitDraws fit;
    private double[] responseSds;
    private final AutomaticListener listener;
    private boolean areModesCompared;

    AutomaticRun(FitSettings settings, CountedTarget target, Recording recording, long seed, AutomaticListener listener) {
        this.settings = settings;
        this.target = target;
        this.recording = recording;
        this.seed = seed;
        int d = settings.dimension();
        x0 = settings.origin().first(d, seed);
        this.listener = listener;
        search = new GaussianSearch(target, seed, settings.tolerance(), settings.isDiagonal(), settings.strict(), settings.starts(), settings.origin(), this);
    }

    @Override
    public void at(GaussianState state, long gradients) {
        listener.onState(gradients, state.mean.clone(), state.factor.clone());
    }

    GaussianState best() {
        return noisySearch != null ? noisySearch.best : weighted != null ? weighted.best : search.best;
    }

    private FitDraws fit() {
        return mixture != null && mixture.best != null ? FitDraws.of(mixture.best.distribution()) : FitDraws.of(best());
    }

    double bestValue() {
        if (mixture != null && mixture.best != null) {
            return mixture.bestValue;
        }
        return noisySearch != null ? noisySearch.bestValue : search.bestValue;
    }

    /** The divergence that the fit has minimised: another one than asked for if it did not come to that. */
    Discrepancy divergence() {
        return weighted == null ? Divergences.reverseKl() : settings.divergence();
    }

    int startsLookedAt() {
        int d = settings.dimension();
        int fromDraws = settings.family() == AutomaticFit.Family.MIXTURE ? HEAVY_STARTS : 0;
        return d > EXTRA_UP_TO ? 1 : settings.starts() + extraStarts() + fromDraws;
    }

    private int extraStarts() {
        return settings.family() == AutomaticFit.Family.MIXTURE ? MIXTURE_STARTS : EXTRA_STARTS;
    }

    void search() {
        System.arraycopy(x0, 0, search.best.mean, 0, x0.length);
        try {
            checkStart();
            if (inconsistent == null && startIsFinite && isNoisy) {
                noisySearch = new NoisySearch(target, seed, settings.isDiagonal());
                noisySearch.best.set(search.best);
                noisySearch.run(x0);
            } else if (inconsistent == null && startIsFinite) {
                searchByDivergence();
            }
        } catch (Interruption e) {
            interruption = e;
            improper = e.why() == Interruption.Cause.IMPROPER ? e.getCause().getMessage() : null;
            // What is asked from here on is no part of a search that goes on.
            recording.close();
        }
        gradientsOfSearch = target.gradients();
        target.endBudget();
        target.endSteps();
    }

    private void searchByDivergence() {
        if (settings.family() == AutomaticFit.Family.STUDENT_T) {
            searchStudent();
            return;
        }
        if (settings.family() == AutomaticFit.Family.MIXTURE) {
            searchMixture();
            return;
        }
        if (settings.isReverseKl()) {
            search.run(x0);
            if (search.isWithinTolerance && target.dimension() <= DENSE) {
                refineIfDoubtful();
            }
            return;
        }
        if (!searchNormal()) {
            return;
        }
        compareModes();
        List<GaussianState> others = likeModes.size() > 1 || isAtLesserMode ? likeModes.stream().map(ModeSearch.Mode::state).toList() : List.of();
        weighted = new WeightedSearch(target, seed, settings.tolerance(), settings.order(), search.best, others, this);
        weighted.run();
    }

    /** Returns whether there is one to go on from, within tolerance or not. */
    private boolean searchNormal() {
        try {
            search.run(x0);
        } catch (Interruption e) {
            if (e.why() != Interruption.Cause.POINTS) {
                throw e;
            }
        }
        return search.bestValue > Double.NEGATIVE_INFINITY;
    }

    /** Whether the search ended, and within the tolerance. */
    boolean isWithinTolerance() {
        return !isUnfinished && (mixture != null ? mixture.isWithinTolerance : search.isWithinTolerance);
    }

    private void searchMixture() {
        isUnfinished = true;
        if (searchNormal()) {
            climbFromDraws();
            compareModes();
            List<ModeSearch.Mode> modes = new ModeComparison(target, search.modes).ofLikeMass();
            if (modes.size() > 1 || isAtLesserMode) {
                mixture = new MixtureSearch(target, settings, seed, this);
                mixture.run(modes);
            } else if (search.isWithinTolerance && target.dimension() <= DENSE) {
                refineIfDoubtful();
            }
        }
        isUnfinished = false;
    }

    /** A normal distribution that spans several modes has draws of much weight at those which no start has reached. */
    private void climbFromDraws() {
        if (target.dimension() > EXTRA_UP_TO) {
            return;
        }
        drawFit();
        for (double[] start : draws.heaviest(HEAVY_STARTS)) {
            ModeSearch.add(search.modes, target, start, settings.isDiagonal());
        }
        fit = null;
        draws = null;
    }

    private void searchStudent() {
        isUnfinished = true;
        if (searchNormal()) {
            searchFromNormal();
        }
        isUnfinished = false;
    }

    private void searchFromNormal() {
        drawFit();
        if (search.isWithinTolerance && draws.isExact()) {
            return;
        }
        student = new StudentSearch(target, search, settings.tolerance(), draws.tailShape(search.best));
        fit = null;
        draws = null;
        student.run();
        if (search.isWithinTolerance && target.dimension() <= DENSE) {
            refineIfDoubtful();
        }
    }

    private void drawFit() {
        fit = fit();
        draws = DrawSet.draw(target, fit, DRAWS, seed);
    }

    private void refineIfDoubtful() {
        drawFit();
        if (draws.isUnlike()) {
            draws = null;
            fit = null;
            search.refine();
        }
    }

    /** Twice the same point, and differences along a direction; another start where there is no mass. */
    private void checkStart() {
        int d = x0.length;
        double[] log = new double[1];
        double[] again = new double[1];
        double[] g = new double[d];
        double[] gAgain = new double[d];
        target.evaluate(x0, 1, log, g);
        RandomStream rng = RandomStream.of(seed, 0x636865636bL);
        for (int k = 0; k < OTHER_STARTS && !(log[0] > Double.NEGATIVE_INFINITY); k++) {
            rng.seek(k, 0);
            double scale = Math.pow(0.9, k % 50) * (k < 50 ? 1 : 4);
            for (int i = 0; i < d; i++) {
                x0[i] = 2 * scale * rng.nextGaussian();
            }
            target.evaluate(x0, 1, log, g);
        }
        startIsFinite = log[0] > Double.NEGATIVE_INFINITY;
        if (!startIsFinite) {
            return;
        }
        target.evaluate(x0, 1, again, gAgain);
        isNoisy = target.differsByStep() || differ(log, again);
        if (target.differsByStep() || !isNoisy) {
            inconsistent = GradientCheck.at(target, x0, direction(null, 0)).orElse(null);
        }
        isNoisy |= inconsistent == null && differ(g, gAgain);
    }

    private static boolean differ(double[] a, double[] b) {
        double norm = 0;
        double distance = 0;
        for (int i = 0; i < a.length; i++) {
            norm += Math.abs(a[i]);
            distance += Math.abs(a[i] - b[i]);
        }
        return !(distance <= NOISE * (1 + norm));
    }

    /** A random direction, of the size of the fit if there is one. */
    private double[] direction(GaussianState state, int index) {
        int d = x0.length;
        RandomStream rng = RandomStream.of(seed, 0x646972L);
        rng.seek(index, 0);
        double[] e = new double[d];
        for (int i = 0; i < d; i++) {
            e[i] = rng.nextGaussian() / Math.sqrt(d);
        }
        if (state == null) {
            return e;
        }
        double[] u = new double[d];
        state.points(e, 1, u);
        for (int i = 0; i < d; i++) {
            u[i] -= state.mean[i];
        }
        return u;
    }

    void judge() {
        fit = fit == null ? fit() : fit;
        if (bestValue() == Double.NEGATIVE_INFINITY || inconsistent != null) {
            return;
        }
        try {
            if (interruption == null) {
                inconsistent = inconsistency();
            }
            if (isNoisy && !target.differsByStep()) {
                draws = DrawSet.unweighted(fit, DRAWS, seed);
                return;
            }
            draws = draws == null ? DrawSet.draw(target, fit, DRAWS, seed) : draws;
            if (draws.isDoubtful()) {
                draws = draws.and(target, fit, MORE_DRAWS, seed);
            }
            if (isNoisy) {
                return;
            }
            compareModes();
            if (search.best.diagonal && target.dimension() > 1 && weighted == null) {
                responseSds = LinearResponse.sds(target, search.best, seed);
            }
            boolean isDoubted = draws.isFew() || !draws.isUsable() || !isWithinTolerance();
            improper = improper == null && isDoubted && draws.nonFinite() == 0 && weighted == null ? new ImproperProbe(target, search.best, seed).find() : improper;
        } catch (Interruption e) {
            interruption = interruption == null || interruption.why() == Interruption.Cause.BUDGET ? e : interruption;
        }
        if (draws == null) {
            draws = DrawSet.unweighted(fit, DRAWS, seed);
        }
    }

    /** At a random point of the fit: at its mean the slopes are too small to be compared. */
    private String inconsistency() {
        double[] point = direction(search.best, 1);
        for (int i = 0; i < point.length; i++) {
            point[i] += search.best.mean[i];
        }
        return GradientCheck.at(target, point, direction(search.best, 2)).orElse(null);
    }

    private void compareModes() {
        if (areModesCompared) {
            return;
        }
        if (target.dimension() <= EXTRA_UP_TO && interruption == null) {
            search.searchMore(x0, settings.starts(), settings.starts() + extraStarts());
        }
        areModesCompared = true;
        ModeComparison comparison = new ModeComparison(target, search.modes);
        likeModes = comparison.withValleys();
        isAtLesserMode = comparison.isAtLesser(search.best, likeModes);
    }

    AutomaticResult result(long nanos) {
        List<Mode> modes = new ArrayList<>();
        for (ModeSearch.Mode mode : search.modes) {
            modes.add(new Mode(mode.place(), mode.logMass(), mode.isSure()));
        }
        return new AutomaticResult(new Judgement(this).verdict(), divergence(), fit, weighted == null ? bestValue() : Double.NaN, draws, settings.transform().orElse(null),
                settings.parameterNames(), List.copyOf(modes),
                gradientsOfSearch, target.evaluations(), Duration.ofNanos(nanos), responseSds,
                new AutomaticCheckpoint(seed, settings.text(), recording.answers()));
    }

    Optional<double[]> likelierMode() {
        return likeModes.isEmpty() ? Optional.empty() : Optional.of(likeModes.get(0).place());
    }
}
