package io.divergence.target;

import io.divergence.target.Tail.Growth;
import io.divergence.target.Tail.Term;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The signs of sums of terms of two tails: in double precision where that is clear, else in decimal arithmetic of 60 digits. */
final class TailBalance {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal CANCELLED = new BigDecimal("1e-50");
    /** A difference larger than this part of its terms has the right sign in double precision. */
    private static final double CLEAR = 1e-9;
    private static final double LARGEST_EXACT_POWER = 1000;

    private TailBalance() {
    }

    /** What a term is a multiple of. */
    private record Order(int growth, double power, int log) implements Comparable<Order> {
        @Override
        public int compareTo(Order other) {
            int first = Integer.compare(growth, other.growth);
            int second = first != 0 ? first : Double.compare(power, other.power);
            return second != 0 ? second : Integer.compare(log, other.log);
        }
    }

    /** Whether a term outgrows another. */
    static boolean outgrows(Term a, Term b) {
        return order(a).compareTo(order(b)) > 0;
    }

    /** The sign of a kappa_p + b kappa_q - extra. */
    static int ofPowers(double a, Tail p, double b, Tail q, double extra) {
        double kappaP = p.logCoefficient();
        double kappaQ = q.logCoefficient();
        double rough = a * kappaP + b * kappaQ - extra;
        if (Math.abs(rough) > CLEAR * (Math.abs(a * kappaP) + Math.abs(b * kappaQ) + extra)) {
            return rough > 0 ? 1 : -1;
        }
        return times(a, new BigDecimal(kappaP)).add(times(b, new BigDecimal(kappaQ))).subtract(new BigDecimal(extra)).signum();
    }

    /** The sign of the leading term of a E_p + b E_q, where log p = -E_p + ...; 0 if all terms cancel. */
    static int ofTerms(double a, Tail p, double b, Tail q) {
        if (a == -b && p.terms().equals(q.terms()) || p.terms().isEmpty() && q.terms().isEmpty()) {
            return 0;
        }
        TreeSet<Order> orders = new TreeSet<>(Comparator.reverseOrder());
        for (Term term : p.terms()) {
            orders.add(order(term));
        }
        for (Term term : q.terms()) {
            orders.add(order(term));
        }
        for (Order order : orders) {
            double pPart = a * coefficient(p, order);
            double qPart = b * coefficient(q, order);
            double rough = pPart + qPart;
            if (Math.abs(rough) > CLEAR * (Math.abs(pPart) + Math.abs(qPart)) && Math.abs(rough) <= Double.MAX_VALUE) {
                return rough > 0 ? 1 : -1;
            }
            List<BigDecimal> parts = new ArrayList<>();
            collect(a, p, order, parts);
            collect(b, q, order, parts);
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal size = BigDecimal.ZERO;
            for (BigDecimal part : parts) {
                sum = sum.add(part, DIGITS);
                size = size.add(part.abs(), DIGITS);
            }
            if (sum.abs().compareTo(size.multiply(CANCELLED)) > 0) {
                return sum.signum();
            }
        }
        return 0;
    }

    private static void collect(double factor, Tail tail, Order order, List<BigDecimal> parts) {
        for (Term term : tail.terms()) {
            if (order(term).equals(order) && factor != 0) {
                parts.add(times(factor, exact(term)));
            }
        }
    }

    private static BigDecimal times(double factor, BigDecimal value) {
        return new BigDecimal(factor).multiply(value, DIGITS);
    }

    private static double coefficient(Tail tail, Order order) {
        double sum = 0;
        for (Term term : tail.terms()) {
            if (order(term).equals(order)) {
                sum += value(term);
            }
        }
        return sum;
    }

    private static Order order(Term term) {
        return switch (term.growth()) {
            case LOG_POWER -> new Order(0, term.power(), 0);
            case POWER -> new Order(1, term.power(), 0);
            case R_LOG_R -> new Order(1, 1, 1);
            case EXPONENTIAL -> new Order(2, 1 / term.scale(), 0);
        };
    }

    private static boolean isPower(Term term) {
        return term.growth() == Growth.POWER || term.growth() == Growth.LOG_POWER;
    }

    /** What multiplies the function that all terms of this order share. */
    private static double value(Term term) {
        double factor = isPower(term) ? Math.pow(term.scale(), -term.power()) : term.growth() == Growth.EXPONENTIAL ? Math.exp(term.shift() / term.scale()) : 1;
        return term.coefficient() * factor;
    }

    private static BigDecimal exact(Term term) {
        BigDecimal c = new BigDecimal(term.coefficient());
        if (term.growth() == Growth.R_LOG_R) {
            return c;
        }
        double power = term.power();
        if (isPower(term) && power == Math.rint(power) && power <= LARGEST_EXACT_POWER) {
            return c.divide(new BigDecimal(term.scale()).pow((int) power, DIGITS), DIGITS);
        }
        // By its decimal exponent: it may be far outside the range of a double.
        double decimals = isPower(term) ? -power * Math.log10(term.scale()) : term.shift() / term.scale() / Math.log(10);
        double exponent = Math.rint(Math.max(-1e8, Math.min(1e8, decimals)));
        return c.multiply(new BigDecimal(Math.pow(10, Math.max(-1, Math.min(1, decimals - exponent)))), DIGITS).scaleByPowerOfTen((int) exponent);
    }
}
