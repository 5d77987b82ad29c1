package io.divergence.estimators.evaluate;

import io.divergence.distribution.Beta;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Triangular;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.math.NormalFunctions;

/** Expectations of {@linkplain Statistic statistics} by formula; null where there is none. They are taken to be finite. */
final class Expectations {
    /** The regularised incomplete gamma and beta functions of commons-math3 are good to this part. */
    private static final double INCOMPLETE = 1e-13;

    private Expectations() {
    }

    static Term of(UnivariateDistribution p, Statistic s) {
        return switch (s.kind()) {
            case SQUARE -> square(p, s.place(), s.scale());
            case ABSOLUTE -> scaled(absolute(p, s.place()), 1 / s.scale());
            case EXPONENTIAL -> exponential(p, s.place(), s.scale());
            case POWER -> power(p, s.place(), s.scale());
            case LOG -> log(p, s.scale());
            case LOG_SQUARE -> logSquare(p, s.place(), s.scale());
            case LOG_COMPLEMENT -> logComplement(p, s.scale());
        };
    }

    /** Whether mean() and variance() are formulas without cancellation. */
    private static boolean hasPlainMoments(UnivariateDistribution p) {
        return p instanceof Normal || p instanceof Laplace || p instanceof Logistic || p instanceof Gumbel || p instanceof Uniform
                || p instanceof Exponential || p instanceof Gamma || p instanceof Beta || p instanceof Pareto || p instanceof StudentT
                || p instanceof Triangular || p instanceof InverseGaussian || p instanceof LogNormal
                || p instanceof ContinuousBernoulli;
    }

    private static Term scaled(Term t, double factor) {
        return t == null ? null : new Term(t.value() * factor, t.error() * factor + Term.EPS * Math.abs(t.value() * factor));
    }

    private static Term square(UnivariateDistribution p, double m, double s) {
        if (hasPlainMoments(p)) {
            double distance = (p.mean() - m) / s;
            double rounding = 8 * Term.EPS * (Math.abs(p.mean()) + Math.abs(m)) / s;
            double variance = p.variance() / s / s;
            return Term.exact(variance).plus(new Term(distance * distance, (2 * Math.abs(distance) + rounding) * rounding));
        }
        Term second = power(p, 2, s);
        Term first = power(p, 1, s);
        if (first == null || second == null) {
            return null;
        }
        double c = m / s;
        double value = second.value() - 2 * c * first.value() + c * c;
        double size = second.value() + Math.abs(2 * c * first.value()) + c * c;
        return new Term(value, second.error() + Math.abs(2 * c) * first.error() + 4 * Term.EPS * size);
    }

    /** E (x/s)^t. */
    private static Term power(UnivariateDistribution p, double t, double s) {
        PowerOfGamma g = PowerOfGamma.of(p);
        if (g != null) {
            return g.moment(t, s);
        }
        if (t == 1 && hasPlainMoments(p)) {
            return Term.exact(p.mean() / s);
        }
        if (p instanceof LogNormal n) {
            double a = t * (n.mu() - Math.log(s));
            double b = 0.5 * t * n.sigma() * (t * n.sigma());
            return exponent(a + b, Math.abs(t) * (Math.abs(n.mu()) + Math.abs(Math.log(s))) + b);
        }
        if (p instanceof Pareto o) {
            double unit = Math.pow(o.minimum() / s, t);
            double mean = o.shape() / (o.shape() - t) * unit;
            return new Term(mean, Term.exact(mean).error() + mean * ofPower(o.minimum() / s, t));
        }
        if (p instanceof Beta || p instanceof Kumaraswamy) {
            return betaMoment(p, t, s);
        }
        if (p instanceof InverseGaussian i) {
            return t == -1 ? Term.exact(s / i.mean() + s / i.shape()) : null;
        }
        return p instanceof Uniform u && u.low() >= 0 && t != -1 ? uniformPower(u, t, s) : null;
    }

    private static Term exponent(double log, double size) {
        double value = Math.exp(log);
        return new Term(value, value * 4 * Term.EPS * (2 + size));
    }

    private static Term betaMoment(UnivariateDistribution p, double t, double s) {
        BetaPower b = BetaPower.of(p);
        double top = GammaFunctions.logBeta(b.a + t * b.power, b.b);
        double bottom = GammaFunctions.logBeta(b.a, b.b);
        double unit = t * Math.log(s);
        return exponent(top - bottom - unit, 8 * (Math.abs(top) + Math.abs(bottom)) + Math.abs(unit));
    }

    private static Term uniformPower(Uniform u, double t, double s) {
        double high = Math.pow(u.high() / s, t) * u.high();
        double low = u.low() == 0 ? 0 : Math.pow(u.low() / s, t) * u.low();
        double width = (t + 1) * (u.high() - u.low());
        double error = high * (16 * Term.EPS + ofPower(u.high() / s, t)) + low * (16 * Term.EPS + ofPower(u.low() / s, t));
        return new Term((high - low) / width, error / Math.abs(width));
    }

    /** The relative error of x^t by the roundings of x and of t, which is the inverse of what a distribution was given. */
    private static double ofPower(double x, double t) {
        return x == 0 ? 0 : 2 * Term.EPS * Math.abs(t) * (1 + Math.abs(Math.log(x)));
    }

    /** x = y^w, where y has a beta distribution. */
    private record BetaPower(double a, double b, double power) {
        static BetaPower of(UnivariateDistribution p) {
            if (p instanceof Kumaraswamy k) {
                return new BetaPower(1, k.b(), 1 / k.a());
            }
            if (p instanceof Uniform u && u.low() == 0 && u.high() == 1) {
                return new BetaPower(1, 1, 1);
            }
            return p instanceof Beta b ? new BetaPower(b.a(), b.b(), 1) : null;
        }

        /** E log y for y, or 1 - y. */
        static Term meanLog(double a, double b) {
            double x = GammaFunctions.digamma(a);
            double y = GammaFunctions.digamma(a + b);
            return Term.ofSize(x - y, (Math.abs(x) + Math.abs(y)) / 8);
        }
    }

    /** E log x, without the unit of x. */
    private static Term log(UnivariateDistribution p, double s) {
        Term t = meanLog(p);
        return t == null ? null : new Term(t.value() - Math.log(s), t.error() + 4 * Term.EPS * (Math.abs(t.value()) + Math.abs(Math.log(s))));
    }

    private static Term meanLog(UnivariateDistribution p) {
        PowerOfGamma g = PowerOfGamma.of(p);
        if (g != null) {
            double part = g.power() * GammaFunctions.digamma(g.shape());
            return new Term(g.meanLog(), 8 * Term.EPS * (Math.abs(part) + Math.abs(Math.log(g.scale()))));
        }
        if (p instanceof LogNormal n) {
            return new Term(n.mu(), 0);
        }
        if (p instanceof Pareto o) {
            return new Term(Math.log(o.minimum()) + 1 / o.shape(), 4 * Term.EPS * (Math.abs(Math.log(o.minimum())) + 1 / o.shape()));
        }
        BetaPower b = BetaPower.of(p);
        if (b != null) {
            return scaled(BetaPower.meanLog(b.a, b.b), b.power);
        }
        if (p instanceof Uniform u && u.low() >= 0) {
            double high = u.high() * Math.log(u.high());
            double low = Exponentials.xLogY(u.low(), u.low());
            double width = u.high() - u.low();
            return new Term((high - low) / width - 1, 8 * Term.EPS * ((Math.abs(high) + Math.abs(low)) / width + 1));
        }
        return null;
    }

    private static Term logSquare(UnivariateDistribution p, double m, double s) {
        Term mean = meanLog(p);
        double variance = varianceOfLog(p);
        if (mean == null || Double.isNaN(variance)) {
            return null;
        }
        double distance = (mean.value() - m) / s;
        double error = (mean.error() + 2 * Term.EPS * (Math.abs(mean.value()) + Math.abs(m))) / s;
        return Term.exact(variance / s / s).plus(new Term(distance * distance, (2 * Math.abs(distance) + error) * error));
    }

    private static double varianceOfLog(UnivariateDistribution p) {
        PowerOfGamma g = PowerOfGamma.of(p);
        if (g != null) {
            return g.varianceOfLog();
        }
        if (p instanceof LogNormal n) {
            return n.sigma() * n.sigma();
        }
        if (p instanceof Pareto o) {
            return 1 / o.shape() / o.shape();
        }
        return Double.NaN;
    }

    /** E log(1 - x^e). */
    private static Term logComplement(UnivariateDistribution p, double e) {
        if (p instanceof Uniform u && e == 1) {
            // 1 - x is uniform as well.
            return u.low() >= 0 && u.high() <= 1 ? meanLog(Uniform.of(1 - u.high(), 1 - u.low())) : null;
        }
        if (p instanceof Kumaraswamy k && k.a() == e) {
            return Term.exact(-1 / k.b());
        }
        return p instanceof Beta b && e == 1 ? BetaPower.meanLog(b.b(), b.a()) : null;
    }

    /** E e^(-(x - m)/s). */
    private static Term exponential(UnivariateDistribution p, double m, double s) {
        if (p instanceof Normal n) {
            double a = (m - n.mean()) / s;
            double b = 0.5 * (n.sd() / s) * (n.sd() / s);
            return exponent(a + b, (Math.abs(m) + Math.abs(n.mean())) / s + b);
        }
        PowerOfGamma g = PowerOfGamma.of(p);
        if (g != null && g.power() == 1) {
            double a = g.shape() * Math.log1p(g.scale() / s);
            return exponent(m / s - a, Math.abs(m / s) + a);
        }
        if (p instanceof Uniform u) {
            double w = (u.high() - u.low()) / s;
            double rounding = (Math.abs(m) + Math.abs(u.low())) / s;
            double mean = -Math.expm1(-w) / w;
            double factor = Math.exp((m - u.low()) / s);
            return new Term(mean * factor, mean * factor * 4 * Term.EPS * (4 + rounding));
        }
        if (p instanceof Gumbel u) {
            double a = (m - u.location()) / s;
            double b = GammaFunctions.logGamma(1 + u.scale() / s);
            return exponent(a + b, (Math.abs(m) + Math.abs(u.location())) / s + 8 * Math.abs(b));
        }
        if (p instanceof Laplace l && l.scale() < s) {
            double r = l.scale() / s;
            double rounding = (Math.abs(m) + Math.abs(l.location())) / s;
            double value = Math.exp((m - l.location()) / s) / ((1 - r) * (1 + r));
            return new Term(value, value * 4 * Term.EPS * (4 + rounding + 1 / (1 - r)));
        }
        if (p instanceof Logistic l && l.scale() < s) {
            double r = l.scale() / s;
            double rounding = (Math.abs(m) + Math.abs(l.location())) / s;
            // pi r/sin(pi r), by the smaller of the two angles.
            double value = Math.exp((m - l.location()) / s) * Math.PI * r / Math.sin(Math.PI * Math.min(r, 1 - r));
            return new Term(value, value * 4 * Term.EPS * (4 + rounding + 1 / (1 - r)));
        }
        return null;
    }

    /** E |x - m|. */
    private static Term absolute(UnivariateDistribution p, double m) {
        if (p instanceof Normal n) {
            double d = Math.abs(n.mean() - m) / n.sd();
            double value = d + 2 * (Math.exp(-0.5 * d * d) / Math.sqrt(2 * Math.PI) - d * NormalFunctions.cumulative(-d));
            double rounding = Term.EPS * (Math.abs(n.mean()) + Math.abs(m));
            return new Term(n.sd() * value, 8 * Term.EPS * n.sd() * (1 + d) + rounding);
        }
        if (p instanceof Laplace l) {
            double d = Math.abs(l.location() - m);
            double value = d + l.scale() * Math.exp(-d / l.scale());
            return new Term(value, 8 * Term.EPS * value + Term.EPS * (Math.abs(l.location()) + Math.abs(m)));
        }
        if (p instanceof Uniform u) {
            return absolute(u, m);
        }
        double low = p.support().lower(0);
        double high = p.support().upper(0);
        if (!hasPlainMoments(p) && PowerOfGamma.of(p) == null) {
            return null;
        }
        PowerOfGamma power = PowerOfGamma.of(p);
        Term first = power == null ? Term.exact(p.mean()) : power.moment(1, 1);
        double mean = first.value();
        if (m <= low || m >= high) {
            return new Term(Math.abs(mean - m), first.error() + 8 * Term.EPS * (Math.abs(mean) + Math.abs(m)));
        }
        Term below = below(p, m);
        return below == null ? null : new Term(mean - m + 2 * below.value(),
                2 * below.error() + first.error() + 8 * Term.EPS * (Math.abs(mean) + Math.abs(m) + 2 * below.value()));
    }

    private static Term absolute(Uniform u, double m) {
        double left = Math.max(0, Math.min(m, u.high()) - u.low());
        double right = Math.max(0, u.high() - Math.max(m, u.low()));
        double width = u.high() - u.low();
        double outside = m < u.low() ? u.low() - m : m > u.high() ? m - u.high() : 0;
        double value = outside > 0 ? outside + 0.5 * width : 0.5 * (left * left + right * right) / width;
        return new Term(value, 8 * Term.EPS * (value + Math.abs(m) + Math.abs(u.low()) + Math.abs(u.high())));
    }

    /** E max(m - x, 0), the integral of the cumulative probability up to m, for m inside the support. */
    private static Term below(UnivariateDistribution p, double m) {
        if (p instanceof Gumbel g) {
            double z = (m - g.location()) / g.scale();
            double value = g.scale() * GammaFunctions.exponentialIntegralOfExp(-z);
            return new Term(value, 64 * Term.EPS * (value + g.scale()) + 4 * Term.EPS * Math.abs(m));
        }
        if (p instanceof Logistic l) {
            double value = l.scale() * Exponentials.log1pExp((m - l.location()) / l.scale());
            return new Term(value, 16 * Term.EPS * value + 4 * Term.EPS * (Math.abs(m) + Math.abs(l.location())));
        }
        PowerOfGamma g = PowerOfGamma.of(p);
        if (g != null && g.power() > 0) {
            double x = Math.pow(m / g.scale(), 1 / g.power());
            Term mean = g.moment(1, 1);
            double a = m * Gamma.ofShapeRate(g.shape(), 1).cumulative(x);
            double b = mean.value() * Gamma.ofShapeRate(g.shape() + g.power(), 1).cumulative(x);
            return new Term(Math.max(0, a - b), INCOMPLETE * (a + b) + mean.error());
        }
        if (p instanceof Beta beta) {
            double mean = beta.mean();
            double a = m * beta.cumulative(m);
            double b = mean * Beta.of(beta.a() + 1, beta.b()).cumulative(m);
            return new Term(Math.max(0, a - b), INCOMPLETE * (a + b));
        }
        if (p instanceof Pareto o) {
            double log = Math.log(m / o.minimum());
            // INT_1^t 1 - x^-a, t = m/minimum.
            double step = (1 - o.shape()) * log;
            double part = log * (step == 0 ? 1 : Math.expm1(step) / step);
            double t = Math.expm1(log);
            return new Term(o.minimum() * Math.max(0, t - part), 16 * Term.EPS * o.minimum() * (1 + t + part));
        }
        if (p instanceof ContinuousBernoulli c) {
            return below(c, m);
        }
        return null;
    }

    /** INT_0^m (e^(eta x) - 1)/(e^eta - 1) = m ((e^(eta m) - 1)/(eta m) - 1)/(e^eta - 1). */
    private static Term below(ContinuousBernoulli c, double m) {
        double eta = c.logit();
        double y = eta * m;
        if (eta > 300) {
            return null;
        }
        double value = eta == 0 ? 0.5 * m * m : m * (Exponentials.expm1MinusX(y) / y) / Math.expm1(eta);
        return new Term(value, 32 * Term.EPS * Math.abs(value));
    }

    /** E log p(x) of a distribution of which the log density is no combination of statistics, or null. */
    static Term negativeEntropy(UnivariateDistribution p) {
        if (p instanceof Logistic l) {
            return Term.ofSize(-Math.log(l.scale()) - 2, 2 + Math.abs(Math.log(l.scale())));
        }
        if (p instanceof Triangular t) {
            double log = Math.log(0.5 * (t.high() - t.low()));
            return Term.ofSize(-0.5 - log, 0.5 + Math.abs(log));
        }
        if (p instanceof StudentT t) {
            double half = 0.5 * t.df();
            double a = (half + 0.5) * (GammaFunctions.digamma(half + 0.5) - GammaFunctions.digamma(half));
            double size = (half + 0.5) * (Math.abs(GammaFunctions.digamma(half + 0.5)) + Math.abs(GammaFunctions.digamma(half)));
            double b = GammaFunctions.logBeta(half, 0.5);
            double c = 0.5 * Math.log(t.df()) + Math.log(t.scale());
            return Term.ofSize(-a - b - c, size + Math.abs(b) + Math.abs(c));
        }
        return null;
    }

}
