package io.divergence.estimators.sample;

import java.util.Arrays;

/** A k-d tree over the points of a sample: Euclidean distances to the nearest ones, and how many lie within a distance. */
final class NeighborTree {
    private static final int LEAF = 12;

    private final double[] points;
    private final int d;
    private final int[] order;
    /** The axis along which the node at a place of the order divides. */
    private final int[] axes;

    private double[] query;
    private int at;
    private int skipped;
    private double[] nearest;
    private int found;

    NeighborTree(Samples samples) {
        points = samples.raw();
        d = samples.dimension();
        order = new int[samples.size()];
        axes = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        build(0, order.length);
    }

    private void build(int from, int to) {
        if (to - from <= LEAF) {
            return;
        }
        int axis = widest(from, to);
        int mid = (from + to) >>> 1;
        select(from, to - 1, mid, axis);
        axes[mid] = axis;
        build(from, mid);
        build(mid + 1, to);
    }

    private double coordinate(int place, int axis) {
        return points[order[place] * d + axis];
    }

    private int widest(int from, int to) {
        int widest = 0;
        double width = -1;
        for (int j = 0; j < d; j++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                low = Math.min(low, coordinate(i, j));
                high = Math.max(high, coordinate(i, j));
            }
            if (high - low > width) {
                width = high - low;
                widest = j;
            }
        }
        return widest;
    }

    /** Hoare's selection: the element of rank k at its place, smaller ones before it. */
    private void select(int low, int high, int k, int axis) {
        int from = low;
        int to = high;
        while (from < to) {
            double pivot = coordinate((from + to) >>> 1, axis);
            int i = from;
            int j = to;
            while (i <= j) {
                while (coordinate(i, axis) < pivot) {
                    i++;
                }
                while (coordinate(j, axis) > pivot) {
                    j--;
                }
                if (i <= j) {
                    int swap = order[i];
                    order[i++] = order[j];
                    order[j--] = swap;
                }
            }
            if (k <= j) {
                to = j;
            } else if (k >= i) {
                from = i;
            } else {
                return;
            }
        }
    }

    /**
     * Returns the distance to the k-th nearest point; positive infinity if there are fewer.
     *
     * @param row the query is this row of the array
     * @param skip a point to leave out, or -1
     */
    double distance(double[] from, int row, int skip, int k) {
        query = from;
        at = row * d;
        skipped = skip;
        nearest = new double[k];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        search(0, order.length);
        return Math.sqrt(nearest[k - 1]);
    }

    private double square(int point) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            double difference = points[point * d + j] - query[at + j];
            sum += difference * difference;
        }
        return sum;
    }

    private void search(int from, int to) {
        if (to - from <= LEAF) {
            for (int i = from; i < to; i++) {
                offer(order[i]);
            }
            return;
        }
        int mid = (from + to) >>> 1;
        int axis = axes[mid];
        double difference = query[at + axis] - coordinate(mid, axis);
        offer(order[mid]);
        if (difference <= 0) {
            search(from, mid);
        } else {
            search(mid + 1, to);
        }
        if (difference * difference <= nearest[nearest.length - 1]) {
            if (difference <= 0) {
                search(mid + 1, to);
            } else {
                search(from, mid);
            }
        }
    }

    private void offer(int point) {
        if (point == skipped) {
            return;
        }
        double square = square(point);
        int k = nearest.length - 1;
        if (square < nearest[k]) {
            while (k > 0 && nearest[k - 1] > square) {
                nearest[k] = nearest[k - 1];
                k--;
            }
            nearest[k] = square;
        }
    }

    /** Returns how many points lie within a distance, itself included in the range. */
    int count(double[] from, int row, int skip, double distance) {
        query = from;
        at = row * d;
        skipped = skip;
        found = 0;
        count(0, order.length, distance);
        return found;
    }

    private void count(int from, int to, double distance) {
        if (to - from <= LEAF) {
            for (int i = from; i < to; i++) {
                found += isWithin(order[i], distance) ? 1 : 0;
            }
            return;
        }
        int mid = (from + to) >>> 1;
        double difference = query[at + axes[mid]] - coordinate(mid, axes[mid]);
        found += isWithin(order[mid], distance) ? 1 : 0;
        if (difference <= distance) {
            count(from, mid, distance);
        }
        if (-difference <= distance) {
            count(mid + 1, to, distance);
        }
    }

    private boolean isWithin(int point, double distance) {
        return point != skipped && Math.sqrt(square(point)) <= distance;
    }
}
