/** Benchmarks: kernels and fits measured by JMH, and the comparison with other programs on the same problems. */
package io.divergence.benchmarks;
