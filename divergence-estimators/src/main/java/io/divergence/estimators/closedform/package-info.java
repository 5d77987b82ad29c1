/** Values and gradients by formula, from an explicit list of rules. */
package io.divergence.estimators.closedform;
