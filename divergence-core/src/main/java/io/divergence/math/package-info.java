/** Argument checks, log-sum-exp, compensated sums and special functions to full precision. Depends on nothing. */
package io.divergence.math;
