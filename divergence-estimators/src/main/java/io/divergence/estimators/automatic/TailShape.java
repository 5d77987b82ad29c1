package io.divergence.estimators.automatic;

/**
 * What a Student's t distribution would gain over a normal one, from draws of the latter that have been weighed already. At nu = infinity
 * the ELBO of Student's t distribution grows with 1/nu at the rate of the covariance of log w with
 *
 * <pre>
 * S = (r^4 - 2 (D + 2) r^2 + D (D + 2))/4,   r = |L^-1 (z - mu)|,   E S = 0,   Var S = D (D + 2)/2
 * </pre>
 *
 * so that to second order, with the Fisher information Var S, the gain is Cov^2/(2 Var S) if the covariance is positive, and nothing
 * else.
 *
 * @param gain in nats
 * @param isSure whether the covariance is more than three standard errors above zero
 */
record TailShape(double gain, boolean isSure) {
    private static final double ERRORS = 3;

    /** @param logWeights finite */
    static TailShape of(GaussianState q, double[] z, double[] logWeights) {
        int d = q.d;
        int rows = logWeights.length;
        double[] e = new double[rows * d];
        WeightedProposal.whiten(q, WeightedProposal.inverse(q), z, rows, e);
        double mean = 0;
        for (double l : logWeights) {
            mean += l / rows;
        }
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < rows; k++) {
            double r = 0;
            for (int i = k * d; i < (k + 1) * d; i++) {
                r += e[i] * e[i];
            }
            double product = (logWeights[k] - mean) * 0.25 * (r * r - 2 * (d + 2) * r + (double) d * (d + 2));
            sum += product;
            squares += product * product;
        }
        double covariance = sum / rows;
        double error = Math.sqrt(Math.max(0, squares / rows - covariance * covariance) / rows);
        return covariance > 0 ? new TailShape(covariance * covariance / (d * (d + 2.0)), covariance > ERRORS * error) : new TailShape(0, false);
    }
}
