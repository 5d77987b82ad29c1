/**
 * Normal distributions of full rank fitted by matching scores: grad log q(z) = grad log p(z) at samples of q. Updates in closed form,
 * without an optimizer, and without the normaliser of the target.
 */
package io.divergence.estimators.matching;
