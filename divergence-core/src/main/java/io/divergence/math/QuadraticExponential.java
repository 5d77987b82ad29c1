package io.divergence.math;

/**
 * The exponential of a quadratic at the nodes of a uniform grid, such as a normal density or a power of one, with one exponential per
 * eight nodes.
 *
 * <p>Sixteen neighbours around a centre t share two of them: e^(-k (t + j h)^2 / 2) = e^(-k t^2 / 2) r^j c_j with r = e^(-k h t), and
 * c_j = e^(-k (j h)^2 / 2) is the same for all centres. Products give the powers from j = -8 to 7, so that errors do not grow along
 * the grid.
 *
 * <p>With S the largest |constant| + |curvature| t^2 / 2 on the grid, the relative error is at most (40 + 3 S) 2^-52, and tests do not
 * allow more than (8 + 2 S); that of {@link ArrayMath#exp} may be 1 + 2 S of these, since arguments are rounded. No method allocates.
 * Stateless.
 */
public final class QuadraticExponential {
    /** Neighbours in half a group. */
    private static final int HALF = 8;
    /** Fewer nodes are not worth it. */
    private static final int FEW = 32;
    /** S up to which all is a normal number, with some room for the powers of r. */
    private static final double LARGEST = 650;
    /** |k| h^2 up to which the logarithms of r and c_j are small. */
    private static final double COARSE = 0.25;
    /** 0, 1, 2, ...: a loop that counts is not vectorised. */
    private static final double[] INDEX = new double[512];

    static {
        for (int i = 0; i < INDEX.length; i++) {
            INDEX[i] = i;
        }
    }

    private QuadraticExponential() {
    }

    /**
     * Writes e^(constant - curvature t^2 / 2), t = from + i step, to out[i], i &lt; n. For N(m, s^2) at x + i h these are
     * from = (x - m)/s, step = h/s, curvature 1 and constant -log s - log(2 pi)/2; for its power b, curvature and constant times b.
     *
     * @param from the first t
     * @param step the distance of two nodes, of any sign
     * @param curvature any number; positive for a density, negative for its inverse
     * @param scratch1 at least n entries, of any value
     * @param scratch2 likewise, another array
     */
    public static void fill(int n, double from, double step, double curvature, double constant, double[] out, double[] scratch1,
            double[] scratch2) {
        int groups = (n + 2 * HALF - 1) / (2 * HALF);
        double last = from + (groups * 2 * HALF - 1) * step;
        double farthest = Math.max(Math.abs(from), Math.abs(last));
        boolean isTame = Math.abs(constant) + 0.5 * Math.abs(curvature) * farthest * farthest <= LARGEST
                && Math.abs(curvature) * step * step <= COARSE;
        if (n >= FEW && groups <= INDEX.length && isTame) {
            exponentials(groups, from, step, curvature, constant, scratch1, scratch2);
            expand(n / (2 * HALF), groups, scratch1, out);
            finish(n, groups, scratch1, out);
        } else {
            for (int i = 0; i < n; i++) {
                double t = Math.fma(step, i, from);
                out[i] = Math.fma(-0.5 * curvature * t, t, constant);
            }
            ArrayMath.exp(n, out, out, scratch1);
        }
    }

    /** Of each group's centre the value, then of each group r, then c_1 to c_8. */
    private static void exponentials(int groups, double from, double step, double curvature, double constant, double[] out, double[] scratch) {
        double centre = Math.fma(step, HALF, from);
        arguments(groups, centre, 2 * HALF * step, -0.5 * curvature, constant, -curvature * step, INDEX, out, scratch);
        System.arraycopy(scratch, 0, out, groups, groups);
        double ofOne = -0.5 * curvature * step * step;
        for (int j = 1; j <= HALF; j++) {
            out[2 * groups + j - 1] = ofOne * (j * j);
        }
        ArrayMath.exp(2 * groups + HALF, out, out, scratch);
    }

    private static void arguments(int groups, double centre, double stride, double square, double constant, double linear, double[] index,
            double[] ofValue, double[] ofRatio) {
        for (int m = 0; m < groups; m++) {
            double t = Math.fma(stride, index[m], centre);
            ofValue[m] = Math.fma(square * t, t, constant);
            ofRatio[m] = linear * t;
        }
    }

    /** The first so many of the groups: nodes 8 to 1 before the centre by powers of 1/r, the centre and nodes 1 to 7 after it by those of r. */
    private static void expand(int whole, int groups, double[] e, double[] out) {
        int c = 2 * groups;
        double c1 = e[c];
        double c2 = e[c + 1];
        double c3 = e[c + 2];
        double c4 = e[c + 3];
        double c5 = e[c + 4];
        double c6 = e[c + 5];
        double c7 = e[c + 6];
        double c8 = e[c + 7];
        int i = 0;
        for (int m = 0; m < whole; m++) {
            double value = e[m];
            double r = e[groups + m];
            double s = 1 / r;
            double s2 = s * s;
            double s4 = s2 * s2;
            double before1 = value * s;
            double before4 = value * s4;
            double before5 = before1 * s4;
            out[i] = before4 * s4 * c8;
            out[i + 1] = before5 * s2 * c7;
            out[i + 2] = before4 * s2 * c6;
            out[i + 3] = before5 * c5;
            out[i + 4] = before4 * c4;
            out[i + 5] = before1 * s2 * c3;
            out[i + 6] = value * s2 * c2;
            out[i + 7] = before1 * c1;
            double r2 = r * r;
            double r4 = r2 * r2;
            double after1 = value * r;
            double after4 = value * r4;
            double after5 = after1 * r4;
            out[i + 8] = value;
            out[i + 9] = after1 * c1;
            out[i + 10] = value * r2 * c2;
            out[i + 11] = after1 * r2 * c3;
            out[i + 12] = after4 * c4;
            out[i + 13] = after5 * c5;
            out[i + 14] = after4 * r2 * c6;
            out[i + 15] = after5 * r2 * c7;
            i += 2 * HALF;
        }
    }

    /** The group that is not whole, by the same products. */
    private static void finish(int n, int groups, double[] e, double[] out) {
        int whole = n / (2 * HALF);
        int centre = whole * 2 * HALF + HALF;
        for (int i = centre - HALF; i < n; i++) {
            int j = Math.abs(i - centre);
            double r = i < centre ? 1 / e[groups + whole] : e[groups + whole];
            double square = r * r;
            double fourth = square * square;
            double value = (j & 1) == 0 ? e[whole] : e[whole] * r;
            value = j < 4 ? value : value * fourth;
            value = j < HALF ? value : value * fourth;
            value = (j & 2) == 0 ? value : value * square;
            out[i] = j == 0 ? value : value * e[2 * groups + j - 1];
        }
    }
}
