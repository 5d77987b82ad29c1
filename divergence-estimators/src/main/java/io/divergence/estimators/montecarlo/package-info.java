/**
 * Values and gradients from samples: score function, reparameterisation, path (sticking the landing) and data, each with
 * standard errors and the effective sample size.
 */
package io.divergence.estimators.montecarlo;
