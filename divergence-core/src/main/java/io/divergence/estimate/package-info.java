/** A problem, the estimators that bind to it, and what they report: value, gradient, and how good both are. */
package io.divergence.estimate;
