/**
 * Differentiable maps from unconstrained R^M to the space in which a model is written (positive numbers, simplexes, ordered
 * vectors, correlation matrices), and the log density that they make of a model there. Depends on math and target.
 */
package io.divergence.transform;
