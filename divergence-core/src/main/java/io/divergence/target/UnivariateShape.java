package io.divergence.target;

import java.util.List;

/** What is known of the shape of a one-dimensional density: what quadrature needs to be sure of its answer. */
public interface UnivariateShape {

    /** {@return the places and scales at which the density changes; not empty} */
    List<Feature> features();

    /** {@return how the density falls towards the lower edge of its support} */
    Tail lowerTail();

    /** {@return how the density falls towards the upper edge of its support} */
    Tail upperTail();
}
