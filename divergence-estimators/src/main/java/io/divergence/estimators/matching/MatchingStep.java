package io.divergence.estimators.matching;

/** One update in closed form. Owns its scratch; one caller. */
interface MatchingStep {

    /**
     * Writes mean and covariance of the next state (not its factor).
     *
     * @param iteration from 0
     * @param turns how often so far a move pointed away from the one before it
     * @param fraction in (0, 1]: how much of the usual step is taken
     * @return false if there is none in the range of a double
     */
    boolean propose(GaussianState q, ScoreBatch batch, int iteration, int turns, double fraction, GaussianState next);
}
