/** The fit: a loop of evaluations and steps with stopping rules, listeners, checkpoints and a result in words. */
package io.divergence.fit;
