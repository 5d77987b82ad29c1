/** The fit without tuning: a log density in, the best normal distribution and an honest verdict out. */
package io.divergence.estimators.automatic;
