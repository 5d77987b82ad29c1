/** Discrepancies on finitely many states, summed over all of them: exact but for rounding. */
package io.divergence.estimators.exact;
