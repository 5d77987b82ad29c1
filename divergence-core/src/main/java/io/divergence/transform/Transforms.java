package io.divergence.transform;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * The transforms that come with the library. All logarithms are natural; indices start at 0.
 *
 * <pre>{@code
 * Transform model = Transforms.blocks(
 *         Transforms.named("mu", Transforms.identity(2)),
 *         Transforms.named("sigma", Transforms.positive(1)),
 *         Transforms.named("weights", Transforms.simplex(3)));
 * LogDensity target = ConstrainedTarget.of(logDensityOfMuSigmaWeights, model);
 * }</pre>
 */
public final class Transforms {
    private static final ScalarMap POSITIVE = new ScalarMaps.Above(0);
    private static final ScalarMap IDENTITY = new ScalarMaps.Affine(0, 1);

    private Transforms() {
    }

    /** Returns x = y on R^n. */
    public static Transform identity(int n) {
        return repeated(n, IDENTITY, "identity(" + n + ")");
    }

    /** Returns x_i = e^(y_i), onto the positive numbers; log |J| = SUM y_i. */
    public static Transform positive(int n) {
        return repeated(n, POSITIVE, "positive(" + n + ")");
    }

    /** Returns x_i = lower + e^(y_i); log |J| = SUM y_i. */
    public static Transform lowerBounded(int n, double lower) {
        return repeated(n, new ScalarMaps.Above(lower), "lowerBounded(" + n + ", " + lower + ")");
    }

    /** Returns x_i = upper - e^(y_i), decreasing in y; log |J| = SUM y_i. */
    public static Transform upperBounded(int n, double upper) {
        return repeated(n, new ScalarMaps.Below(upper), "upperBounded(" + n + ", " + upper + ")");
    }

    /**
     * Returns x_i = lower + (upper - lower)/(1 + e^(-y_i)), onto the open interval. Distances from an edge at 0 keep their digits
     * down to 1e-308; from any other edge they have those that the spacing of doubles at the edge leaves (a share close to 1 is
     * better written as a {@link #simplex} of two).
     *
     * @throws IllegalArgumentException unless lower &lt; upper, both finite, with numbers in between
     */
    public static Transform interval(int n, double lower, double upper) {
        return repeated(n, ScalarMaps.Between.of(lower, upper), "interval(" + n + ", " + lower + ", " + upper + ")");
    }

    /**
     * Returns x_i = location_i + scale_i y_i.
     *
     * @param location of length n, finite; copied
     * @param scale of length n, finite, not zero; copied
     */
    public static Transform affine(double[] location, double[] scale) {
        Checks.allFinite("location", location);
        Checks.length("scale", Checks.allFinite("scale", scale), location.length);
        ScalarMap[] maps = new ScalarMap[location.length];
        for (int i = 0; i < maps.length; i++) {
            if (scale[i] == 0) {
                throw Checks.illegal("scale[" + i + "]", scale[i], "must not be zero");
            }
            maps[i] = new ScalarMaps.Affine(location[i], scale[i]);
        }
        return Elementwise.of(maps, "affine(" + Checks.text(location) + ", " + Checks.text(scale) + ")");
    }

    /**
     * Returns x = location + L y; log |J| = SUM log |L_ii|.
     *
     * @param location of length D, finite; copied
     * @param factor L, such as a Cholesky factor: row-major D x D, finite, lower triangular, without zeros on the diagonal; copied
     */
    public static Transform triangularAffine(double[] location, double[] factor) {
        return new TriangularAffine(location, factor);
    }

    /** Returns one scalar map for each coordinate. */
    public static Transform elementwise(ScalarMap... maps) {
        Checks.noNulls("maps", maps);
        return Elementwise.of(maps.clone(), "elementwise" + (maps.length <= 8 ? Arrays.toString(maps) : "(" + maps.length + ")"));
    }

    /**
     * Returns stick breaking onto the k shares that add up to 1, M = k - 1; y = 0 gives equal shares. J is by the first
     * k - 1 shares, as densities on the simplex are.
     *
     * @param k at least 2
     */
    public static Transform simplex(int k) {
        return new Simplex(k);
    }

    /** Returns x_0 = y_0, x_i = x_(i-1) + e^(y_i), onto the increasing vectors; k at least 1. */
    public static Transform ordered(int k) {
        return new Ordered(k, false);
    }

    /** Returns x_0 = e^(y_0), x_i = x_(i-1) + e^(y_i), onto the positive increasing vectors; k at least 1. */
    public static Transform positiveOrdered(int k) {
        return new Ordered(k, true);
    }

    /**
     * Returns the map from k (k - 1)/2 numbers onto the lower Cholesky factors of k x k correlation matrices, packed row by row
     * with the diagonal: entry (i, j) is x[i (i + 1)/2 + j], D = k (k + 1)/2. tanh y_ij is a canonical partial correlation.
     * J is by the entries below the diagonal.
     *
     * <p>Source: Lewandowski, Kurowicka, Joe (2009), "Generating random correlation matrices based on vines and extended onion
     * method", J. Multivariate Analysis 100.
     *
     * @param k at least 2
     */
    public static Transform correlationCholesky(int k) {
        return new CorrelationCholesky(k);
    }

    /**
     * Returns the map onto k x k correlation matrices, row-major, D = k^2: L L^T with the L of {@link #correlationCholesky}.
     * J is by the entries below the diagonal. A gradient by x may be spread over both triangles in any way. A matrix whose
     * partial correlations are all but 1 rounds to a singular one: the factor keeps its digits there.
     *
     * @param k at least 2
     */
    public static Transform correlation(int k) {
        return new Correlation(k);
    }

    /**
     * Returns the map from k (k + 1)/2 numbers onto the lower triangular matrices with a positive diagonal, packed row by row:
     * entry (i, j) is x[i (i + 1)/2 + j]. The diagonal goes through exp.
     *
     * @param k at least 1
     */
    public static Transform covarianceCholesky(int k) {
        Checks.atLeast("k", k, 1);
        ScalarMap[] maps = new ScalarMap[k * (k + 1) / 2];
        Arrays.fill(maps, IDENTITY);
        for (int i = 0; i < k; i++) {
            maps[i * (i + 1) / 2 + i] = POSITIVE;
        }
        return Elementwise.triangle(maps, "covarianceCholesky(" + k + ")", k);
    }

    /**
     * Returns the map onto k x k covariance matrices, row-major, D = k^2: L L^T with the L of {@link #covarianceCholesky}.
     * J is by the entries on and below the diagonal. A gradient by x may be spread over both triangles in any way.
     *
     * @param k at least 1
     */
    public static Transform covariance(int k) {
        return new Covariance(k);
    }

    /**
     * Returns x = y/|y|, M = D = k. It is not one to one: in place of log |J| stands -|y|^2/2 - log(2^(k/2 - 1) Gamma(k/2)), so
     * that the length of y has the density of that of a standard normal vector, directions are as the model says, and the
     * integral over y is that over the sphere's surface. {@link Transform#invert} returns the y of length 1.
     *
     * @param k at least 2
     */
    public static Transform unitVector(int k) {
        return new UnitVector(k);
    }

    /** Returns transforms side by side: x and y are the concatenations of their x and y. */
    public static Transform blocks(Transform... parts) {
        Checks.noNulls("parts", parts);
        return Blocks.of(parts.clone());
    }

    /** Returns a transform whose coordinates are called by a name, after the base name of the whole if that is not empty. */
    public static Transform named(String name, Transform transform) {
        return Named.of(Checks.notNull("name", name), Checks.notNull("transform", transform));
    }

    private static Transform repeated(int n, ScalarMap map, String text) {
        ScalarMap[] maps = new ScalarMap[Checks.atLeast("n", n, 1)];
        Arrays.fill(maps, map);
        return Elementwise.of(maps, text);
    }
}
