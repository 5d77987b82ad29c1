package io.divergence.family;

import io.divergence.target.Support;
import java.util.Arrays;
import java.util.List;

/**
 * Which coordinate and which parameter of a product belong to which block. A factor that is itself factorised has its own blocks.
 *
 * @param count how many blocks
 * @param first the first block of each factor, and the count at the end
 * @param ofCoordinate the block of each coordinate
 * @param ofParameter the block of each entry of phi
 */
record ProductBlocks(int count, int[] first, int[] ofCoordinate, int[] ofParameter) {

    static ProductBlocks of(List<VariationalFamily> factors) {
        int[] first = new int[factors.size() + 1];
        int[] ofCoordinate = new int[factors.stream().mapToInt(VariationalFamily::dimension).sum()];
        int[] ofParameter = new int[factors.stream().mapToInt(VariationalFamily::parameterCount).sum()];
        int coordinate = 0;
        int parameter = 0;
        for (int f = 0; f < factors.size(); f++) {
            VariationalFamily factor = factors.get(f);
            FactorizedFamily own = factor instanceof FactorizedFamily x ? x : null;
            for (int i = 0; i < factor.dimension(); i++) {
                ofCoordinate[coordinate++] = first[f] + (own == null ? 0 : own.blockOfCoordinate(i));
            }
            for (int j = 0; j < factor.parameterCount(); j++) {
                ofParameter[parameter++] = first[f] + (own == null ? 0 : own.blockOfParameter(j));
            }
            first[f + 1] = first[f] + (own == null ? 1 : own.blocks());
        }
        return new ProductBlocks(first[factors.size()], first, ofCoordinate, ofParameter);
    }

    /** The points of R^D if all factors are on points; else the box of their own. */
    static Support support(List<VariationalFamily> factors) {
        int dimension = factors.stream().mapToInt(VariationalFamily::dimension).sum();
        double[] lower = new double[dimension];
        double[] upper = new double[dimension];
        int at = 0;
        boolean points = true;
        for (VariationalFamily factor : factors) {
            Support own = factor.support();
            points &= own.kind() == Support.Kind.POINTS;
            for (int i = 0; i < own.dimension(); i++) {
                lower[at] = own.lower(i);
                upper[at++] = own.upper(i);
            }
        }
        return points ? Support.points(dimension) : Support.box(lower, upper);
    }

    @Override
    public String toString() {
        return "ProductBlocks" + Arrays.toString(first);
    }
}
