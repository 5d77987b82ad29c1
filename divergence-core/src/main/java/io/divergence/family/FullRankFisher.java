package io.divergence.family;

import io.divergence.math.Triangular;
import java.util.Arrays;

/**
 * The Fisher information of a {@link FullRankFamily} and its inverse, through dL = L M with M lower triangular: of its diagonal it is
 * (a - c) I + c 1 1^T, of the entries below a multiple of I, and L^-T times a constant times L^-1 of the location.
 * Owns its scratch space, of D x D numbers; one caller.
 */
final class FullRankFisher {
    private final FullRankFamily family;
    private final StandardNoise standard;
    private final int d;
    private final double[] factor;
    private final double[] half;
    private final double[] m;

    FullRankFisher(FullRankFamily family, StandardNoise standard) {
        this.family = family;
        this.standard = standard;
        d = family.dimension();
        factor = new double[d * d];
        half = new double[d];
        m = new double[d * d];
    }

    /** Each pair of scale parameters through M = L^-1 dL: for column j, the rows of L^-1 from j on. */
    void fisher(double[] phi, double[] out) {
        int n = family.parameterCount();
        Arrays.fill(out, 0, n * n, 0);
        double[] inverse = Triangular.inverse(family.factor(phi), d);
        double location = standard.locationFisher(d);
        double[] precision = Triangular.gramOfColumns(inverse, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[i * n + j] = location * precision[i * d + j];
            }
        }
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                // The diagonals of M that two entries move are (L^-1)_ja for the entry (a, j) with j = a only.
                out[(d + a) * n + d + b] = standard.scaleCorrelation(d) * inverse[a * d + a] * inverse[b * d + b]
                        * family.slopeOfDiagonal(phi, a) * family.slopeOfDiagonal(phi, b);
            }
        }
        for (int j = 0; j < d; j++) {
            for (int a = j; a < d; a++) {
                for (int b = j; b < d; b++) {
                    double sum = 0;
                    for (int k = Math.max(a, b); k < d; k++) {
                        double weight = k == j ? standard.scaleFisher(d) - standard.scaleCorrelation(d) : standard.mixedFisher(d);
                        sum += weight * inverse[k * d + a] * inverse[k * d + b];
                    }
                    int row = a == j ? d + a : family.below(a) + j;
                    int column = b == j ? d + b : family.below(b) + j;
                    double factor = (a == j ? family.slopeOfDiagonal(phi, a) : 1) * (b == j ? family.slopeOfDiagonal(phi, b) : 1);
                    out[row * n + column] += sum * factor;
                }
            }
        }
    }

    void applyInverse(double[] phi, double[] g, double[] out) {
        family.factor(phi, factor);
        Arrays.fill(half, 0);
        for (int j = 0; j < d; j++) {
            for (int i = j; i < d; i++) {
                half[j] += factor[i * d + j] * g[i];
            }
        }
        double location = standard.locationFisher(d);
        for (int i = d - 1; i >= 0; i--) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += factor[i * d + j] * half[j];
            }
            out[i] = sum / location;
        }
        whiten(phi, g);
        divide();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = j; k <= i; k++) {
                    sum += factor[i * d + k] * m[k * d + j];
                }
                out[i == j ? d + i : family.below(i) + j] = i == j ? sum / family.slopeOfDiagonal(phi, i) : sum;
            }
        }
    }

    /** Writes the lower triangle of L^T G, G the gradient by L: the gradient by M. */
    private void whiten(double[] phi, double[] g) {
        Arrays.fill(m, 0);
        for (int j = 0; j < d; j++) {
            for (int i = j; i < d; i++) {
                double byEntry = i == j ? g[d + i] / family.slopeOfDiagonal(phi, i) : g[family.below(i) + j];
                for (int k = j; k <= i; k++) {
                    m[k * d + j] += factor[i * d + k] * byEntry;
                }
            }
        }
    }

    /** Divides by the Fisher information of M: that of its diagonal is (a - c) I + c 1 1^T. */
    private void divide() {
        double correlation = standard.scaleCorrelation(d);
        double own = standard.scaleFisher(d) - correlation;
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += m[i * d + i];
        }
        double common = correlation * trace / (own + d * correlation);
        for (int i = 0; i < d; i++) {
            m[i * d + i] = (m[i * d + i] - common) / own;
            for (int j = 0; j < i; j++) {
                m[i * d + j] /= standard.mixedFisher(d);
            }
        }
    }
}
