/**
 * Targets that see their coefficients through linear predictors (logistic, Poisson, probit, linear regression, and links of one's own):
 * the ELBO of normal distributions without samples, by expectations in one dimension for each row, and Newton's method for it.
 */
package io.divergence.estimators.structured;
