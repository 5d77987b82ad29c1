package io.divergence.estimators.quadrature;

/** A part of the line on which the integrand is smooth, in a coordinate of its own, with the panels laid over it. */
record Piece(Chart chart, Mesh mesh) {
}
