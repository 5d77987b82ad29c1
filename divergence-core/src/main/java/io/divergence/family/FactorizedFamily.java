package io.divergence.family;

/**
 * A family whose members are products over blocks of coordinates, each block with parameters of its own:
 * log q(z) = SUM_b log q_b(z_b; phi_b). So the score of a parameter depends on its own block of z only.
 */
public interface FactorizedFamily extends VariationalFamily {

    /** {@return the number of blocks, at least 1} */
    int blocks();

    /** {@return the block in [0, blocks()) of coordinate i} */
    int blockOfCoordinate(int i);

    /** {@return the block in [0, blocks()) of entry j of phi} */
    int blockOfParameter(int j);

    /**
     * Writes log q_b of the rows [from, to) of z.
     *
     * @param out row-major K x blocks()
     */
    void logDensityOfBlocks(double[] phi, double[] z, int from, int to, double[] out);
}
