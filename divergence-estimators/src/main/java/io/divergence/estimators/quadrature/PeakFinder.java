package io.divergence.estimators.quadrature;

/**
 * Finds peaks of an integrand that are narrower than the panels they lie in: products of densities may peak away from the features of
 * both. Owns its scratch space; one caller.
 */
final class PeakFinder {
    private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);
    private static final int ROUNDS = 3;
    private static final int LOOKS = 16;

    private final RatioIntegrand integrand;
    /** The logarithms of the largest contributions met: shared with the planner. */
    private final double[] largest;
    private final double[] points = new double[LOOKS];
    private final double[] sizes = new double[2 * LOOKS];

    PeakFinder(RatioIntegrand integrand, double[] largest) {
        this.integrand = integrand;
        this.largest = largest;
    }

    /** Adds the peaks to a mesh, and builds it again. */
    void sharpen(Chart chart, Mesh mesh, double depth) {
        for (int round = 0; round < ROUNDS; round++) {
            int panels = mesh.panels();
            double[] middle = new double[panels];
            double[] size = new double[panels];
            double[] moment = new double[panels];
            for (int i = 0; i < panels; i += points.length) {
                int n = Math.min(points.length, panels - i);
                for (int k = 0; k < n; k++) {
                    middle[i + k] = mesh.point(i + k) + 0.5 * (mesh.point(i + k + 1) - mesh.point(i + k));
                    points[k] = middle[i + k];
                }
                integrand.logSizes(chart, points, n, sizes);
                System.arraycopy(sizes, 0, size, i, n);
                System.arraycopy(sizes, n, moment, i, n);
            }
            double lower = mesh.point(0);
            double upper = mesh.point(panels);
            boolean found = false;
            for (int i = 0; i < panels; i++) {
                double a = i == 0 ? lower : middle[i - 1];
                double b = i == panels - 1 ? upper : middle[i + 1];
                found |= isNarrow(size, i, largest[0] - 10 * depth) && addPeak(chart, mesh, a, b, middle[i], 0);
                found |= integrand.hasMoment() && isNarrow(moment, i, largest[1] - 10 * depth) && addPeak(chart, mesh, a, b, middle[i], 1);
            }
            if (!found) {
                return;
            }
            mesh.build(lower, upper);
        }
    }

    /** A local maximum among its neighbours from which the logarithm falls by more than a panel can follow. */
    private static boolean isNarrow(double[] size, int i, double lowest) {
        double left = i == 0 ? size[i] : size[i - 1];
        double right = i == size.length - 1 ? size[i] : size[i + 1];
        // The highest of all is followed however low it seems: a peak far narrower than its panel is far above what was seen of it.
        return size[i] >= left && size[i] >= right && Math.max(size[i] - left, size[i] - right) > 12
                && (size[i] > lowest || size[i] == highest(size));
    }

    private static double highest(double[] size) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double s : size) {
            highest = Math.max(highest, s);
        }
        return highest;
    }

    /** Searches a maximum between a and b; adds it as a feature if it is narrower than the interval. */
    private boolean addPeak(Chart chart, Mesh mesh, double a, double b, double start, int component) {
        double low = a;
        double high = b;
        // Never at the ends themselves, where a density of the other side may be infinite.
        double closest = Math.max(1e-9 * (b - a), 64 * Math.ulp(Math.max(Math.abs(a), Math.abs(b))));
        for (int k = 0; k < 60 && high - low > closest; k++) {
            double c = high - GOLDEN * (high - low);
            double d = low + GOLDEN * (high - low);
            if (sizeAt(chart, c, component) >= sizeAt(chart, d, component)) {
                high = d;
            } else {
                low = c;
            }
        }
        double place = low + 0.5 * (high - low);
        double top = sizeAt(chart, place, component);
        if (!(top > sizeAt(chart, start, component))) {
            place = start;
            top = sizeAt(chart, start, component);
        }
        // Within the neighbours, so that no point outside the piece is looked at.
        double width = 0.5 * Math.min(b - place, place - a);
        if (!(width > 0)) {
            return false;
        }
        double floor = 4 * Math.max(Math.ulp(place), Double.MIN_NORMAL);
        while (width > floor && Math.max(sizeAt(chart, place + width, component), sizeAt(chart, place - width, component)) < top - 0.5) {
            width *= 0.5;
        }
        largest[component] = Math.max(largest[component], top + Math.log(width));
        if (width >= 0.25 * mesh.width(place)) {
            return false;
        }
        mesh.addFeature(place, width);
        return true;
    }

    private double sizeAt(Chart chart, double s, int component) {
        points[0] = s;
        integrand.logSizes(chart, points, 1, sizes);
        return sizes[component];
    }
}
