/** Work in fixed blocks on one or several threads; the blocks, and the order in which they are summed, never depend on the threads. */
package io.divergence.parallel;
