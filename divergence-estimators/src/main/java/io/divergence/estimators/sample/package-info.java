/** Divergences and distances between two samples, with intervals and tests. */
package io.divergence.estimators.sample;
