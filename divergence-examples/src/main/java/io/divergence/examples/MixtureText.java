package io.divergence.examples;

import io.divergence.distribution.Mixture;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a mixture of normals written as WEIGHT:MEAN:SD,... */
final class MixtureText implements ITypeConverter<Mixture> {
    /** Two well separated modes, the left one wider. */
    static final String TWO_MODES = "0.5:-3:0.9,0.5:2:0.7";

    static Mixture twoModes() {
        return new MixtureText().convert(TWO_MODES);
    }

    @Override
    public Mixture convert(String text) {
        String[] parts = text.split(",", -1);
        double[][] columns = new double[3][parts.length];
        for (int i = 0; i < parts.length; i++) {
            String[] numbers = parts[i].split(":", -1);
            if (numbers.length != 3) {
                throw new TypeConversionException("'" + parts[i] + "' must be WEIGHT:MEAN:SD, such as 0.5:-3:0.9");
            }
            for (int k = 0; k < 3; k++) {
                try {
                    columns[k][i] = Double.parseDouble(numbers[k].trim());
                } catch (NumberFormatException e) {
                    throw new TypeConversionException("'" + numbers[k] + "' is not a number");
                }
            }
        }
        try {
            return Mixture.ofNormals(columns[0], columns[1], columns[2]);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
