package io.divergence.estimators.quadrature;

/**
 * The corners p = q of a mixture of normals p and a normal q, all of them, by l = log p - log q. Between two nodes of a
 * {@link NormalMesh} its second derivative is at least c = 1/sd^2 - bend. So l lies below its chord raised by -c (x - s)(t - x)/2, and
 * above its tangent at any point y lowered by -c (x - y)^2/2: the first shows where l stays negative, the second where it stays
 * positive. Intervals of which neither shows enough are divided. Owns its scratch space; one caller.
 */
final class CornerSearch {
    private static final double EPS = Math.ulp(1.0);
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** Far above what rounding does to l and to its slope times the length of an interval, by e^2 as well. */
    private static final double MARGIN = 1e-9;
    private static final double MARGIN_BY_SQUARE = 1e-13;
    /** Of a component's slope: its share is off by some 300 roundings at most. */
    private static final double SLOPE_NOISE = 1e-13;
    private static final double NEGLIGIBLE = 1e-17;
    /** As many looks between two nodes, until what is unclear counts as error. */
    private static final int LOOKS = 150;
    private static final double SLACK = 1 + 1e-9;

    private final NormalComponents p;
    private final NormalMesh mesh;
    private final VariationSums sums;
    private final double[] terms;
    private final double largestHeight;

    private double mean;
    private double sd;
    private double precision;
    private double constant;
    /** Of l, in the middle of q. */
    private double baseNoise;
    private double logSize;
    /** The interval between nodes, and c there. */
    private int cell;
    private double curvature;
    private int looks;
    private int allLooks;
    /** The sign of l where the search has come to; 0 before the first node. */
    private int sign;
    /** l and its slope where it was looked last, and the size of the logarithms it is made of. */
    private double ratio;
    private double slope;
    private double size;
    /** Where to divide after a corner that may not be alone. */
    private double division;

    CornerSearch(NormalComponents p, VariationSums sums) {
        this.p = p;
        this.sums = sums;
        mesh = new NormalMesh(p);
        terms = new double[p.size()];
        double largest = 0;
        for (int k = 0; k < p.size(); k++) {
            largest = Math.max(largest, Math.abs(p.logHeight(k)));
        }
        largestHeight = largest;
    }

    /** Adds all corners to the sums; returns the number of looks. */
    int run(double mean, double sd) {
        this.mean = mean;
        this.sd = sd;
        precision = 1 / sd;
        double logSd = Math.log(sd);
        logSize = Math.abs(logSd) + 1;
        constant = logSd + HALF_LOG_TWO_PI;
        baseNoise = EPS * (8 + 6 * (logSize + 40 + largestHeight));
        sign = 0;
        allLooks = mesh.size() + 1;
        double s = mesh.node(0);
        double e = (s - mean) * precision;
        for (int i = 0; i < mesh.size(); i++) {
            double t = mesh.node(i + 1);
            double f = (t - mean) * precision;
            between(i, s, e, t, f);
            s = t;
            e = f;
        }
        return allLooks;
    }

    /** Most intervals are clear at a glance. */
    private void between(int i, double s, double e, double t, double f) {
        cell = i;
        looks = 0;
        if (mesh.present(i).length == 0) {
            // What p has here is below any error; unless q has nothing either, p < q.
            if (negligible(s, t, 1)) {
                charge(s, t, 1);
            } else {
                enter(s, -1);
            }
            return;
        }
        double h = t - s;
        curvature = precision * precision - mesh.bend(i);
        double atS = mesh.logLeft(i) + constant + 0.5 * e * e;
        double atT = mesh.logRight(i) + constant + 0.5 * f * f;
        double margin = MARGIN + mesh.missing(i) + MARGIN_BY_SQUARE * (e * e + f * f) - Math.min(0, curvature) * h * h / 8;
        if (atS < -margin && atT < -margin) {
            enter(s, -1);
            return;
        }
        double slopeS = mesh.slopeLeft(i) + e * precision;
        double slopeT = mesh.slopeRight(i) + f * precision;
        if (atS > margin && atT > margin && atS + 0.5 * h * slopeS > margin && atT - 0.5 * h * slopeT > margin) {
            enter(s, 1);
            return;
        }
        refine(s, atS, slopeS, t, atT, slopeT);
    }

    private static int signOf(double l) {
        return l < 0 ? -1 : 1;
    }

    /** From s on l has a sign; where components come and go it may jump. */
    private void enter(double s, int next) {
        if (sign != 0 && sign != next) {
            sums.add(s, sign, 0, 0);
        }
        sign = next;
    }

    private double noise(double x) {
        double e = (x - mean) * precision;
        return baseNoise + 3 * EPS * e * e + mesh.missing(cell);
    }

    private double slopeNoise(double x) {
        return SLOPE_NOISE * (mesh.steepness(cell) + Math.abs(x - mean) * precision * precision);
    }

    /** Sets l and its slope at a point. */
    private void look(double at) {
        looks++;
        allLooks++;
        int[] present = mesh.present(cell);
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < present.length; j++) {
            terms[j] = p.term(present[j], at);
            top = Math.max(top, terms[j]);
        }
        double sum = 0;
        double pull = 0;
        size = Double.POSITIVE_INFINITY;
        for (int j = 0; j < present.length; j++) {
            int k = present[j];
            double share = terms[j] == top ? 1 : Math.exp(terms[j] - top);
            sum += share;
            pull += share * (p.mean(k) - at) / (p.sd(k) * p.sd(k));
            double height = p.logHeight(k);
            size = Math.min(size, Math.abs(height) + height - terms[j]);
        }
        double e = (at - mean) * precision;
        ratio = top + Math.log(sum) + constant + 0.5 * e * e;
        slope = pull / sum + e * precision;
    }

    /** Divides until it is certain which sign l has where. */
    private void refine(double s, double atS, double slopeS, double t, double atT, double slopeT) {
        double division = clear(s, atS, slopeS, t, atT, slopeT);
        if (Double.isNaN(division)) {
            return;
        }
        boolean out = looks >= LOOKS || !(division > s && division < t);
        double height = height(s, atS, slopeS, t, atT, slopeT);
        if (out || negligible(s, t, height)) {
            charge(s, t, height);
            enter(s, signOf(atS));
            enter(t, signOf(atT));
            return;
        }
        look(division);
        double at = ratio;
        double slopeAt = slope;
        refine(s, atS, slopeS, division, at, slopeAt);
        refine(division, at, slopeAt, t, atT, slopeT);
    }

    /** Returns NaN if the signs are certain (and entered), otherwise a point to divide at. */
    private double clear(double s, double atS, double slopeS, double t, double atT, double slopeT) {
        double h = t - s;
        if (atS < 0 != atT < 0) {
            return corner(s, atS, slopeS, t, atT, slopeT) ? Double.NaN : division;
        }
        double a = Math.abs(atS) - noise(s);
        double b = Math.abs(atT) - noise(t);
        boolean apart = a > 0 && b > 0;
        double middle = 0.5 * (s + t);
        boolean turns = signOf(atS) * slopeS < 0 && signOf(atT) * slopeT > 0;
        double turn = s + h * Math.min(0.95, Math.max(0.05, slopeS / (slopeS - slopeT)));
        if (atS < 0) {
            double rise = Math.sqrt(Math.max(0, -0.5 * curvature)) * h;
            if (apart && Math.sqrt(a) + Math.sqrt(b) > SLACK * rise) {
                enter(s, -1);
                return Double.NaN;
            }
            return turns ? turn : middle;
        }
        double left = apart ? reach(a, slopeS - slopeNoise(s)) : 0;
        double right = apart ? reach(b, -slopeT - slopeNoise(t)) : 0;
        if (left + right > SLACK * h) {
            enter(s, 1);
            return Double.NaN;
        }
        return turns ? turn : 0.5 * (s + left + t - right);
    }

    /** How far l stays positive from a point where it is at least a, with a slope of at least g. */
    private double reach(double a, double g) {
        double discriminant = g * g - 2 * curvature * a;
        if (curvature >= 0 && g >= 0 || discriminant < 0) {
            return Double.POSITIVE_INFINITY;
        }
        return 2 * a / (Math.sqrt(discriminant) - g);
    }

    /** Finds a corner between two points by Newton's method in a bracket, and adds it if it is certain to be the only one. */
    private boolean corner(double s, double atS, double slopeS, double t, double atT, double slopeT) {
        double y = root(s, atS, t, atT);
        boolean up = atS < 0;
        double wideAbove = up ? t - y : y - s;
        double wideBelow = up ? y - s : t - y;
        double above = (up ? atT : atS) - noise(up ? t : s);
        double below = -(up ? atS : atT) - noise(up ? s : t);
        double slopeThere = up ? -slopeT - slopeNoise(t) : slopeS - slopeNoise(s);
        double g = (up ? slope : -slope) - slopeNoise(y);
        double e = (y - mean) * precision;
        double doubtful = Math.abs(ratio) + EPS * (8 + 6 * (logSize + 0.5 * e * e + size)) + mesh.missing(cell);
        double bend = Math.max(0, -curvature);
        division = 0.5 * (s + t);
        if (!(g > 0 && g * g > 4 * bend * doubtful && doubtful < 0.1)) {
            return false;
        }
        // From y on l is above zero as far as its parabola, and then as far back as that of the other end.
        double far = bend > 0 ? 1.7 * g / bend : Double.POSITIVE_INFINITY;
        double outward = up ? 1 : -1;
        if (!(far > wideAbove || above > 0 && far + reach(above, slopeThere) > SLACK * wideAbove)) {
            division = y + outward * 0.5 * Math.min(far, wideAbove);
            return false;
        }
        double spare = below - 0.5 * SLACK * bend * wideBelow * wideBelow;
        if (!(spare > 0)) {
            division = y - outward * 0.5 * Math.min(far, wideBelow);
            return false;
        }
        double doubt = Math.max(2 * doubtful / g, wideBelow * doubtful / spare) + 2 * Math.ulp(y);
        if (!(doubt * (1 + Math.abs(e)) < 0.01 * sd)) {
            return false;
        }
        enter(s, signOf(atS));
        sums.add(y, sign, doubt, doubtful);
        sign = -sign;
        return true;
    }

    /** Returns a point where l is zero but for rounding, looked at last. */
    private double root(double s, double atS, double t, double atT) {
        double a = s;
        double b = t;
        double z = a + (b - a) * (atS / (atS - atT));
        for (int k = 0; k < 80; k++) {
            look(z);
            if (ratio < 0 == atS < 0) {
                a = z;
            } else {
                b = z;
            }
            double next = z - ratio / slope;
            boolean newton = next > a && next < b;
            if (!newton) {
                next = 0.5 * (a + b);
            }
            double step = Math.abs(next - z);
            if (!(step > 2 * Math.ulp(z))) {
                break;
            }
            z = next;
            // A step of Newton's method squares the error of the one before.
            if (newton && step < 1e-9 * Math.min(sd, t - s)) {
                look(z);
                break;
            }
        }
        return z;
    }

    /** |p/q - 1| at most, where the sign of l is not that of the ends. */
    private double height(double s, double atS, double slopeS, double t, double atT, double slopeT) {
        double h = t - s;
        double noise = noise(s) + noise(t);
        double bend = Math.max(0, -curvature) * h * h;
        double up = Math.expm1(Math.max(0, Math.max(atS, atT) + noise + bend / 8));
        double fall = Math.max(Math.max(0, -slopeS), Math.max(0, slopeT)) + slopeNoise(s) + slopeNoise(t);
        double down = Math.min(1, Math.max(0, noise + fall * h + 0.5 * bend - Math.min(atS, atT)));
        if (atS < 0 == atT < 0) {
            return atS < 0 ? up : down;
        }
        return Math.max(up, down);
    }

    private boolean negligible(double s, double t, double height) {
        double farthest = farthest(s, t);
        return mass(s, t) * (1 + farthest * farthest + height) < NEGLIGIBLE;
    }

    private void charge(double s, double t, double height) {
        sums.charge(mass(s, t), farthest(s, t), height);
    }

    /** The mass of q between two points, at most. */
    private double mass(double s, double t) {
        double e = (s - mean) * precision;
        double f = (t - mean) * precision;
        double nearest = e < 0 && f > 0 ? 0 : Math.min(Math.abs(e), Math.abs(f));
        double mass = (f - e) * VariationSums.density(nearest);
        return e < 0 && f > 0 ? Math.min(1, mass) : mass;
    }

    private double farthest(double s, double t) {
        return Math.max(Math.abs(s - mean), Math.abs(t - mean)) * precision;
    }
}
