package io.divergence.estimators.quadrature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Adaptive integration of a vector of functions over the panels of the meshes of several pieces of the line: a sixteen-point Gauss-Legendre rule on a panel
 * is compared with the same rule on its two halves; the halves are kept, and the difference, which is the error of the
 * coarser rule, stands as their error. Panels that differ by too much are halved again.
 *
 * <p>Owns its scratch space; one caller.
 */
final class PanelIntegrator {
    static final int NODES = 16;
    private static final int MAX_DEPTH = 50;
    /** The part of the tolerance that a panel may use up. */
    private static final double SHARE = 0.01;
    /** The part of it that all a panel holds may be, so that its halves need not be looked at. */
    private static final double NEGLIGIBLE = 0.1;

    private static final double[] ABSCISSAS = new double[NODES];
    private static final double[] WEIGHTS = new double[NODES];

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES);
        for (int i = 0; i < NODES; i++) {
            ABSCISSAS[i] = rule.getPoint(i);
            WEIGHTS[i] = rule.getWeight(i);
        }
    }

    private final double[] x = new double[NODES];
    private final RatioIntegrand integrand;
    private final int size;
    private final double[] values;
    private final double[] roundings;
    private final double[] total;
    private final double[] magnitude;
    private final double[] error;
    private final double[] rounding;
    private final double[] tolerance;
    private final double[] left;
    private final double[] right;
    private final double[] leftRounding;
    private final double[] rightRounding;
    private final double[] compensation;
    private final List<Piece> pieces = new ArrayList<>();
    private double shift;
    private double momentShift;
    private double[] stack = new double[64];
    private int stackSize;
    private final int stride;
    /** The integrals of the absolute values over one panel. */
    private final double[] absolute;
    private final double[] ofLeft;
    private boolean complete;

    PanelIntegrator(RatioIntegrand integrand) {
        this.integrand = integrand;
        size = integrand.size();
        values = new double[size * NODES];
        roundings = new double[size * NODES];
        total = new double[size];
        magnitude = new double[size];
        error = new double[size];
        rounding = new double[size];
        tolerance = new double[size];
        left = new double[size];
        right = new double[size];
        leftRounding = new double[size];
        rightRounding = new double[size];
        compensation = new double[size];
        stride = 4 + 2 * size;
        absolute = new double[size];
        ofLeft = new double[size];
    }

    /** The integral of component c, times e^-shift. */
    double total(int c) {
        return total[c] + compensation[c];
    }

    /** The integral of p (0) or q (1) over the pieces. */
    double mass(int which) {
        return total(integrand.measured() + which);
    }

    /** The error of component c: differences between rules, and rounding. */
    double error(int c) {
        return error[c] + rounding[c];
    }

    /** Whether the tolerance was met everywhere within the budget. */
    boolean isComplete() {
        return complete;
    }

    double[] nodes(double a, double b) {
        double half = 0.5 * (b - a);
        double mid = a + half;
        for (int i = 0; i < NODES; i++) {
            x[i] = mid + half * ABSCISSAS[i];
        }
        return x;
    }

    /**
     * Starts an integral.
     *
     * @param shift the logarithm of the scale of the canonical components
     * @param momentShift the same of the moment's components
     */
    void start(double shift, double momentShift) {
        Arrays.fill(total, 0);
        Arrays.fill(compensation, 0);
        Arrays.fill(magnitude, 0);
        Arrays.fill(error, 0);
        Arrays.fill(rounding, 0);
        this.shift = shift;
        this.momentShift = momentShift;
        pieces.clear();
        stackSize = 0;
        complete = true;
    }

    /** Adds the panels of a piece. */
    void add(Piece piece) {
        int index = pieces.size();
        pieces.add(piece);
        Mesh mesh = piece.mesh();
        for (int i = mesh.panels() - 1; i >= 0; i--) {
            rule(piece.chart(), mesh.point(i), mesh.point(i + 1), left, leftRounding);
            for (int c = 0; c < size; c++) {
                magnitude[c] += absolute[c];
            }
            push(mesh.point(i), mesh.point(i + 1), 0, index, left);
        }
    }

    /** Refines all panels to a tolerance relative to the integral of the absolute values, per component. */
    void finish(double relative, long budget) {
        // Few panels come near their share: the error of most is far below it.
        for (int c = 0; c < size; c++) {
            tolerance[c] = c < integrand.measured() ? SHARE * relative * magnitude[c] : Double.POSITIVE_INFINITY;
        }
        while (stackSize > 0) {
            refine(budget);
        }
    }

    private void push(double a, double b, double depth, int piece, double[] integral) {
        if ((stackSize + 1) * stride > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length + stride);
        }
        int at = stackSize++ * stride;
        stack[at] = a;
        stack[at + 1] = b;
        stack[at + 2] = depth;
        stack[at + 3] = piece;
        System.arraycopy(integral, 0, stack, at + 4, size);
        System.arraycopy(absolute, 0, stack, at + 4 + size, size);
    }

    /** Whether all that a panel holds is less than it may be wrong by. */
    private boolean isNegligible(int at) {
        boolean negligible = true;
        for (int c = 0; c < integrand.measured(); c++) {
            negligible &= stack[at + 4 + size + c] <= NEGLIGIBLE * tolerance[c];
        }
        return negligible;
    }

    private void refine(long budget) {
        int at = --stackSize * stride;
        double a = stack[at];
        double b = stack[at + 1];
        double depth = stack[at + 2];
        int piece = (int) stack[at + 3];
        if (isNegligible(at)) {
            for (int c = 0; c < size; c++) {
                add(c, stack[at + 4 + c]);
                error[c] += c < integrand.measured() ? stack[at + 4 + size + c] : 0;
            }
            return;
        }
        Chart chart = pieces.get(piece).chart();
        double mid = a + 0.5 * (b - a);
        rule(chart, a, mid, left, leftRounding);
        System.arraycopy(absolute, 0, ofLeft, 0, size);
        rule(chart, mid, b, right, rightRounding);
        boolean good = true;
        for (int c = 0; c < size; c++) {
            double difference = Math.abs(stack[at + 4 + c] - (left[c] + right[c]));
            good &= difference <= Math.max(tolerance[c], leftRounding[c] + rightRounding[c]);
        }
        boolean last = depth >= MAX_DEPTH || !(mid > a && mid < b) || integrand.evaluations() > budget;
        complete &= good || !last;
        if (good || last) {
            for (int c = 0; c < size; c++) {
                error[c] += Math.abs(stack[at + 4 + c] - (left[c] + right[c]));
                add(c, left[c]);
                add(c, right[c]);
                rounding[c] += leftRounding[c] + rightRounding[c];
            }
            return;
        }
        push(mid, b, depth + 1, piece, right);
        System.arraycopy(ofLeft, 0, absolute, 0, size);
        push(a, mid, depth + 1, piece, left);
    }

    /** Neumaier's sum, one for each component. */
    private void add(int c, double term) {
        double next = total[c] + term;
        compensation[c] += Math.abs(total[c]) >= Math.abs(term) ? (total[c] - next) + term : (term - next) + total[c];
        total[c] = next;
    }

    private void rule(Chart chart, double a, double b, double[] out, double[] outRounding) {
        integrand.evaluate(chart, nodes(a, b), NODES, shift, momentShift, values, roundings);
        double half = 0.5 * (b - a);
        // Where a panel is not many spacings of doubles wide, its nodes are not where they should be.
        double displacement = 4 * Math.ulp(Math.max(Math.abs(a), Math.abs(b))) / (b - a);
        for (int c = 0; c < size; c++) {
            double sum = 0;
            double size = 0;
            double round = 0;
            for (int i = 0; i < NODES; i++) {
                double term = WEIGHTS[i] * values[c * NODES + i];
                sum += term;
                size += Math.abs(term);
                round += WEIGHTS[i] * roundings[c * NODES + i];
            }
            out[c] = half * sum;
            outRounding[c] = half * (round + (4e-16 + displacement) * size);
            absolute[c] = half * size;
        }
    }
}
