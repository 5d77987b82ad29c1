package io.divergence.estimators.quadrature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Adaptive integration of a vector of functions over the panels of the meshes of several pieces of the line: the Kronrod rule of
 * 31 points on a panel is compared with the Gauss-Legendre rule of fifteen among them; the difference, which is the error of the
 * coarser rule, stands as the error of the finer. Panels where the rules differ by too much are halved.
 *
 * <p>Owns its scratch space; one caller. Source of the nodes: R. Piessens et al., QUADPACK, 1983.
 */
final class PanelIntegrator {
    static final int NODES = 31;
    /** Every other node is one of the coarser rule, from the second on. */
    static final int COARSE = 15;
    private static final int MAX_DEPTH = 50;
    /** The part of the tolerance that a panel may use up. */
    private static final double SHARE = 0.01;
    /** The part of it that all a panel holds may be, so that its rules need not agree. */
    private static final double NEGLIGIBLE = 0.1;

    private static final double[] ABSCISSAS = mirrored(-1, 0.998002298693397060285172840152271, 0.987992518020485428489565718586613,
            0.967739075679139134257347978784337, 0.937273392400705904307758947710209, 0.897264532344081900882509656454496,
            0.848206583410427216200648320774217, 0.790418501442465932967649294817947, 0.724417731360170047416186054613938,
            0.650996741297416970533735895313275, 0.570972172608538847537226737253911, 0.485081863640239680693655740232351,
            0.394151347077563369897207370981045, 0.299180007153168812166780024266389, 0.201194093997434522300628303394596,
            0.101142066918717499027074231447392, 0);
    private static final double[] WEIGHTS = mirrored(1, 0.005377479872923348987792051430128, 0.015007947329316122538374763075807,
            0.025460847326715320186874001019653, 0.035346360791375846222037948478360, 0.044589751324764876608227299373280,
            0.053481524690928087265343147239430, 0.062009567800670640285139230960803, 0.069854121318728258709520077099147,
            0.076849680757720378894432777482659, 0.083080502823133021038289247286104, 0.088564443056211770647275443693774,
            0.093126598170825321225486872747346, 0.096642726983623678505179907627589, 0.099173598721791959332393173484603,
            0.100769845523875595044946662617570, 0.101330007014791549017374792767493);
    private static final double[] COARSE_WEIGHTS = new double[COARSE];

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(COARSE);
        for (int i = 0; i < COARSE; i++) {
            COARSE_WEIGHTS[i] = rule.getWeight(i);
        }
    }

    /** The left half as it is, times the sign, and its mirror image. */
    private static double[] mirrored(int sign, double... half) {
        double[] all = new double[2 * half.length - 1];
        for (int i = 0; i < half.length; i++) {
            all[i] = sign * half[i];
            all[all.length - 1 - i] = half[i];
        }
        return all;
    }

    private final double[] x = new double[NODES];
    private final RatioIntegrand integrand;
    private final int size;
    private final double[] values;
    private final double[] roundings;
    private final double[] total;
    private final double[] compensation;
    private final double[] magnitude;
    private final double[] error;
    private final double[] rounding;
    private final double[] tolerance;
    private final List<Piece> pieces = new ArrayList<>();
    private double shift;
    private double momentShift;
    private boolean complete;

    /** Panels that wait: a, b, depth, piece, and for each component integral, difference, rounding and the integral of the absolute value. */
    private double[] stack = new double[256];
    private int stackSize;
    private final int stride;

    PanelIntegrator(RatioIntegrand integrand) {
        this.integrand = integrand;
        size = integrand.size();
        values = new double[size * NODES];
        roundings = new double[size * NODES];
        total = new double[size];
        compensation = new double[size];
        magnitude = new double[size];
        error = new double[size];
        rounding = new double[size];
        tolerance = new double[size];
        stride = 4 + 4 * size;
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

    /** The nodes of the coarser rule on a panel. */
    double[] coarseNodes(double a, double b) {
        nodes(a, b);
        for (int i = 0; i < COARSE; i++) {
            x[i] = x[2 * i + 1];
        }
        return x;
    }

    private void nodes(double a, double b) {
        double half = 0.5 * (b - a);
        double mid = a + half;
        for (int i = 0; i < NODES; i++) {
            x[i] = mid + half * ABSCISSAS[i];
        }
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
            push(mesh.point(i), mesh.point(i + 1), 0, index);
            int at = (stackSize - 1) * stride + 4;
            for (int c = 0; c < size; c++) {
                magnitude[c] += stack[at + 4 * c + 3];
            }
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

    private void refine(long budget) {
        int at = --stackSize * stride;
        double a = stack[at];
        double b = stack[at + 1];
        double depth = stack[at + 2];
        int piece = (int) stack[at + 3];
        boolean good = true;
        boolean negligible = true;
        for (int c = 0; c < integrand.measured(); c++) {
            int from = at + 4 + 4 * c;
            good &= stack[from + 1] <= Math.max(tolerance[c], stack[from + 2]);
            negligible &= stack[from + 3] <= NEGLIGIBLE * tolerance[c];
        }
        double mid = a + 0.5 * (b - a);
        boolean last = depth >= MAX_DEPTH || !(mid > a && mid < b) || integrand.evaluations() > budget;
        complete &= good || negligible || !last;
        if (good || negligible || last) {
            for (int c = 0; c < size; c++) {
                int from = at + 4 + 4 * c;
                add(c, stack[from]);
                // All that a negligible panel holds stands for what the rules may both have missed.
                error[c] += good ? stack[from + 1] : Math.max(stack[from + 1], stack[from + 3]);
                rounding[c] += stack[from + 2];
            }
            return;
        }
        push(mid, b, depth + 1, piece);
        push(a, mid, depth + 1, piece);
    }

    /** Neumaier's sum, one for each component. */
    private void add(int c, double term) {
        double next = total[c] + term;
        compensation[c] += Math.abs(total[c]) >= Math.abs(term) ? (total[c] - next) + term : (term - next) + total[c];
        total[c] = next;
    }

    private void push(double a, double b, double depth, int piece) {
        if ((stackSize + 1) * stride > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length + stride);
        }
        int at = stackSize++ * stride;
        stack[at] = a;
        stack[at + 1] = b;
        stack[at + 2] = depth;
        stack[at + 3] = piece;
        nodes(a, b);
        integrand.evaluate(pieces.get(piece).chart(), x, NODES, shift, momentShift, values, roundings);
        double half = 0.5 * (b - a);
        // Where a panel is not many spacings of doubles wide, its nodes are not where they should be.
        double displacement = 4 * Math.ulp(Math.max(Math.abs(a), Math.abs(b))) / (b - a);
        for (int c = 0; c < size; c++) {
            double fine = 0;
            double coarse = 0;
            double absolute = 0;
            double round = 0;
            for (int i = 0; i < NODES; i++) {
                double value = values[c * NODES + i];
                double term = WEIGHTS[i] * value;
                fine += term;
                absolute += Math.abs(term);
                round += WEIGHTS[i] * roundings[c * NODES + i];
                if ((i & 1) == 1) {
                    coarse += COARSE_WEIGHTS[i >> 1] * value;
                }
            }
            int from = at + 4 + 4 * c;
            stack[from] = half * fine;
            stack[from + 1] = Math.abs(half * (fine - coarse));
            stack[from + 2] = half * (round + (4e-16 + displacement) * absolute);
            stack[from + 3] = half * absolute;
        }
    }
}
