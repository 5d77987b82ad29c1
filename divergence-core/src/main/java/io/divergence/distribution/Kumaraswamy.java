package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The Kumaraswamy distribution: p(x) = a b x^(a - 1) (1 - x^a)^(b - 1), 0 &lt; x &lt; 1. Immutable.
 */
public final class Kumaraswamy extends UnitDistribution {
    /** Below e^NEAR a number is lost beside 1. */
    private static final double NEAR = -40;

    private final Values own;

    private Kumaraswamy(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double a;
        private double b;

        private Values set(double a, double b) {
            this.a = Checks.positive("a", a);
            this.b = Checks.positive("b", b);
            return this;
        }
    }

    /** Returns the distribution of the two shapes. */
    public static Kumaraswamy of(double a, double b) {
        return new Kumaraswamy(new Values().set(a, b));
    }

    /**
     * Returns the distribution of the two shapes as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Kumaraswamy moved = new Kumaraswamy(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the shape at 0} */
    public double a() {
        return own.a;
    }

    /** {@return the shape at 1} */
    public double b() {
        return own.b;
    }

    @Override
    public double mean() {
        return moment(1);
    }

    @Override
    public double variance() {
        return Math.max(0, moment(2) - moment(1) * moment(1));
    }

    @Override
    double at(double logX, double logRest) {
        // 1 - x^a by the logarithm of x; where a (1 - x) is lost beside 1, a times 1 - x.
        double first = Math.log(own.a) + logRest;
        double power = first < NEAR && logRest < NEAR ? first : Exponentials.log1mExp(-own.a * logX);
        return Math.log(own.a) + Math.log(own.b) + times(own.a - 1, logX) + times(own.b - 1, power);
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0 && x < 1)) {
            return 0;
        }
        double power = Math.pow(x, own.a);
        return (own.a - 1) / x - (own.b - 1) * own.a * power / x / -Math.expm1(own.a * Math.log(x));
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < 1 ? -Math.expm1(own.b * Exponentials.log1mExp(-own.a * Math.log(x))) : 1;
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        return x < 1 ? Math.exp(own.b * Exponentials.log1mExp(-own.a * Math.log(x))) : 0;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        double mean = mean();
        double width = Math.max(Math.sqrt(variance()), 1e-8 * mean);
        return List.of(Feature.clamped(mean, width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(own.a);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(own.b);
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return Math.exp(Math.log(-Math.expm1(Math.log1p(-p) / own.b)) / own.a);
    }

    /** E x^n = b B(1 + n/a, b). */
    private double moment(double n) {
        return Math.exp(Math.log(own.b) + GammaFunctions.logBeta(1 + n / own.a, own.b));
    }

    @Override
    public double condition() {
        return 4 * (own.a + own.b);
    }

    @Override
    public String toString() {
        return "Kumaraswamy(a=" + own.a + ", b=" + own.b + ")";
    }
}
