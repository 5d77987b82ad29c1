/**
 * Target densities with known answers, differentiable and on all of R^D: the test problems of the field, regressions on data of
 * one's own, and some posteriors. Immutable and thread-safe; a bound copy allocates nothing.
 */
package io.divergence.model;
