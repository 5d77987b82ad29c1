package io.divergence.examples.explore;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.math.Checks;

/** The divergences of the page, each in both directions. */
enum Measure {
    KL("kl", "KL", false) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return forward ? new Code<>(Divergences.forwardKl(), "Divergences.forwardKl()") : new Code<>(Divergences.reverseKl(), "Divergences.reverseKl()");
        }
    },
    CHI_SQUARED("chi2", "\u03c7\u00b2", false) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return forward ? new Code<>(Divergences.forwardChiSquared(), "Divergences.forwardChiSquared()")
                    : new Code<>(Divergences.reverseChiSquared(), "Divergences.reverseChiSquared()");
        }
    },
    LOG_CHI_SQUARED("logchi2", "log(1 + \u03c7\u00b2)", false) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return turned(new Code<>(Divergences.logOnePlusChiSquared(), "Divergences.logOnePlusChiSquared()"), forward);
        }
    },
    ALPHA("alpha", "\u03b1 divergence", false) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return turned(new Code<>(Divergences.alpha(a), "Divergences.alpha(" + Code.number(a) + ")"), forward);
        }
    },
    RENYI("renyi", "R\u00e9nyi", false) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            if (!(a > 0 && a != 1)) {
                throw Checks.illegal("a", a, "must be positive and not 1 for a R\u00e9nyi divergence; its limit at 1 is KL");
            }
            return turned(new Code<>(Divergences.renyi(a), "Divergences.renyi(" + Code.number(a) + ")"), forward);
        }
    },
    JENSEN_SHANNON("js", "Jensen\u2013Shannon", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.jensenShannon(), "Divergences.jensenShannon()");
        }
    },
    HELLINGER("hellinger", "squared Hellinger", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.squaredHellinger(), "Divergences.squaredHellinger()");
        }
    },
    TOTAL_VARIATION("tv", "total variation", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.totalVariation(), "Divergences.totalVariation()");
        }
    },
    JEFFREYS("jeffreys", "Jeffreys", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.jeffreys(), "Divergences.jeffreys()");
        }
    },
    TRIANGULAR("triangular", "triangular", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.triangular(), "Divergences.triangular()");
        }
    },
    ARITHMETIC_GEOMETRIC("ag", "arithmetic\u2013geometric", true) {
        @Override
        Code<Discrepancy> of(boolean forward, double a) {
            return new Code<>(Divergences.arithmeticGeometric(), "Divergences.arithmeticGeometric()");
        }
    };

    private final String key;
    private final String label;
    private final boolean symmetric;

    Measure(String key, String label, boolean symmetric) {
        this.key = key;
        this.label = label;
        this.symmetric = symmetric;
    }

    /** The discrepancy in a direction; a is the number of those with a parameter. */
    abstract Code<Discrepancy> of(boolean forward, double a);

    private static Code<Discrepancy> turned(Code<Discrepancy> code, boolean forward) {
        return forward ? code : new Code<>(code.value().reversed(), code.source() + ".reversed()");
    }

    String key() {
        return key;
    }

    /** Such as KL(p\u2016q); the order is left out where it makes no difference in value. */
    String formula(boolean forward, double a) {
        String name = this == ALPHA ? "D[\u03b1=" + trimmed(a) + "]" : this == RENYI ? "R[" + trimmed(a) + "]" : label;
        if (this == LOG_CHI_SQUARED) {
            return forward ? "log(1 + \u03c7\u00b2(p\u2016q))" : "log(1 + \u03c7\u00b2(q\u2016p))";
        }
        return name + (symmetric ? "(p, q)" : forward ? "(p\u2016q)" : "(q\u2016p)");
    }

    private static String trimmed(double a) {
        return a == Math.rint(a) ? Long.toString((long) a) : Double.toString(a);
    }

    boolean isSymmetric() {
        return symmetric;
    }

    static Measure of(String key) {
        for (Measure m : values()) {
            if (m.key.equals(key)) {
                return m;
            }
        }
        throw Checks.illegal("d", key, "must be a divergence of the page");
    }
}
