/** Adapters of other libraries' distributions. */
package io.divergence.adapter;
