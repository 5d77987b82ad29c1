package io.divergence.examples.explore;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.montecarlo.Baseline;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.montecarlo.Weights;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.LocationScaleFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.DomainPolicy;
import io.divergence.fit.Fit;
import io.divergence.optimize.AdaGrad;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Momentum;
import io.divergence.optimize.Optimizer;
import io.divergence.optimize.RmsProp;
import io.divergence.optimize.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a state of the page means in the library, in one of the two directions. Immutable. */
final class Setup {
    private final Screen screen;
    private final boolean forward;
    private final Code<UnivariateDistribution> target;
    private final Code<VariationalFamily> family;
    private final Code<Discrepancy> discrepancy;
    private final Code<Optimizer> optimizer;
    private final Code<GradientEstimator> estimator;
    private final Problem problem;

    private Setup(Screen screen, boolean forward) {
        this.screen = screen;
        this.forward = forward;
        target = target(screen.modes(Key.P));
        family = family(screen);
        discrepancy = screen.measure().of(forward, screen.number(Key.A));
        problem = new Problem(target.value(), family.value(), discrepancy.value());
        optimizer = optimizer(screen);
        estimator = screen.is(Key.METHOD, "exact") ? exact(problem) : sampled(screen);
    }

    /** The meaning of a state in its own direction, or in the other. */
    static Setup of(Screen screen, boolean forward) {
        return new Setup(screen, forward);
    }

    private static Code<UnivariateDistribution> target(List<Mode> modes) {
        String normals = modes.stream().map(m -> "Normal.of(" + Code.number(m.mean()) + ", " + Code.number(m.sd()) + ")").collect(Collectors.joining(", "));
        if (modes.size() == 1) {
            return new Code<>(Normal.of(modes.get(0).mean(), modes.get(0).sd()), normals);
        }
        Normal[] parts = modes.stream().map(m -> Normal.of(m.mean(), m.sd())).toArray(Normal[]::new);
        return new Code<>(Mixture.normalized(Mode.weights(modes), parts), "Mixture.normalized(" + array(Mode.weights(modes)) + ", " + normals + ")");
    }

    static String array(double[] numbers) {
        return "new double[] {" + Arrays.stream(numbers).mapToObj(Code::number).collect(Collectors.joining(", ")) + "}";
    }

    private static Code<VariationalFamily> family(Screen screen) {
        List<Mode> q = screen.modes(Key.Q);
        return switch (screen.text(Key.PARAMETERS)) {
            case "mu-sigma" -> new Code<>(GaussianFamily.meanSigma(), "GaussianFamily.meanSigma()");
            case "mu-variance" -> new Code<>(GaussianFamily.meanVariance(), "GaussianFamily.meanVariance()");
            case "mu-tau" -> new Code<>(GaussianFamily.meanPrecision(), "GaussianFamily.meanPrecision()");
            case "natural" -> new Code<>(GaussianFamily.natural(), "GaussianFamily.natural()");
            case "fixed" -> new Code<>(FixedWidthGaussianFamily.of(q.get(0).sd()), "FixedWidthGaussianFamily.of(" + Code.number(q.get(0).sd()) + ")");
            case "mixture" -> new Code<>(GaussianMixtureFamily.ofComponents(q.size()), "GaussianMixtureFamily.ofComponents(" + q.size() + ")");
            default -> new Code<>(GaussianFamily.meanLogSigma(), "GaussianFamily.meanLogSigma()");
        };
    }

    private static Code<Optimizer> optimizer(Screen screen) {
        double rate = screen.number(Key.RATE);
        double decay = screen.number(Key.DECAY);
        double m = screen.number(Key.MOMENTUM);
        Schedule schedule = decay > 0 ? Schedule.inverse(rate, decay) : Schedule.constant(rate);
        String text = decay > 0 ? "Schedule.inverse(" + Code.number(rate) + ", " + Code.number(decay) + ")" : "Schedule.constant(" + Code.number(rate) + ")";
        Code<Optimizer> plain = switch (screen.text(Key.OPTIMIZER)) {
            case "gd" -> new Code<>(new GradientDescent(schedule), "new GradientDescent(" + text + ")");
            case "momentum" -> velocity(schedule, text, m, Momentum.Kind.HEAVY_BALL);
            case "nesterov" -> velocity(schedule, text, m, Momentum.Kind.NESTEROV);
            case "adam" -> new Code<>(Adam.withDefaults().withSchedule(schedule), "Adam.withDefaults().withSchedule(" + text + ")");
            case "amsgrad" -> new Code<>(Adam.amsGrad().withSchedule(schedule), "Adam.amsGrad().withSchedule(" + text + ")");
            case "rmsprop" -> new Code<>(new RmsProp(schedule, 0.9, 1e-8), "new RmsProp(" + text + ", 0.9, 1e-8)");
            case "adagrad" -> new Code<>(new AdaGrad(schedule, 1e-8), "new AdaGrad(" + text + ", 1e-8)");
            default -> velocity(schedule, text, m, Momentum.Kind.AVERAGED);
        };
        double clip = screen.number(Key.CLIP);
        return clip > 0 ? new Code<>(Clipped.of(plain.value(), clip), "Clipped.of(" + plain.source() + ", " + Code.number(clip) + ")") : plain;
    }

    private static Code<Optimizer> velocity(Schedule schedule, String text, double m, Momentum.Kind kind) {
        return new Code<>(new Momentum(schedule, m, kind), "new Momentum(" + text + ", " + Code.number(m) + ", Momentum.Kind." + kind + ")");
    }

    /** The closed form where it gives the divergence itself (of forward KL to a mixture it gives the cross entropy), else quadrature. */
    static Code<GradientEstimator> exact(Problem problem) {
        ClosedFormEstimator closed = ClosedFormEstimator.withDefaults();
        if (closed.supports(problem)) {
            try (Objective objective = closed.bind(problem, Execution.serial(0))) {
                GradientEstimate probe = new GradientEstimate(problem.family().parameterCount());
                if (problem.family() instanceof LocationScaleFamily family) {
                    double sd = family instanceof FixedWidthGaussianFamily fixed ? fixed.scale(new double[1]) : 1;
                    objective.evaluate(0, family.parameters(0, sd), probe);
                }
                if (probe.meaning() == ValueMeaning.DISCREPANCY && (probe.errorKind() == ErrorKind.ROUNDING || !probe.isUsable())) {
                    return new Code<>(closed, "ClosedFormEstimator.withDefaults()");
                }
            }
        }
        return new Code<>(QuadratureEstimator.withDefaults(), "QuadratureEstimator.withDefaults()");
    }

    private static Code<GradientEstimator> sampled(Screen screen) {
        int k = (int) screen.whole(Key.SAMPLES);
        String samples = ".withDefaults().withSamples(" + k + ")";
        boolean centred = screen.is(Key.WEIGHTS, "centred");
        Points points = Points.valueOf(screen.text(Key.POINTS).toUpperCase(Locale.ROOT));
        String with = points == Points.INDEPENDENT ? "" : ".with(Points." + points + ")";
        return switch (screen.text(Key.METHOD)) {
            case "path" -> new Code<>(PathEstimator.withDefaults().withSamples(k).with(points), "PathEstimator" + samples + with);
            case "reparam" -> new Code<>(ReparameterizationEstimator.withDefaults().withSamples(k).with(centred ? Weights.CENTRED : Weights.UNCENTRED).with(points),
                    "ReparameterizationEstimator" + samples + (centred ? ".with(Weights.CENTRED)" : "") + with);
            case "entropy" -> new Code<>(ReparameterizationEstimator.withDefaults().withSamples(k).with(points).withClosedFormEntropy(),
                    "ReparameterizationEstimator" + samples + with + ".withClosedFormEntropy()");
            default -> score(screen, ScoreEstimator.withDefaults().withSamples(k), "ScoreEstimator" + samples, centred);
        };
    }

    private static Code<GradientEstimator> score(Screen screen, ScoreEstimator plain, String text, boolean centred) {
        ScoreEstimator weighted = centred ? plain : plain.with(Weights.UNCENTRED);
        String source = centred ? text : text + ".with(Weights.UNCENTRED)";
        return switch (screen.text(Key.BASELINE)) {
            case "none" -> new Code<>(weighted.with(Baseline.none()), source + ".with(Baseline.none())");
            case "mean" -> new Code<>(weighted.with(Baseline.mean()), source + ".with(Baseline.mean())");
            case "loo" -> new Code<>(weighted.with(Baseline.leaveOneOut()), source + ".with(Baseline.leaveOneOut())");
            case "optimal" -> new Code<>(weighted.with(Baseline.optimal()), source + ".with(Baseline.optimal())");
            default -> new Code<>(weighted, source);
        };
    }

    Screen screen() {
        return screen;
    }

    boolean isForward() {
        return forward;
    }

    Code<UnivariateDistribution> target() {
        return target;
    }

    Code<VariationalFamily> family() {
        return family;
    }

    Code<Discrepancy> discrepancy() {
        return discrepancy;
    }

    Code<GradientEstimator> estimator() {
        return estimator;
    }

    Code<Optimizer> optimizer() {
        return optimizer;
    }

    Problem problem() {
        return problem;
    }

    long seed() {
        return screen.whole(Key.SEED);
    }

    boolean isNatural() {
        return screen.is(Key.NATURAL, "1");
    }

    boolean isProjected() {
        return screen.is(Key.EDGE, "project");
    }

    /** The fit, without listeners and stopping rule. */
    Fit fit() {
        Fit fit = Fit.of(problem).with(estimator.value()).with(optimizer.value()).with(isProjected() ? DomainPolicy.PROJECT : DomainPolicy.STOP)
                .withSeed(seed());
        return isNatural() ? fit.withNaturalGradient() : fit;
    }

    /** The parameters at the start, and the Java for them. */
    Code<double[]> start() {
        List<Mode> q = screen.modes(Key.Q);
        if (family.value() instanceof GaussianMixtureFamily mixture) {
            return new Code<>(mixture.parameters(Mode.weights(q), Mode.means(q), Mode.sds(q)), "family.parameters(" + array(Mode.weights(q)) + ", "
                    + array(Mode.means(q)) + ", " + array(Mode.sds(q)) + ")");
        }
        Mode one = q.get(0);
        return new Code<>(((LocationScaleFamily) family.value()).parameters(one.mean(), one.sd()),
                "family.parameters(" + Code.number(one.mean()) + ", " + Code.number(one.sd()) + ")");
    }

    /** The components of q at phi. */
    List<Mode> q(double[] phi) {
        if (family.value() instanceof LocationScaleFamily plain) {
            return List.of(new Mode(1, plain.location(phi), plain.scale(phi)));
        }
        Mixture q = (Mixture) family.value().at(phi);
        Mode[] modes = new Mode[q.size()];
        for (int i = 0; i < modes.length; i++) {
            Normal c = (Normal) q.component(i);
            modes[i] = new Mode(q.weight(i), c.mean(), c.sd());
        }
        return List.of(modes);
    }
}
