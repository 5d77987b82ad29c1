/**
 * Divergences as three scalar functions of the log ratio l = log p - log q; they know no estimator, no family and
 * no target.
 */
package io.divergence.divergence;
