package io.divergence.family;

import io.divergence.family.ParameterLayout.Entry;

/**
 * The ways to write a one-dimensional normal distribution as two numbers. Each maps phi to (mean m, standard deviation
 * s), and gives the Jacobian d(m, s)/d phi, whose lower left entry is zero in all of them: the second number alone
 * decides the standard deviation.
 */
public enum GaussianParameters {
    /** (mu, sigma). */
    MEAN_SIGMA(Entry.real("mu"), Entry.positive("sigma")) {
        @Override
        double sigma(double second) {
            return second;
        }

        @Override
        double second(double sigma) {
            return sigma;
        }

        @Override
        double sigmaSlope(double second) {
            return 1;
        }
    },
    /** (mu, v), v = sigma^2. */
    MEAN_VARIANCE(Entry.real("mu"), Entry.positive("variance")) {
        @Override
        double sigma(double second) {
            return Math.sqrt(second);
        }

        @Override
        double second(double sigma) {
            return sigma * sigma;
        }

        @Override
        double sigmaSlope(double second) {
            return 0.5 / Math.sqrt(second);
        }
    },
    /** (mu, log sigma). */
    MEAN_LOG_SIGMA(Entry.real("mu"), Entry.real("log sigma")) {
        @Override
        double sigma(double second) {
            return Math.exp(second);
        }

        @Override
        double second(double sigma) {
            return Math.log(sigma);
        }

        @Override
        double sigmaSlope(double second) {
            return Math.exp(second);
        }
    },
    /** (mu, tau), tau = 1/sigma^2. */
    MEAN_PRECISION(Entry.real("mu"), Entry.positive("tau")) {
        @Override
        double sigma(double second) {
            return 1 / Math.sqrt(second);
        }

        @Override
        double second(double sigma) {
            return 1 / (sigma * sigma);
        }

        @Override
        double sigmaSlope(double second) {
            return -0.5 / (second * Math.sqrt(second));
        }
    },
    /** The natural parameters (eta1, eta2) = (mu/sigma^2, -1/(2 sigma^2)). */
    NATURAL(Entry.real("eta1"), Entry.negative("eta2")) {
        @Override
        double sigma(double second) {
            return 1 / Math.sqrt(-2 * second);
        }

        @Override
        double second(double sigma) {
            return -0.5 / (sigma * sigma);
        }

        @Override
        double sigmaSlope(double second) {
            return -0.5 / (second * Math.sqrt(-2 * second));
        }

        @Override
        double mean(double first, double second) {
            return -0.5 * first / second;
        }

        @Override
        double first(double mean, double sigma) {
            return mean / (sigma * sigma);
        }

        @Override
        double meanSlopeFirst(double first, double second) {
            return -0.5 / second;
        }

        @Override
        double meanSlopeSecond(double first, double second) {
            return 0.5 * first / (second * second);
        }
    };

    private final ParameterLayout layout;

    GaussianParameters(Entry first, Entry second) {
        layout = ParameterLayout.of(first, second);
    }

    /** {@return the names and domains of the two numbers} */
    public ParameterLayout layout() {
        return layout;
    }

    abstract double sigma(double second);

    abstract double second(double sigma);

    /** ds/d second. */
    abstract double sigmaSlope(double second);

    double mean(double first, double second) {
        return first;
    }

    double first(double mean, double sigma) {
        return mean;
    }

    /** dm/d first. */
    double meanSlopeFirst(double first, double second) {
        return 1;
    }

    /** dm/d second. */
    double meanSlopeSecond(double first, double second) {
        return 0;
    }
}
