package io.divergence.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Every transform of the library, with the coordinates of x by which its Jacobian is taken. */
final class TransformCatalogue {

    /** x = sinh y: a scalar map of a user's own. */
    enum Sinh implements ScalarMap {
        SINH;

        @Override
        public double forward(double y) {
            return Math.sinh(y);
        }

        @Override
        public double inverse(double x) {
            return Math.copySign(Math.log(Math.abs(x) + Math.hypot(x, 1)), x);
        }

        @Override
        public double derivative(double y) {
            return Math.cosh(y);
        }

        @Override
        public double logDerivative(double y) {
            return Math.log(Math.cosh(y));
        }

        @Override
        public double logDerivativeSlope(double y) {
            return Math.tanh(y);
        }

        @Override
        public Edges edges() {
            return Edges.LINE;
        }
    }

    /**
     * An entry.
     *
     * @param free the M coordinates of the Jacobian; null if the map is not one to one
     */
    record Entry(Transform transform, int[] free) {
        @Override
        public String toString() {
            return transform.toString();
        }
    }

    static final List<Entry> ALL = all();

    private TransformCatalogue() {
    }

    private static List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        for (Transform t : List.of(Transforms.identity(1), Transforms.identity(3), Transforms.positive(1), Transforms.positive(3),
                Transforms.lowerBounded(2, -3.5), Transforms.upperBounded(2, 1e3), Transforms.interval(2, 0, 1), Transforms.interval(3, -7, 2.5),
                Transforms.affine(new double[] {1, -2}, new double[] {0.5, -3}),
                Transforms.triangularAffine(new double[] {1, -2, 0.5}, new double[] {0.8, 0, 0, 0.3, -1.2, 0, -0.5, 0.2, 2}),
                Transforms.elementwise(Sinh.SINH, new ScalarMaps.Above(2), Sinh.SINH), Transforms.ordered(1), Transforms.ordered(4),
                Transforms.positiveOrdered(1), Transforms.positiveOrdered(4), Transforms.covarianceCholesky(1), Transforms.covarianceCholesky(3),
                Transforms.blocks(Transforms.identity(1), Transforms.named("s", Transforms.positive(2)), Transforms.interval(1, 0, 2)))) {
            all.add(new Entry(t, IntStream.range(0, t.dimension()).toArray()));
        }
        for (int k : new int[] {2, 3, 5, 8}) {
            all.add(new Entry(Transforms.simplex(k), IntStream.range(0, k - 1).toArray()));
        }
        for (int k : new int[] {2, 3, 4, 6}) {
            all.add(new Entry(Transforms.correlationCholesky(k), packedBelow(k)));
            all.add(new Entry(Transforms.correlation(k), below(k, false)));
        }
        for (int k : new int[] {1, 2, 3, 4}) {
            all.add(new Entry(Transforms.covariance(k), below(k, true)));
        }
        // Blocks of M != D, so that offsets in x and in y differ: y has 2 + 1 + 3 numbers, x has 3 + 1 + 9.
        all.add(new Entry(Transforms.blocks(Transforms.simplex(3), Transforms.positive(1), Transforms.correlation(3)),
                new int[] {0, 1, 3, 4 + 3, 4 + 6, 4 + 7}));
        all.add(new Entry(Transforms.unitVector(2), null));
        all.add(new Entry(Transforms.unitVector(4), null));
        return List.copyOf(all);
    }

    private static int[] below(int k, boolean diagonal) {
        return IntStream.range(0, k * k).filter(n -> diagonal ? n % k <= n / k : n % k < n / k).toArray();
    }

    private static int[] packedBelow(int k) {
        return IntStream.range(0, k).flatMap(i -> IntStream.range(i * (i + 1) / 2, i * (i + 1) / 2 + i)).toArray();
    }
}
