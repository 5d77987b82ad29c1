/**
 * How far a fit can be trusted: Pareto-smoothed importance weights and k-hat, importance-corrected moments, bounds of log Z and of
 * errors, the noise of a gradient.
 */
package io.divergence.estimators.diagnostic;
