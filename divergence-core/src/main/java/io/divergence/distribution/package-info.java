/** Normalised distributions: immutable, thread-safe, with support, moments, tails and samples. */
package io.divergence.distribution;
