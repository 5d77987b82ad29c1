package io.divergence.divergence;

import java.util.function.DoubleUnaryOperator;

/** A divergence by three functions. */
record Custom(String name, DoubleUnaryOperator f, DoubleUnaryOperator h, DoubleUnaryOperator k) implements Divergence {

    @Override
    public double generator(double l) {
        return f.applyAsDouble(l);
    }

    @Override
    public double scoreWeight(double l) {
        return h.applyAsDouble(l);
    }

    @Override
    public double pathWeight(double l) {
        return k.applyAsDouble(l);
    }

    @Override
    public String toString() {
        return name;
    }
}
