/** Steps of first-order optimizers on plain arrays: strategies, schedules and decorators. Depends on math only. */
package io.divergence.optimize;
