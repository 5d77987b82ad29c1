/**
 * Steps of first-order optimizers on plain arrays: strategies, rules that find their own rate, schedules, and decorators for
 * clipping, averaging and proximal steps; quasi-Newton steps with a line search for deterministic functions. Depends on math only.
 */
package io.divergence.optimize;
