package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every factory of numbers refuses numbers that are none, at once and by name. */
class FactoriesTest {
    private static final List<Class<?>> CLASSES = List.of(Normal.class, StudentT.class, Uniform.class, Cauchy.class, Laplace.class,
            Logistic.class, Gumbel.class, TruncatedNormal.class, LogNormal.class, HalfNormal.class, Exponential.class, Gamma.class,
            InverseGamma.class, ChiSquared.class, Chi.class, InverseGaussian.class, Weibull.class, Pareto.class, Beta.class,
            Kumaraswamy.class, ContinuousBernoulli.class, LogitNormal.class, Triangular.class, VonMises.class, Bernoulli.class,
            Geometric.class, Poisson.class, NegativeBinomial.class, Binomial.class);

    private static Stream<Method> factories() {
        return CLASSES.stream().flatMap(c -> Arrays.stream(c.getMethods()))
                .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()) && m.getParameterCount() > 0)
                .filter(m -> Distribution.class.isAssignableFrom(m.getReturnType()))
                .filter(m -> Arrays.stream(m.getParameterTypes()).allMatch(t -> t == double.class || t == long.class));
    }

    private static Object good(Class<?> type, int i) {
        return type == long.class ? (Object) 3L : (Object) (0.25 * (i + 1));
    }

    private static Object call(Method m, Object[] arguments) throws Throwable {
        try {
            return m.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void nanAndTheWrongSignAreRefusedByName() throws Throwable {
        List<String> tried = new ArrayList<>();
        for (Method m : factories().toList()) {
            Object[] good = new Object[m.getParameterCount()];
            for (int i = 0; i < good.length; i++) {
                good[i] = good(m.getParameterTypes()[i], i);
            }
            assertTrue(call(m, good).toString().length() > 3, m.toString());
            for (int i = 0; i < good.length; i++) {
                if (m.getParameterTypes()[i] == double.class) {
                    Object[] bad = good.clone();
                    bad[i] = Double.NaN;
                    String message = assertThrows(IllegalArgumentException.class, () -> call(m, bad), m + " with NaN at " + i).getMessage();
                    assertTrue(message.contains("NaN") && message.contains(" = ") && message.contains("must"), m + ": " + message);
                    tried.add(m.getDeclaringClass().getSimpleName());
                }
            }
        }
        assertEquals(CLASSES.size(), tried.stream().distinct().count());
    }

    @Test
    void everyScaleShapeAndProbabilityHasItsDomain() {
        List<org.junit.jupiter.api.function.Executable> bad = List.of(() -> Normal.of(0, 0), () -> Normal.of(0, -1),
                () -> StudentT.of(0), () -> Uniform.of(1, 1), () -> Uniform.of(2, 1), () -> Cauchy.of(0, 0), () -> Laplace.of(0, -1),
                () -> Logistic.of(0, 0), () -> Gumbel.of(Double.POSITIVE_INFINITY, 1), () -> TruncatedNormal.of(0, 1, 2, 1),
                () -> TruncatedNormal.of(0, 0, 0, 1), () -> LogNormal.of(0, 0), () -> HalfNormal.ofScale(0), () -> Exponential.ofRate(0),
                () -> Exponential.ofRate(Double.POSITIVE_INFINITY), () -> Gamma.ofShapeRate(0, 1), () -> Gamma.ofShapeRate(1, -1),
                () -> Gamma.ofShapeScale(1, 0), () -> InverseGamma.ofShapeScale(-1, 1), () -> ChiSquared.of(0), () -> Chi.of(-2),
                () -> InverseGaussian.of(0, 1), () -> Weibull.ofShapeScale(1, 0), () -> Pareto.of(0, 1), () -> Pareto.of(1, 0),
                () -> Beta.of(0, 1), () -> Beta.of(1, -1), () -> Kumaraswamy.of(1, 0), () -> ContinuousBernoulli.ofProbability(0),
                () -> ContinuousBernoulli.ofProbability(1), () -> LogitNormal.of(0, 0), () -> Triangular.of(0, 2, 1),
                () -> VonMises.of(0, -1), () -> Bernoulli.ofProbability(1.1), () -> Bernoulli.ofProbability(-0.1), () -> Binomial.of(-1, 0.5),
                () -> Binomial.of(3, 2), () -> NegativeBinomial.of(0, 0.5), () -> NegativeBinomial.of(1, 0), () -> Geometric.ofProbability(0),
                () -> Poisson.ofRate(0), () -> Categorical.of(0.5, 0.6), () -> Categorical.of(), () -> Categorical.of(-0.1, 1.1),
                () -> Categorical.normalized(0, 0), () -> MultivariateNormal.ofCovariance(new double[] {0, 0}, new double[] {1, 2, 2, 1}),
                () -> MultivariateNormal.ofCovariance(new double[] {0, 0}, new double[] {1, 0.5, 0.2, 1}),
                () -> MultivariateNormal.ofCholesky(new double[] {0, 0}, new double[] {1, 0.5, 0.2, 1}),
                () -> MultivariateNormal.ofDiagonal(new double[] {0, 0}, new double[] {1, 0}),
                () -> MultivariateNormal.ofCovariance(new double[] {0, 0}, new double[] {1}));
        for (int i = 0; i < bad.size(); i++) {
            String message = assertThrows(IllegalArgumentException.class, bad.get(i), "number " + i).getMessage();
            assertTrue(message.contains(" = ") && message.contains("must"), message);
        }
    }

    private static final double[] MEAN = {0.1, -0.2};
    private static final double[] MATRIX = {1, 0.3, 0.3, 2};
    private static final double[] LOWER = {1, 0, 0.3, 2};
    private static final double[] SHARES = {0.25, 0.25, 0.5};

    /** A valid call of each factory that takes arrays: the class, the name, and the arguments. */
    private static final List<Object[]> VALID = List.of(new Object[] {Categorical.class, "of", SHARES}, new Object[] {Categorical.class, "normalized", SHARES},
            new Object[] {Categorical.class, "ofLogits", SHARES}, new Object[] {Dirichlet.class, "of", SHARES},
            new Object[] {Multinomial.class, "of", 3L, SHARES}, new Object[] {MultivariateNormal.class, "ofCovariance", MEAN, MATRIX},
            new Object[] {MultivariateNormal.class, "ofPrecision", MEAN, MATRIX}, new Object[] {MultivariateNormal.class, "ofCholesky", MEAN, LOWER},
            new Object[] {MultivariateNormal.class, "ofLowRank", MEAN, new double[] {0.5, 0.7}, new double[] {1, 2}},
            new Object[] {MultivariateNormal.class, "ofDiagonal", MEAN, new double[] {1, 2}}, new Object[] {MultivariateStudentT.class, "ofScale", 4.0, MEAN, MATRIX},
            new Object[] {MultivariateStudentT.class, "ofCholesky", 4.0, MEAN, LOWER}, new Object[] {Wishart.class, "of", 4.0, MATRIX},
            new Object[] {Mixture.class, "ofNormals", SHARES, new double[] {0, 1, 2}, new double[] {1, 1, 2}});

    private static Method method(Object[] valid) {
        return Arrays.stream(((Class<?>) valid[0]).getMethods()).filter(m -> m.getName().equals(valid[1]) && m.getParameterCount() == valid.length - 2
                && m.getParameterTypes()[m.getParameterCount() - 1] == double[].class).findFirst().orElseThrow(() -> new AssertionError(valid[0] + " " + valid[1]));
    }

    private static double[] longer(double[] array) {
        double[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = 0.7;
        return longer;
    }

    private static void refused(Method m, Object[] arguments, String what) {
        String message = assertThrows(IllegalArgumentException.class, () -> call(m, arguments), m + " " + what).getMessage();
        assertTrue(message.contains("must"), m + " " + what + ": " + message);
    }

    /** Every entry of every array that is NaN or infinite, every array that is missing or of another length, every number that is none. */
    @Test
    void arraysAreRefusedEntryByEntry() throws Throwable {
        for (Object[] valid : VALID) {
            Method m = method(valid);
            Object[] good = Arrays.copyOfRange(valid, 2, valid.length);
            assertTrue(call(m, good).toString().length() > 3, m.toString());
            for (int i = 0; i < good.length; i++) {
                if (!(good[i] instanceof double[] array)) {
                    Object[] bad = good.clone();
                    bad[i] = good[i] instanceof Long ? (Object) (-1L) : (Object) Double.NaN;
                    refused(m, bad, "with " + bad[i]);
                    continue;
                }
                for (int k = 0; k < array.length; k++) {
                    for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                        if (m.getName().equals("ofLogits") && x == Double.NEGATIVE_INFINITY) {
                            // A class without mass.
                            continue;
                        }
                        Object[] bad = good.clone();
                        double[] changed = array.clone();
                        changed[k] = x;
                        bad[i] = changed;
                        refused(m, bad, "with " + x + " at " + k + " of argument " + i);
                    }
                }
                for (double[] other : new double[][] {null, new double[0], good.length > 1 ? longer(array) : null}) {
                    Object[] bad = good.clone();
                    bad[i] = other;
                    refused(m, bad, "with an array " + (other == null ? "null" : "of length " + other.length) + " as argument " + i);
                }
            }
        }
    }

    /** No public class of the package that has a factory of arrays is left out. */
    @Test
    void noFactoryOfArraysIsForgotten() {
        for (Object[] valid : VALID) {
            long factories = Arrays.stream(((Class<?>) valid[0]).getMethods()).filter(m -> Modifier.isStatic(m.getModifiers())
                    && Distribution.class.isAssignableFrom(m.getReturnType()) && Arrays.stream(m.getParameterTypes()).anyMatch(t -> t == double[].class)
                    && Arrays.stream(m.getParameterTypes()).allMatch(t -> t == double[].class || t.isPrimitive())).count();
            assertEquals(VALID.stream().filter(v -> v[0] == valid[0]).count(), factories, ((Class<?>) valid[0]).getSimpleName());
        }
    }
}
