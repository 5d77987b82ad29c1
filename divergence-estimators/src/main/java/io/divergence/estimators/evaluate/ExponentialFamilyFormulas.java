package io.divergence.estimators.evaluate;

import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.VonMises;
import io.divergence.math.Angles;
import io.divergence.math.BesselFunctions;
import io.divergence.math.Exponentials;
import java.util.List;
import java.util.Optional;

/** Formulas within exponential families whose log normaliser is not a gamma function: von Mises, inverse Gaussian, continuous Bernoulli. */
final class ExponentialFamilyFormulas {

    private ExponentialFamilyFormulas() {
    }

    static List<PairFormula> all() {
        return List.of(new VonMisesPair(), new InverseGaussians(), new ContinuousBernoullis());
    }

    /** R(log I0; k_p, k_q - k_p) + A(k_p) k_q (1 - cos of the angle between). */
    private static final class VonMisesPair implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof VonMises a) || !(q instanceof VonMises b)) {
                return Optional.empty();
            }
            double s = Angles.sinOfHalfDifference(a.location(), b.location());
            double k = a.concentration();
            return Optional.of(Term.exact(BesselFunctions.logI0Remainder(k, b.concentration() - k, b.concentration())
                    + BesselFunctions.ratio(k) * b.concentration() * 2 * s * s));
        }

        /** log I0(|a k_p + (1 - a) k_q|) - a log I0(k_p) - (1 - a) log I0(k_q), the vectors at their angles. */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof VonMises a) || !(q instanceof VonMises b)) {
                return Optional.empty();
            }
            double kp = a.concentration();
            double kq = b.concentration();
            double s = Angles.sinOfHalfDifference(a.location(), b.location());
            double straight = order * kp + (1 - order) * kq;
            // |m|^2 = straight^2 - 4 a (1 - a) k_p k_q sin^2.
            double square = straight * straight - 4 * order * (1 - order) * kp * kq * s * s;
            double m = Math.sqrt(Math.max(0, square));
            double shift = m + Math.abs(straight) > 0 ? -4 * order * (1 - order) * kp * kq * s * s / (m + Math.abs(straight)) : 0;
            if (straight <= 0) {
                double value = BesselFunctions.logI0(m) - order * BesselFunctions.logI0(kp) - (1 - order) * BesselFunctions.logI0(kq);
                double size = BesselFunctions.logI0(m) + Math.abs(order) * BesselFunctions.logI0(kp)
                        + Math.abs(1 - order) * BesselFunctions.logI0(kq);
                return Optional.of(Term.ofSize(value, size));
            }
            // From the straight middle: the Jensen gap along the line, then the step from it to |m|.
            double first = order * BesselFunctions.logI0Remainder(straight, (1 - order) * (kp - kq), kp);
            double second = (1 - order) * BesselFunctions.logI0Remainder(straight, order * (kq - kp), kq);
            double bend = shift * BesselFunctions.ratio(straight) + (shift == 0 ? 0 : BesselFunctions.logI0Remainder(straight, shift, m));
            Term term = Term.ofSize(bend - first - second, Math.abs(first) + Math.abs(second) + Math.abs(bend));
            // What the rounding of the middle does, by the third derivative, and that of the bend.
            double rounding = (Math.abs(order * kp) + Math.abs((1 - order) * kq)) * Math.abs(order * (1 - order)) * (kp - kq) * (kp - kq)
                    * BesselFunctions.secondLogDerivative(straight) / (1 + straight) + Math.abs(shift);
            return Optional.of(new Term(term.value(), term.error() + 2 * Term.EPS * rounding));
        }
    }

    /** Inverse Gaussians: 1/2 (x - log(1 + x)) with 1 + x = l_q/l_p, and l_q (m_p - m_q)^2/(2 m_p m_q^2). */
    private static final class InverseGaussians implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof InverseGaussian a) || !(q instanceof InverseGaussian b)) {
                return Optional.empty();
            }
            double d = (a.mean() - b.mean()) / b.mean();
            return Optional.of(Term.exact(0.5 * LocationScaleFormulas.logRemainder(b.shape(), a.shape()) + 0.5 * b.shape() / a.mean() * d * d));
        }

        /** With l and y = l/m^2 mixed linearly: 1/2 (a log l_p + (1 - a) log l_q - log l) + S - sqrt(l y), S the mixed l/m. */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof InverseGaussian a) || !(q instanceof InverseGaussian b)) {
                return Optional.empty();
            }
            double rest = 1 - order;
            double r = LocationScaleFormulas.relative(b.shape(), a.shape());
            double w = 1 + rest * r;
            double ratesP = a.shape() / a.mean() / a.mean();
            double ratesQ = b.shape() / b.mean() / b.mean();
            double rate = order * ratesP + rest * ratesQ;
            if (!(w > 0) || rate < 0) {
                return Optional.of(Term.INFINITE);
            }
            boolean near = Math.max(Math.abs(r), Math.abs(rest * r)) <= 0.5;
            // (1 - a) log(l_q/l_p) - log w, near l_p = l_q without its linear part, which cancels.
            double x = near ? Exponentials.xMinusLog1p(rest * r) : rest * (Math.log(b.shape()) - Math.log(a.shape()));
            double y = near ? rest * Exponentials.xMinusLog1p(r) : Math.log(w);
            // l y - S^2 = a (1 - a) l_p l_q (1/m_p - 1/m_q)^2.
            double d = (a.mean() - b.mean()) / a.mean() / b.mean();
            double gap = order * rest * a.shape() * b.shape() * d * d;
            double mixed = order * a.shape() / a.mean() + rest * b.shape() / b.mean();
            double root = Math.sqrt(a.shape() * w) * Math.sqrt(rate);
            double bend = mixed > 0 ? -gap / (mixed + root) : mixed - root;
            double size = Math.abs(order * a.shape() / a.mean()) + Math.abs(rest * b.shape() / b.mean());
            double condition = (1 + Math.abs(rest * r)) / w + (Math.abs(order * ratesP) + Math.abs(rest * ratesQ)) / rate
                    + (mixed > 0 ? size / mixed : 1);
            double rounding = 64 * Term.EPS * (Math.abs(x) + Math.abs(y)) + 8 * Term.EPS * rest * r * (rest * r) / w
                    + 16 * Term.EPS * condition * (mixed > 0 ? Math.abs(bend) : size + root);
            return Optional.of(new Term(0.5 * (x - y) + bend, rounding));
        }
    }

    /** Continuous Bernoullis: F(t) = log((e^t - 1)/t), t the logit, whose second derivative is even and smooth. */
    private static final class ContinuousBernoullis implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return p instanceof ContinuousBernoulli a && q instanceof ContinuousBernoulli b
                    ? Optional.of(remainder(a.logit(), step(a.p(), b.p()))) : Optional.empty();
        }

        /** The difference of the logits, from that of the parameters: nothing cancels. */
        private static double step(double p, double q) {
            double x = (q - p) / p;
            double y = (p - q) / (1 - p);
            return (Math.abs(x) < 0.5 ? Math.log1p(x) : Math.log(q) - Math.log(p))
                    - (Math.abs(y) < 0.5 ? Math.log1p(y) : Math.log1p(-q) - Math.log1p(-p));
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof ContinuousBernoulli a) || !(q instanceof ContinuousBernoulli b)) {
                return Optional.empty();
            }
            double h = step(a.p(), b.p());
            double middle = a.logit() + (1 - order) * h;
            Term toP = remainder(middle, (order - 1) * h);
            Term toQ = remainder(middle, order * h);
            double value = -order * toP.value() - (1 - order) * toQ.value();
            return Optional.of(new Term(value, Math.abs(order) * toP.error() + Math.abs(1 - order) * toQ.error()));
        }

        private static Term remainder(double t, double h) {
            double value = Exponentials.logExpm1OverXRemainder(t, h);
            // The rounding of t moves the remainder by less than h times the change of the second derivative.
            return new Term(value, 64 * Term.EPS * value + 4 * Term.EPS * Math.abs(h) * Math.min(1, Math.abs(t) + Math.abs(h)) * Math.min(1, Math.abs(h)));
        }
    }
}
