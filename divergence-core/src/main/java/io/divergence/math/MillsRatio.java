package io.divergence.math;

/**
 * Mills' ratio (1 - Phi(x))/phi(x) for x &gt;= 0 by rational functions, to about 7e-16, without allocation.
 *
 * <p>Source: W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969).
 */
final class MillsRatio {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_HALF_PI = Math.sqrt(0.5 * Math.PI);
    private static final double INVERSE_SQRT_PI = 0.56418958354775628695;

    /** erf t = t P(t^2)/Q(t^2) for t up to 0.46875; the leading coefficient of P first, that of Q is 1. */
    private static final double[] ERF_P = {1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
        3.20937758913846947e3};
    private static final double[] ERF_Q = {1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
        2.84423683343917062e3};
    /** e^(t^2) erfc t = P(t)/Q(t) for t up to 4. */
    private static final double[] ERFC_P = {2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
        2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3};
    private static final double[] ERFC_Q = {1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
        1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3};
    /** t e^(t^2) erfc t = 1/sqrt(pi) - s P(s)/Q(s), s = 1/t^2, beyond. */
    private static final double[] FAR_P = {1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
        1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4};
    private static final double[] FAR_Q = {1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1,
        6.05183413124413191e-2, 2.33520497626869185e-3};

    private MillsRatio() {
    }

    static double of(double x) {
        double t = x * SQRT_HALF;
        if (t <= 0.46875) {
            double square = t * t;
            return SQRT_HALF_PI * Math.exp(square) * (1 - t * ratio(ERF_P, ERF_Q, square));
        }
        if (t <= 4) {
            return SQRT_HALF_PI * ratio(ERFC_P, ERFC_Q, t);
        }
        double s = 1 / t / t;
        return SQRT_HALF_PI * (INVERSE_SQRT_PI - s * ratio(FAR_P, FAR_Q, s)) / t;
    }

    private static double ratio(double[] p, double[] q, double x) {
        double above = p[0];
        double below = q[0];
        for (int i = 1; i < p.length; i++) {
            above = above * x + p[i];
            below = below * x + q[i];
        }
        return above / below;
    }
}
