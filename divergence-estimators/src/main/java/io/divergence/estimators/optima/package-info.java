/** The map of all local optima of a divergence over the one-dimensional normal distributions, and its landscape. */
package io.divergence.estimators.optima;
