/** Random streams addressed by (seed, step, block): the same bits for any number of threads, and exact resume. */
package io.divergence.random;
