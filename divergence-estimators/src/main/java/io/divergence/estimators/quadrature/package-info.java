/**
 * Values and gradients in one dimension by numerical integration in log space: adaptive with an error, and the plain
 * trapezoid.
 */
package io.divergence.estimators.quadrature;
