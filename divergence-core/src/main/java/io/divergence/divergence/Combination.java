package io.divergence.divergence;

/** A weighted sum of two divergences. */
record Combination(String name, double a, Divergence first, double b, Divergence second) implements Divergence {

    @Override
    public double generator(double l) {
        return a * first.generator(l) + b * second.generator(l);
    }

    @Override
    public double scoreWeight(double l) {
        return a * first.scoreWeight(l) + b * second.scoreWeight(l);
    }

    @Override
    public double pathWeight(double l) {
        return a * first.pathWeight(l) + b * second.pathWeight(l);
    }

    @Override
    public double slope(double l) {
        return a * first.slope(l) + b * second.slope(l);
    }

    @Override
    public boolean isSmooth() {
        return first.isSmooth() && second.isSmooth();
    }

    @Override
    public Expansion atInfinity() {
        return first.atInfinity().times(a).plus(second.atInfinity().times(b));
    }

    @Override
    public Expansion atZero() {
        return first.atZero().times(a).plus(second.atZero().times(b));
    }

    @Override
    public Divergence reversed() {
        return first.reversed().equals(second) && a == b
                ? this
                : new Combination("reversed " + name, a, first.reversed(), b, second.reversed());
    }

    @Override
    public String toString() {
        return name;
    }
}
