package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;

/** The library's own bijections. */
final class Bijections {

    private Bijections() {
    }

    private static double inverseNear(Bijection map, double point, int side, double logDistance) {
        return map.inverse(Neighbours.at(point, side, logDistance));
    }

    /** x -&gt; shift + factor x. */
    record Affine(double shift, double factor) implements Bijection {
        Affine {
            Checks.finite("shift", shift);
            Checks.finite("factor", factor);
            if (factor == 0) {
                throw Checks.illegal("factor", factor, "must not be 0");
            }
        }

        @Override
        public double forward(double x) {
            return shift + factor * x;
        }

        @Override
        public double inverse(double y) {
            return (y - shift) / factor;
        }

        @Override
        public double logDerivative(double x) {
            return Math.log(Math.abs(factor));
        }

        @Override
        public double logDerivativeSlope(double x) {
            return 0;
        }

        @Override
        public boolean isIncreasing() {
            return factor > 0;
        }
    }

    /** Maps without parameters, all increasing. */
    enum Named implements Bijection {
        EXP {
            @Override
            public double forward(double x) {
                return Math.exp(x);
            }

            @Override
            public double inverse(double y) {
                return Math.log(y);
            }

            @Override
            public double inverseNear(double point, int side, double logDistance) {
                return point == 0 && side > 0 ? logDistance : Bijections.inverseNear(this, point, side, logDistance);
            }

            @Override
            public double logDerivative(double x) {
                return x;
            }

            @Override
            public double logDerivativeSlope(double x) {
                return 1;
            }
        },
        LOG {
            @Override
            public double forward(double x) {
                return Math.log(x);
            }

            @Override
            public double inverse(double y) {
                return Math.exp(y);
            }

            @Override
            public double logDerivative(double x) {
                return -Math.log(x);
            }

            @Override
            public double logDerivativeSlope(double x) {
                return -1 / x;
            }
        },
        LOGISTIC {
            @Override
            public double forward(double x) {
                return 1 / (1 + Math.exp(-x));
            }

            @Override
            public double inverse(double y) {
                return Math.log(y) - Math.log1p(-y);
            }

            @Override
            public double inverseNear(double point, int side, double logDistance) {
                if (logDistance >= 0 || !(point == 0 && side > 0 || point == 1 && side < 0)) {
                    return Bijections.inverseNear(this, point, side, logDistance);
                }
                double logit = logDistance - Exponentials.log1mExp(-logDistance);
                return point == 0 ? logit : -logit;
            }

            @Override
            public double logDerivative(double x) {
                return -Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x)));
            }

            @Override
            public double logDerivativeSlope(double x) {
                return -Math.tanh(0.5 * x);
            }
        },
        LOGIT {
            @Override
            public double forward(double x) {
                return Math.log(x) - Math.log1p(-x);
            }

            @Override
            public double inverse(double y) {
                return Math.exp(-Exponentials.log1pExp(-y));
            }

            @Override
            public double logDerivative(double x) {
                return -Math.log(x) - Math.log1p(-x);
            }

            @Override
            public double logDerivativeSlope(double x) {
                return -1 / x + 1 / (1 - x);
            }
        };

        @Override
        public boolean isIncreasing() {
            return true;
        }
    }
}
