/** The divergence between any two distributions: exact where that is possible, always with an error. */
package io.divergence.estimators.evaluate;
