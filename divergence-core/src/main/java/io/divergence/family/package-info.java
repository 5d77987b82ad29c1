/** What is fitted: families of distributions q_phi with flat parameters phi. Families are stateless. */
package io.divergence.family;
