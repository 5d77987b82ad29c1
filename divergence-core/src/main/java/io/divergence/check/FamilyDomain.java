package io.divergence.check;

import io.divergence.family.ParameterLayout;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import java.util.Arrays;

/** What a family takes and what it refuses. */
final class FamilyDomain {
    private final VariationalFamily family;
    private final double[] phi;

    FamilyDomain(VariationalFamily family, double[] phi) {
        this.family = family;
        this.phi = phi;
    }

    void check(Section s) {
        s.require(family.isValidIfFinite(phi) == family.isValid(phi), () -> "isValidIfFinite must say what isValid says");
        s.require(family.isValid(phi), () -> "phi = " + Checks.text(phi) + " is not valid: the check needs one that is");
        s.require(family.parameterCount() == family.layout().size(),
                () -> "parameterCount() is " + family.parameterCount() + " and the layout has " + family.layout().size());
        for (int length : new int[] {0, phi.length - 1, phi.length + 1}) {
            if (length != phi.length && length >= 0) {
                refuses(s, Arrays.copyOf(phi, length), "a phi of length " + length + " instead of " + phi.length);
            }
        }
        refuses(s, null, "a phi that is null");
        for (int j = 0; j < phi.length; j++) {
            ParameterLayout.Entry entry = family.layout().entry(j);
            // An end of the interval, be it infinite, is outside.
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, entry.lower(),
                entry.upper(), entry.lower() - 1, entry.upper() + 1}) {
                double[] outside = phi.clone();
                outside[j] = bad;
                s.require(!Double.isFinite(bad) || !family.isValidIfFinite(outside),
                        () -> "isValidIfFinite must say what isValid says, and takes " + entry.name() + " = " + bad);
                refuses(s, outside, entry.name() + " = " + bad);
            }
        }
    }

    private void refuses(Section s, double[] bad, String what) {
        s.require(!isValid(s, bad, what), () -> "isValid takes " + what);
        s.require(atThrows(bad), () -> "at(phi) must throw an IllegalArgumentException for " + what);
    }

    private boolean isValid(Section s, double[] bad, String what) {
        try {
            return family.isValid(bad);
        } catch (RuntimeException e) {
            s.fail(() -> "isValid must answer false, and threw " + e + ", for " + what);
            return false;
        }
    }

    private boolean atThrows(double[] bad) {
        try {
            family.at(bad);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
