/**
 * The interactive page: a server on the loopback address that computes every number of the page with the library. Of interest from outside is
 * {@link io.divergence.examples.explore.ExploreServer} alone.
 */
package io.divergence.examples.explore;
