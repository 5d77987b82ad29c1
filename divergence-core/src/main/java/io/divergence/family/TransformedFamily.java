package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.TransformedMultivariate;
import io.divergence.math.Checks;
import io.divergence.target.Support;
import io.divergence.transform.Diffeomorphism;
import io.divergence.transform.Transform;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The push-forward of a family by a transform x = T(y) that is one to one from R^D to R^D: log q(x) = log q_base(y) - log |det J(y)| at
 * y = T^-1(x), with the parameters, the score and the Fisher information of the base. So log-normal and logit-normal families are Gaussian
 * ones through {@code Transforms.positive} and {@code Transforms.interval}.
 *
 * <p>It is a {@link ReparameterizedFamily} if the base is one and T a {@link Diffeomorphism} (elementwise maps, affine ones, ordered
 * vectors, and blocks of these), and has {@link FisherGeometry} if the base has. Symmetry of the noise, a closed-form entropy, and
 * blocks are not carried over: make a {@link ProductFamily} of transformed families to keep blocks.
 *
 * <p>log q is negative infinity outside the image of T and at points within rounding of the end of the range of doubles. Stateless; a
 * {@link #boundCopy} owns scratch space.
 */
public sealed class TransformedFamily implements VariationalFamily {
    private final VariationalFamily base;
    private final Transform transform;
    private final boolean bound;
    private final double[] again;
    private double[] points = new double[0];
    private double[] logJacobians = new double[0];

    private TransformedFamily(VariationalFamily base, Transform transform, boolean bound) {
        this.base = base;
        this.transform = transform;
        this.bound = bound;
        again = new double[transform.dimension()];
    }

    /**
     * Returns the push-forward of a family.
     *
     * @param base of continuous distributions
     * @param transform of the same dimension, M = D, one to one
     * @throws IllegalArgumentException if the dimensions differ, the base is a family of points, or the transform has no volume
     */
    public static TransformedFamily of(VariationalFamily base, Transform transform) {
        Checks.notNull("base", base);
        TransformedMultivariate.requireVolume(transform);
        if (base.dimension() != transform.dimension()) {
            throw Checks.illegal("base.dimension", base.dimension(), "must be " + transform.dimension() + ", the dimension of " + transform);
        }
        if (isFinite(base)) {
            throw Checks.illegal("base", base, "must be a family of densities: points have no volume to transform");
        }
        return of(base, transform, false);
    }

    private static boolean isFinite(VariationalFamily base) {
        return base instanceof FiniteFamily
                || (base instanceof ProductFamily product && product.factors().stream().anyMatch(TransformedFamily::isFinite));
    }

    private static TransformedFamily of(VariationalFamily base, Transform transform, boolean bound) {
        boolean paths = base instanceof ReparameterizedFamily && transform instanceof Diffeomorphism;
        if (base instanceof FisherGeometry) {
            return paths ? new WithPathsAndFisher(base, transform, bound) : new WithFisher(base, transform, bound);
        }
        return paths ? new WithPaths(base, transform, bound) : new TransformedFamily(base, transform, bound);
    }

    /** {@return the family of y} */
    public final VariationalFamily base() {
        return base;
    }

    /** {@return T} */
    public final Transform transform() {
        return transform;
    }

    /** One worker's: it is written to while it works. */
    final TransformedFamily working() {
        return bound ? this : copy();
    }

    final TransformedFamily copy() {
        return of(base.boundCopy(), transform, true);
    }

    @Override
    public VariationalFamily boundCopy() {
        return copy();
    }

    @Override
    public final int dimension() {
        return transform.dimension();
    }

    @Override
    public final ParameterLayout layout() {
        return base.layout();
    }

    /** {@return the smallest box that holds the image of T, if T is a {@link Diffeomorphism}; else R^D} */
    @Override
    public final Support support() {
        return transform instanceof Diffeomorphism map ? map.image() : VariationalFamily.super.support();
    }

    @Override
    public final boolean isValid(double[] phi) {
        return base.isValid(phi);
    }

    @Override
    public final boolean isValidIfFinite(double[] phi) {
        return base.isValidIfFinite(phi);
    }

    @Override
    public final Distribution at(double[] phi) {
        return TransformedMultivariate.of(base.at(phi), transform);
    }

    final double[] points(int length) {
        if (points.length < length) {
            points = new double[length];
        }
        return points;
    }

    /** Writes y of rows of x to the same rows of the block of points. */
    final double[] toBase(double[] x, int from, int to) {
        int d = dimension();
        double[] y = points(to * d);
        if (logJacobians.length < to) {
            logJacobians = new double[to];
        }
        for (int k = from; k < to; k++) {
            logJacobians[k] = TransformedMultivariate.toBase(transform, x, k * d, y, k * d, again);
        }
        return y;
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        TransformedFamily w = working();
        int d = dimension();
        double[] y = w.points(to * d);
        w.base.sample(phi, rng, y, from, to);
        for (int k = from; k < to; k++) {
            transform.apply(y, k * d, z, k * d);
        }
    }

    @Override
    public final void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        TransformedFamily w = working();
        w.base.logDensity(phi, w.toBase(z, from, to), from, to, out);
        for (int k = from; k < to; k++) {
            out[k] = TransformedMultivariate.logDensity(out[k], w.logJacobians[k]);
        }
    }

    /** Zero where q has no density, whatever phi. */
    @Override
    public final void score(double[] phi, double[] z, int row, double[] out) {
        TransformedFamily w = working();
        int d = dimension();
        double[] y = w.points(d);
        double log = TransformedMultivariate.toBase(transform, z, row * d, y, 0, w.again);
        if (!(log <= Double.MAX_VALUE)) {
            Arrays.fill(out, 0, parameterCount(), Double.isNaN(log) ? log : 0);
        } else {
            w.base.score(phi, y, 0, out);
        }
    }

    @Override
    public final String toString() {
        return base + " through " + transform;
    }

    /** Information does not change with the coordinates of x. */
    private static final class WithFisher extends TransformedFamily implements FisherGeometry {
        WithFisher(VariationalFamily base, Transform transform, boolean bound) {
            super(base, transform, bound);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            ((FisherGeometry) base()).fisher(phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            ((FisherGeometry) base()).applyInverseFisher(phi, g, out);
        }
    }

    /** The path of x is that of y through T. */
    private static sealed class WithPaths extends TransformedFamily implements ReparameterizedFamily {
        private final ReparameterizedFamily paths;
        private final Diffeomorphism map;
        private final int d;
        private final int m;
        /** One point, its noise, and gradients by x and y. */
        private final double[] noise;
        private final double[] y;
        private final double[] x;
        private final double[] byX;
        private final double[] byY;

        WithPaths(VariationalFamily base, Transform transform, boolean bound) {
            super(base, transform, bound);
            paths = (ReparameterizedFamily) base;
            map = (Diffeomorphism) transform;
            d = transform.dimension();
            m = paths.noiseDimension();
            noise = new double[m];
            y = new double[d];
            x = new double[d];
            byX = new double[d];
            byY = new double[d];
        }

        @Override
        public ReparameterizedFamily boundCopy() {
            return (ReparameterizedFamily) copy();
        }

        @Override
        public int noiseDimension() {
            return m;
        }

        @Override
        public void sampleNoise(RandomGenerator rng, double[] out, int from, int to) {
            ((WithPaths) working()).paths.sampleNoise(rng, out, from, to);
        }

        @Override
        public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
            super.sample(phi, rng, z, from, to);
        }

        @Override
        public void transform(double[] phi, double[] e, double[] z, int from, int to) {
            WithPaths w = (WithPaths) working();
            double[] block = w.points(to * d);
            w.paths.transform(phi, e, block, from, to);
            for (int k = from; k < to; k++) {
                map.apply(block, k * d, z, k * d);
            }
        }

        @Override
        public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
            WithPaths w = (WithPaths) working();
            double[] block = w.toBase(z, from, to);
            w.paths.logDensityGradient(phi, block, from, to, out);
            for (int k = from; k < to; k++) {
                map.solve(block, k * d, out, k * d, 1, out, k * d);
            }
        }

        @Override
        public void pullback(double[] phi, double[] e, double[] z, int row, double[] c, double[] out) {
            WithPaths w = (WithPaths) working();
            System.arraycopy(e, row * m, w.noise, 0, m);
            System.arraycopy(z, row * d, w.x, 0, d);
            System.arraycopy(c, row * d, w.byX, 0, d);
            w.paths.transform(phi, w.noise, w.y, 0, 1);
            map.pullback(w.y, 0, w.x, 0, w.byX, 0, w.byY, 0);
            w.paths.pullback(phi, w.noise, w.y, 0, w.byY, out);
        }
    }

    private static final class WithPathsAndFisher extends WithPaths implements FisherGeometry {
        WithPathsAndFisher(VariationalFamily base, Transform transform, boolean bound) {
            super(base, transform, bound);
        }

        @Override
        public void fisher(double[] phi, double[] out) {
            ((FisherGeometry) base()).fisher(phi, out);
        }

        @Override
        public void applyInverseFisher(double[] phi, double[] g, double[] out) {
            ((FisherGeometry) base()).applyInverseFisher(phi, g, out);
        }
    }
}
