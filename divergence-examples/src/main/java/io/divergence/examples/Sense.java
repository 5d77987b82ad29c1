package io.divergence.examples;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The four senses of fitting: KL and chi^2, both ways. */
enum Sense {
    FORWARD_KL("forward-kl", "KL(p||q)", Divergences.forwardKl()),
    REVERSE_KL("reverse-kl", "KL(q||p)", Divergences.reverseKl()),
    FORWARD_CHI_SQUARED("forward-chi2", "chi^2(p||q)", Divergences.forwardChiSquared()),
    REVERSE_CHI_SQUARED("reverse-chi2", "chi^2(q||p)", Divergences.reverseChiSquared());

    static final String CHOICES = "forward-kl, reverse-kl, forward-chi2, reverse-chi2";

    static final String ALL = "forward-kl,reverse-kl,forward-chi2,reverse-chi2";

    private final String option;
    private final String formula;
    private final Divergence divergence;

    Sense(String option, String formula, Divergence divergence) {
        this.option = option;
        this.formula = formula;
        this.divergence = divergence;
    }

    String formula() {
        return formula;
    }

    /** KL has a unit, chi^2 has none. */
    String valueHeading() {
        return this == FORWARD_KL || this == REVERSE_KL ? "value [nats]" : "value";
    }

    Divergence divergence() {
        return divergence;
    }

    @Override
    public String toString() {
        return option;
    }

    /** Reads the name of a sense. */
    static final class Names implements ITypeConverter<Sense> {
        @Override
        public Sense convert(String text) {
            for (Sense sense : values()) {
                if (sense.option.equals(text)) {
                    return sense;
                }
            }
            throw new TypeConversionException("'" + text + "' must be one of " + CHOICES);
        }
    }
}
