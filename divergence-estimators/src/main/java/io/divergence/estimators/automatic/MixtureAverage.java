package io.divergence.estimators.automatic;

/**
 * F = SUM w_k mean [log p~(z) - log q(z)] over the points z = mu_k + L_k e of each part, the estimated ELBO of a mixture on fixed sets of
 * points e, and its derivatives, through the points and through log q. Immutable but for the arrays, which nobody writes to.
 *
 * @param value F; negative infinity where some point has no finite log density
 * @param byMean the derivatives by mu_k, for each part
 * @param byFactor those by L_k, row-major D x D or its diagonal, for each part
 * @param byWeight those by w_k
 */
record MixtureAverage(double value, double[][] byMean, double[][] byFactor, double[] byWeight) {

    static MixtureAverage of(CountedTarget target, MixtureState q, PointSet[] sets) {
        return new Sum(q, sets).average(target);
    }

    boolean isFinite() {
        return value > Double.NEGATIVE_INFINITY;
    }

    /** The average while it is summed up. */
    private static final class Sum {
        private final MixtureState q;
        private final PointSet[] sets;
        private final int d;
        private final int total;
        private final double[] z;
        private final double[][] inverses;
        private final double[][] whitened;
        /** log w_k q_k, then the share of a part in the density at each point. */
        private final double[][] shares;
        private final double[] logQ;
        private final double[][] byMean;
        private final double[][] byFactor;
        private final double[] byWeight;

        Sum(MixtureState q, PointSet[] sets) {
            this.q = q;
            this.sets = sets;
            d = q.dimension();
            int rows = 0;
            for (PointSet set : sets) {
                rows += set.rows();
            }
            total = rows;
            z = new double[total * d];
            int n = q.size();
            inverses = new double[n][];
            whitened = new double[n][total * d];
            shares = new double[n][total];
            logQ = new double[total];
            byMean = new double[n][d];
            byFactor = new double[n][q.parts()[0].factor.length];
            byWeight = new double[n];
        }

        MixtureAverage average(CountedTarget target) {
            place();
            double[] log = new double[total];
            double[] slope = new double[total * d];
            target.evaluate(z, total, log, slope);
            density();
            double value = 0;
            int row = 0;
            for (int k = 0; k < q.size(); k++) {
                double by = q.weights()[k] / sets[k].rows();
                for (int i = 0; i < sets[k].rows(); i++, row++) {
                    value += by * (log[row] - logQ[row]);
                    byWeight[k] += (log[row] - logQ[row]) / sets[k].rows();
                    add(k, row, i, by, slope);
                }
            }
            return value > Double.NEGATIVE_INFINITY ? new MixtureAverage(value, byMean, byFactor, byWeight)
                    : new MixtureAverage(Double.NEGATIVE_INFINITY, byMean, byFactor, byWeight);
        }

        private void place() {
            int row = 0;
            for (int k = 0; k < q.size(); k++) {
                double[] own = new double[sets[k].rows() * d];
                q.parts()[k].points(sets[k].e(), sets[k].rows(), own);
                System.arraycopy(own, 0, z, row * d, own.length);
                row += sets[k].rows();
            }
        }

        private void density() {
            int n = q.size();
            for (int k = 0; k < n; k++) {
                inverses[k] = WeightedProposal.inverse(q.parts()[k]);
                WeightedProposal.whiten(q.parts()[k], inverses[k], z, total, whitened[k]);
                q.logTerm(k, whitened[k], total, shares[k]);
            }
            for (int row = 0; row < total; row++) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < n; k++) {
                    largest = Math.max(largest, shares[k][row]);
                }
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    shares[k][row] = Math.exp(shares[k][row] - largest);
                    sum += shares[k][row];
                }
                logQ[row] = largest + Math.log(sum);
                for (int k = 0; k < n; k++) {
                    shares[k][row] /= sum;
                }
            }
        }

        /** Adds a point of a part: what moves with it, and what the density at it depends on. */
        private void add(int part, int row, int own, double by, double[] slope) {
            double[] v = new double[d];
            System.arraycopy(slope, row * d, v, 0, d);
            double[] pull = new double[d];
            for (int j = 0; j < q.size(); j++) {
                double share = shares[j][row];
                if (share == 0) {
                    continue;
                }
                pull(j, row, pull);
                double weighed = by * share;
                for (int i = 0; i < d; i++) {
                    v[i] += share * pull[i];
                    byMean[j][i] -= weighed * pull[i];
                }
                addProduct(j, row, -weighed, pull, whitened[j], row * d);
                byWeight[j] -= weighed / q.weights()[j];
                subtractInverse(j, -weighed);
            }
            for (int i = 0; i < d; i++) {
                byMean[part][i] += by * v[i];
            }
            addProduct(part, row, by, v, sets[part].e(), own * d);
        }

        /** Writes L^-T y, the pull of a part on a point. */
        private void pull(int part, int row, double[] out) {
            double[] inverse = inverses[part];
            for (int i = 0; i < d; i++) {
                if (q.parts()[part].diagonal) {
                    out[i] = inverse[i] * whitened[part][row * d + i];
                    continue;
                }
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    sum += inverse[j * d + i] * whitened[part][row * d + j];
                }
                out[i] = sum;
            }
        }

        private void addProduct(int part, int row, double by, double[] a, double[] b, int at) {
            double[] out = byFactor[part];
            for (int i = 0; i < d; i++) {
                if (q.parts()[part].diagonal) {
                    out[i] += by * a[i] * b[at + i];
                    continue;
                }
                for (int j = 0; j < d; j++) {
                    out[i * d + j] += by * a[i] * b[at + j];
                }
            }
        }

        /** Subtracts a multiple of L^-T. */
        private void subtractInverse(int part, double by) {
            double[] inverse = inverses[part];
            for (int i = 0; i < d; i++) {
                if (q.parts()[part].diagonal) {
                    byFactor[part][i] -= by * inverse[i];
                    continue;
                }
                for (int j = 0; j < d; j++) {
                    byFactor[part][i * d + j] -= by * inverse[j * d + i];
                }
            }
        }
    }
}
