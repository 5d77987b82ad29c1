/** What is fitted: log densities, sources of samples, their supports, and what is known of their shape. */
package io.divergence.target;
