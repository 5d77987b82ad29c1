"""Reference values of divergences between nearly equal distributions, in decimal arithmetic of 110 digits.

python3 near_equal.py > near_equal.csv

The doubles printed are taken as exact. Closed forms as in the textbooks: with 110 digits nothing that cancels is lost.
Only the standard library is used. Columns as in b_pairs.csv; a blank means that no closed form was used.
"""
import math
import random
from decimal import Decimal as D, getcontext
from fractions import Fraction

getcontext().prec = 110
random.seed(20261121)


def bernoulli(n):
    b = [Fraction(1), Fraction(-1, 2)]
    for m in range(2, n + 1):
        b.append(-sum(Fraction(math.comb(m + 1, k)) * b[k] for k in range(m)) / (m + 1))
    return b


B = bernoulli(90)
B = [D(f.numerator) / D(f.denominator) for f in B]


def pi():
    # Machin.
    def arctan_inverse(n):
        total, term, k = D(0), D(1) / n, 0
        while abs(term) > D(10) ** -115:
            total += term / (2 * k + 1) * (1 if k % 2 == 0 else -1)
            term /= n * n
            k += 1
        return total
    return 4 * (4 * arctan_inverse(D(5)) - arctan_inverse(D(239)))


PI = pi()


def lgamma(x):
    shift = D(0)
    while x < 60:
        shift += x.ln()
        x += 1
    total = (x - D('0.5')) * x.ln() - x + (2 * PI).ln() / 2
    for k in range(1, 45):
        total += B[2 * k] / (2 * k * (2 * k - 1) * x ** (2 * k - 1))
    return total - shift


def digamma(x):
    shift = D(0)
    while x < 60:
        shift += 1 / x
        x += 1
    total = x.ln() - 1 / (2 * x)
    for k in range(1, 45):
        total -= B[2 * k] / (2 * k * x ** (2 * k))
    return total - shift


def lbeta(c):
    return sum(lgamma(x) for x in c) - lgamma(sum(c))


def log_i0(k):
    y, term, total, n = k * k / 4, D(1), D(1), 1
    while True:
        term *= y / (n * n)
        total += term
        if term < total * D(10) ** -115:
            return total.ln()
        n += 1


def i1_over_i0(k):
    y, t0, t1, n = k * k / 4, D(1), k / 2, 1
    s0, s1 = t0, t1
    while True:
        t0 *= y / (n * n)
        t1 *= y / (n * (n + 1))
        s0 += t0
        s1 += t1
        if t0 < s0 * D(10) ** -115:
            return s1 / s0
        n += 1


def cos(x):
    term, total, n = D(1), D(1), 0
    while abs(term) > D(10) ** -115:
        n += 2
        term *= -x * x / (n * (n - 1))
        total += term
    return total


EULER = -digamma(D(1))


def normal_kl(m1, s1, m2, s2):
    return (s2 / s1).ln() + (s1 * s1 + (m1 - m2) ** 2) / (2 * s2 * s2) - D('0.5')


def normal_j(a, m1, s1, m2, s2):
    w = a * s2 * s2 + (1 - a) * s1 * s1
    if w <= 0:
        return None
    return (1 - a) * s1.ln() + a * s2.ln() - w.ln() / 2 - a * (1 - a) * (m1 - m2) ** 2 / (2 * w)


def gamma_kl(k1, r1, k2, r2):
    return (k1 - k2) * digamma(k1) - lgamma(k1) + lgamma(k2) + k2 * (r1 / r2).ln() + k1 * (r2 - r1) / r1


def gamma_j(a, k1, r1, k2, r2):
    k, r = a * k1 + (1 - a) * k2, a * r1 + (1 - a) * r2
    if k <= 0 or r <= 0:
        return None
    f = lambda k, r: lgamma(k) - k * r.ln()
    return f(k, r) - a * f(k1, r1) - (1 - a) * f(k2, r2)


def dirichlet_kl(p, q):
    n = digamma(sum(p))
    return lbeta(q) - lbeta(p) + sum((x - y) * (digamma(x) - n) for x, y in zip(p, q))


def dirichlet_j(a, p, q):
    m = [a * x + (1 - a) * y for x, y in zip(p, q)]
    if min(m) <= 0:
        return None
    return lbeta(m) - a * lbeta(p) - (1 - a) * lbeta(q)


def laplace_kl(m1, b1, m2, b2):
    d = abs(m1 - m2)
    return (b2 / b1).ln() + d / b2 + b1 / b2 * (-d / b1).exp() - 1


def laplace_j(a, m1, b1, m2, b2):
    al, be, d = a / b1, (1 - a) / b2, abs(m1 - m2)
    if al + be <= 0:
        return None
    mid = ((-be * d).exp() - (-al * d).exp()) / (al - be) if al != be else d * (-al * d).exp()
    return (((-be * d).exp() + (-al * d).exp()) / (al + be) + mid).ln() - a * (2 * b1).ln() - (1 - a) * (2 * b2).ln()


def gumbel_kl(m1, b1, m2, b2):
    return (b2 / b1).ln() + EULER * (b1 / b2 - 1) + ((m2 - m1) / b2 + lgamma(b1 / b2 + 1)).exp() - 1 + (m1 - m2) / b2


def weibull_kl(k1, l1, k2, l2):
    return (k1 / l1 ** k1).ln() - (k2 / l2 ** k2).ln() + (k1 - k2) * (l1.ln() - EULER / k1) \
        + (k2 * (l1 / l2).ln() + lgamma(k2 / k1 + 1)).exp() - 1


def pareto_kl(m1, a1, m2, a2):
    return None if m1 < m2 else (a1 / a2).ln() + a2 * (m1 / m2).ln() + a2 / a1 - 1


def pareto_j(a, m1, a1, m2, a2):
    s = a * a1 + (1 - a) * a2
    if m1 < m2 and a > 1 or s <= 0:
        return None
    m = max(m1, m2)
    return a * a1.ln() + (1 - a) * a2.ln() - s.ln() + a * a1 * (m1 / m).ln() + (1 - a) * a2 * (m2 / m).ln()


def uniform_j(a, l1, h1, l2, h2):
    if a > 1 and (l1 < l2 or h1 > h2):
        return None
    return (min(h1, h2) - max(l1, l2)).ln() - a * (h1 - l1).ln() - (1 - a) * (h2 - l2).ln()


def vonmises_kl(m1, k1, m2, k2):
    return log_i0(k2) - log_i0(k1) + i1_over_i0(k1) * (k1 - k2 * cos(m1 - m2))


def vonmises_j(a, m1, k1, m2, k2):
    m = (a * a * k1 * k1 + (1 - a) ** 2 * k2 * k2 + 2 * a * (1 - a) * k1 * k2 * cos(m1 - m2)).sqrt()
    return log_i0(m) - a * log_i0(k1) - (1 - a) * log_i0(k2)


def poisson_kl(x, y):
    return x * (x / y).ln() - x + y


def poisson_j(a, x, y):
    return (a * x.ln() + (1 - a) * y.ln()).exp() - a * x - (1 - a) * y


def bern_kl(x, y):
    return x * (x / y).ln() + (1 - x) * ((1 - x) / (1 - y)).ln()


def bern_j(a, x, y):
    return ((a * x.ln() + (1 - a) * y.ln()).exp() + (a * (1 - x).ln() + (1 - a) * (1 - y).ln()).exp()).ln()


def negbin_j(a, r, x, y):
    w = (a * (1 - x).ln() + (1 - a) * (1 - y).ln()).exp()
    return None if w >= 1 else r * (a * x.ln() + (1 - a) * y.ln() - (1 - w).ln())


def cat(p):
    s = sum(p)
    return [x / s for x in p]


def cauchy_x(m1, s1, m2, s2):
    return ((s1 - s2) ** 2 + (m1 - m2) ** 2) / (4 * s1 * s2)


FAMILIES = {
    'Normal': (('loc', 'scale'), [(0.3, 1.7), (-40.0, 0.02), (1e6, 3.0)], normal_kl, normal_j),
    'LogNormal': (('mu', 'sigma'), [(0.5, 0.8), (-3.0, 2.5)], normal_kl, normal_j),
    'HalfNormal': (('scale',), [(0.7,), (1e5,)], lambda s, t: normal_kl(D(0), s, D(0), t), lambda a, s, t: normal_j(a, D(0), s, D(0), t)),
    'Exponential': (('rate',), [(0.3,), (1e-6,)], lambda s, t: gamma_kl(D(1), s, D(1), t), lambda a, s, t: gamma_j(a, D(1), s, D(1), t)),
    'Gamma': (('shape', 'rate'), [(2.5, 0.7), (0.01, 3.0), (40.0, 1.0), (3e4, 100.0), (1e8, 2.0)], gamma_kl, gamma_j),
    'InverseGamma': (('shape', 'scale'), [(3.0, 2.0), (0.2, 0.1), (500.0, 20.0)], gamma_kl, gamma_j),
    'Beta': (('a', 'b'), [(2.0, 3.0), (0.05, 0.3), (300.0, 2.0), (1e5, 3e5)], lambda a, b, c, d: dirichlet_kl([a, b], [c, d]),
             lambda o, a, b, c, d: dirichlet_j(o, [a, b], [c, d])),
    'Laplace': (('loc', 'scale'), [(0.3, 1.7), (-40.0, 0.02)], laplace_kl, laplace_j),
    'Gumbel': (('loc', 'scale'), [(0.3, 1.7), (-4.0, 0.2)], gumbel_kl, None),
    'Weibull': (('shape', 'scale'), [(1.3, 2.0), (0.4, 0.1), (20.0, 5.0)], weibull_kl, None),
    'Cauchy': (('loc', 'scale'), [(0.3, 1.7), (-4.0, 0.2)], lambda *x: (1 + cauchy_x(*x)).ln(), None),
    'Pareto': (('xm', 'alpha'), [(1.5, 2.0), (0.01, 0.3)], pareto_kl, pareto_j),
    'Uniform': (('low', 'high'), [(0.3, 1.7), (-2.0, 5.0)], lambda *x: uniform_j(D(2), *x), uniform_j),
    'VonMises': (('loc', 'kappa'), [(0.4, 1.5), (1.0, 0.01), (-2.0, 35.0), (0.2, 70.0)], vonmises_kl, vonmises_j),
    'Poisson': (('rate',), [(3.0,), (1e-4,), (2e7,)], poisson_kl, poisson_j),
    'Bernoulli': (('p',), [(0.3,), (0.999,), (1e-7,)], bern_kl, bern_j),
    'Geometric': (('p',), [(0.3,), (0.98,), (1e-5,)], lambda x, y: bern_kl(x, y) / x, lambda a, x, y: negbin_j(a, D(1), x, y)),
}


def inverse_gaussian_kl(m1, l1, m2, l2):
    return (l1 / l2).ln() / 2 - D('0.5') + l2 / 2 * (m1 / m2 ** 2 - 2 / m2 + 1 / m1 + 1 / l1)


def inverse_gaussian_j(a, m1, l1, m2, l2):
    l, u = a * l1 + (1 - a) * l2, a * l1 / m1 ** 2 + (1 - a) * l2 / m2 ** 2
    if l <= 0 or u < 0:
        return None
    f = lambda l, u: -l.ln() / 2 - (l * u).sqrt()
    return f(l, u) - a * f(l1, l1 / m1 ** 2) - (1 - a) * f(l2, l2 / m2 ** 2)


def continuous_bernoulli_normalizer(t):
    return D(0) if t == 0 else ((t.exp() - 1) / t).ln()


def logit(p):
    return (p / (1 - p)).ln()


def continuous_bernoulli_kl(p, q):
    s, t, f = logit(p), logit(q), continuous_bernoulli_normalizer
    mean = D('0.5') if s == 0 else 1 / (1 - (-s).exp()) - 1 / s
    return f(t) - f(s) - (t - s) * mean


def continuous_bernoulli_j(a, p, q):
    s, t, f = logit(p), logit(q), continuous_bernoulli_normalizer
    return f(a * s + (1 - a) * t) - a * f(s) - (1 - a) * f(t)


# Matrices are lists of rows.

def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def transposed(a):
    return [list(row) for row in zip(*a)]


def mixed(a, x, b, y):
    return [[a * u + b * v for u, v in zip(r, s)] for r, s in zip(x, y)]


def inverse_and_determinant(a):
    n = len(a)
    rows = [list(r) + [D(int(i == k)) for k in range(n)] for i, r in enumerate(a)]
    determinant = D(1)
    for i in range(n):
        pivot = rows[i][i]
        if pivot <= 0:
            return None, None
        determinant *= pivot
        rows[i] = [x / pivot for x in rows[i]]
        for k in range(n):
            if k != i:
                f = rows[k][i]
                rows[k] = [x - f * y for x, y in zip(rows[k], rows[i])]
    return [r[n:] for r in rows], determinant


def mvn_kl(p, q):
    (m1, s1), (m2, s2) = p, q
    inverse, d2 = inverse_and_determinant(s2)
    d1 = inverse_and_determinant(s1)[1]
    step = [[x - y] for x, y in zip(m1, m2)]
    far = product(product(transposed(step), inverse), step)[0][0]
    trace = sum(product(inverse, s1)[i][i] for i in range(len(m1)))
    return (trace - len(m1) + (d2 / d1).ln() + far) / 2


def mvn_j(a, p, q):
    (m1, s1), (m2, s2) = p, q
    inverse, d = inverse_and_determinant(mixed(a, s2, 1 - a, s1))
    if inverse is None:
        return None
    d1, d2 = inverse_and_determinant(s1)[1], inverse_and_determinant(s2)[1]
    step = [[x - y] for x, y in zip(m1, m2)]
    far = product(product(transposed(step), inverse), step)[0][0]
    return (1 - a) * d1.ln() / 2 + a * d2.ln() / 2 - d.ln() / 2 - a * (1 - a) * far / 2


def log_multivariate_gamma(d, x):
    return D(d * (d - 1)) / 4 * PI.ln() + sum(lgamma(x - D(i) / 2) for i in range(d))


def wishart_kl(p, q):
    (n1, v1), (n2, v2) = p, q
    d = len(v1)
    inverse, d2 = inverse_and_determinant(v2)
    d1 = inverse_and_determinant(v1)[1]
    trace = sum(product(inverse, v1)[i][i] for i in range(d))
    psi = sum(digamma((n1 - i) / 2) for i in range(d))
    return n2 / 2 * (d2 / d1).ln() + n1 / 2 * (trace - d) + log_multivariate_gamma(d, n2 / 2) - log_multivariate_gamma(d, n1 / 2) \
        + (n1 - n2) / 2 * psi


def wishart_j(a, p, q):
    (n1, v1), (n2, v2) = p, q
    d, n = len(v1), a * n1 + (1 - a) * n2
    i1, d1 = inverse_and_determinant(v1)
    i2, d2 = inverse_and_determinant(v2)
    m = inverse_and_determinant(mixed(a, i1, 1 - a, i2))[1]
    if m is None or n <= d - 1:
        return None
    f = lambda n, log_det: log_multivariate_gamma(d, n / 2) + n / 2 * log_det
    return f(n, -m.ln()) - a * f(n1, d1.ln()) - (1 - a) * f(n2, d2.ln())


def weibull_gamma_kl(k, l, b, r):
    log_mean = l.ln() - EULER / k
    return k.ln() - k * l.ln() + (k - 1) * log_mean - 1 - (b * r.ln() - lgamma(b) + (b - 1) * log_mean - r * l * lgamma(1 + 1 / k).exp())


def gamma_weibull_kl(b, r, k, l):
    log_mean = digamma(b) - r.ln()
    return b * r.ln() - lgamma(b) + (b - 1) * log_mean - b - (k.ln() - k * l.ln() + (k - 1) * log_mean
                                                              - (lgamma(b + k) - lgamma(b) - k * (r * l).ln()).exp())


def text(x):
    return repr(x)


def row(n, family, names, x, y, kl, j):
    p, q = [D(v) for v in x], [D(v) for v in y]
    show = lambda v: '' if v is None else '%.25e' % v if False else format(v, '.24e')
    values = [show(kl(*p, *q)) if kl(*p, *q) is not None else 'inf']
    if family == 'Cauchy':
        c = 2 * cauchy_x(*p, *q)
        values += [show(c), show((1 + c).ln()), '']
    elif j is None:
        values += ['', '', '']
    else:
        two, half = j(D(2), *p, *q), j(D('0.5'), *p, *q)
        values += ['inf', 'inf'] if two is None else [show(two.exp() - 1), show(two)]
        values += [show(1 - half.exp())]
    params = lambda v: ';'.join('%s=%s' % (a, text(b)) for a, b in zip(names, v))
    print('ne-%03d,%s,%s,%s,%s,%s' % (n, family, params(x), family, params(y), ','.join(values)))


def main():
    print('id,family_p,params_p,family_q,params_q,kl,chi2,renyi2,hell2')
    n = 0
    for family, (names, bases, kl, j) in FAMILIES.items():
        for base in bases:
            for power in (3, 5, 7, 9, 11, 12):
                e = 10.0 ** -power
                y = tuple(v * (1 + e * random.choice([-1, 1]) * random.uniform(0.3, 1)) for v in base)
                if family == 'Pareto':
                    y = (base[0] * (1 - e * random.choice([0, 0.5])), y[1])
                if family == 'Uniform':
                    y = (base[0] - abs(base[0]) * e, base[1] * (1 + e * 0.3))
                n += 1
                row(n, family, names, base, y, kl, j)
    for base, r in ((0.3, 12.0), (0.02, 1000.0)):
        for power in (3, 6, 9, 12):
            y = base * (1 + 10.0 ** -power * random.uniform(0.3, 1))
            p, q, k = D(base), D(y), D(r)
            n += 1
            row_fixed(n, 'Binomial', 'n=%r;p=%r' % (r, base), 'n=%r;p=%r' % (r, y), k * bern_kl(p, q), lambda a: k * bern_j(a, p, q))
            n += 1
            row_fixed(n, 'NegativeBinomial', 'r=%r;p=%r' % (r, base), 'r=%r;p=%r' % (r, y), k * bern_kl(p, q) / p,
                      lambda a: negbin_j(a, k, p, q))
    for base in ([0.2, 0.3, 0.5], [1e-6, 0.4, 0.3, 0.299999]):
        for power in (3, 6, 9, 12):
            y = [v * (1 + 10.0 ** -power * random.uniform(-1, 1)) for v in base]
            y[-1] = 1 - sum(y[:-1])
            p, q = cat([D(v) for v in base]), cat([D(v) for v in y])
            n += 1
            row_fixed(n, 'Categorical', 'probs=' + ' '.join(map(repr, base)), 'probs=' + ' '.join(map(repr, y)),
                      sum(a * (a / b).ln() for a, b in zip(p, q)),
                      lambda o: sum((o * a.ln() + (1 - o) * b.ln()).exp() for a, b in zip(p, q)).ln())
    for base in ([2.0, 0.5, 1.5], [0.01, 20.0, 3000.0]):
        for power in (3, 6, 9, 12):
            y = [v * (1 + 10.0 ** -power * random.uniform(-1, 1)) for v in base]
            p, q = [D(v) for v in base], [D(v) for v in y]
            n += 1
            row_fixed(n, 'Dirichlet', 'conc=' + ' '.join(map(repr, base)), 'conc=' + ' '.join(map(repr, y)), dirichlet_kl(p, q),
                      lambda o: dirichlet_j(o, p, q))


    more(n)


def near(v, power):
    return v * (1 + 10.0 ** -power * random.choice([-1, 1]) * random.uniform(0.3, 1))


MORE = {
    'InverseGaussian': (('mean', 'shape'), [(1.2, 0.7), (30.0, 0.01), (0.5, 4e4)], inverse_gaussian_kl, inverse_gaussian_j),
    'Chi': (('df',), [(3.0,), (0.02,), (5e6,)], lambda x, y: gamma_kl(x / 2, D('0.5'), y / 2, D('0.5')),
            lambda a, x, y: gamma_j(a, x / 2, D('0.5'), y / 2, D('0.5'))),
    'ChiSquared': (('df',), [(3.0,), (0.02,), (5e6,)], lambda x, y: gamma_kl(x / 2, D('0.5'), y / 2, D('0.5')),
                   lambda a, x, y: gamma_j(a, x / 2, D('0.5'), y / 2, D('0.5'))),
    'ContinuousBernoulli': (('p',), [(0.3,), (0.5,), (0.499999,), (0.999,), (1e-7,)], continuous_bernoulli_kl, continuous_bernoulli_j),
    'LogitNormal': (('mu', 'sigma'), [(0.5, 0.8), (-30.0, 0.02)], normal_kl, normal_j),
}


# Pairs of different families that nearly coincide.
CROSS = [
    ('Gamma', 'shape=%r;rate=%r', 'Exponential', 'rate=%r', [(1.0, 2.0, 2.0)], 3, lambda k, r, s: gamma_kl(k, r, D(1), s)),
    ('Exponential', 'rate=%r', 'Gamma', 'shape=%r;rate=%r', [(2.0, 1.0, 2.0)], 3, lambda s, k, r: gamma_kl(D(1), s, k, r)),
    ('ChiSquared', 'df=%r', 'Gamma', 'shape=%r;rate=%r', [(7.0, 3.5, 0.5), (0.1, 0.05, 0.5)], 3, lambda n, k, r: gamma_kl(n / 2, D('0.5'), k, r)),
    ('Gamma', 'shape=%r;rate=%r', 'ChiSquared', 'df=%r', [(3.5, 0.5, 7.0)], 3, lambda k, r, n: gamma_kl(k, r, n / 2, D('0.5'))),
    ('Weibull', 'shape=%r;scale=%r', 'Exponential', 'rate=%r', [(1.0, 4.0, 0.25)], 3, lambda k, l, r: weibull_gamma_kl(k, l, D(1), r)),
    ('Exponential', 'rate=%r', 'Weibull', 'shape=%r;scale=%r', [(0.25, 1.0, 4.0)], 3, lambda r, k, l: gamma_weibull_kl(D(1), r, k, l)),
    ('Weibull', 'shape=%r;scale=%r', 'Gamma', 'shape=%r;rate=%r', [(1.0, 4.0, 1.0, 0.25)], 4, weibull_gamma_kl),
    ('Gamma', 'shape=%r;rate=%r', 'Weibull', 'shape=%r;scale=%r', [(1.0, 0.25, 1.0, 4.0)], 4, gamma_weibull_kl),
]


def matrix_text(rows, lower=False):
    return ' '.join(repr(x) for i, r in enumerate(rows) for j, x in enumerate(r) if j <= i or not lower)


def perturbed(rows, power, symmetric):
    out = [[v if v == 0 else near(v, power) for v in r] for r in rows]
    if symmetric:
        out = [[out[max(i, j)][min(i, j)] for j in range(len(out))] for i in range(len(out))]
    return out


def decimals(rows):
    return [[D(v) for v in r] for r in rows]


def random_normal(form, d):
    lower = [[random.gauss(0, 0.5) if j < i else (random.uniform(0.4, 2) if i == j else 0.0) for j in range(d)] for i in range(d)]
    if form == 'tril':
        return lower
    if form == 'sds':
        return [[random.uniform(0.1, 3) for _ in range(d)]]
    if form == 'low_rank':
        return [[random.gauss(0, 1) for _ in range(2)] for _ in range(d)] + [[random.uniform(0.1, 1) for _ in range(d)]]
    full = [[sum(lower[i][k] * lower[j][k] for k in range(d)) for j in range(d)] for i in range(d)]
    return full


def covariance(form, rows):
    m = decimals(rows)
    if form == 'tril':
        return product(m, transposed(m))
    if form == 'sds':
        return [[m[0][i] ** 2 if i == j else D(0) for j in range(len(m[0]))] for i in range(len(m[0]))]
    if form == 'low_rank':
        w, diagonal = m[:-1], m[-1]
        return [[x + (diagonal[i] if i == j else 0) for j, x in enumerate(r)] for i, r in enumerate(product(w, transposed(w)))]
    return inverse_and_determinant(m)[0] if form == 'precision' else m


def cholesky(a):
    n = len(a)
    l = [[D(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            x = a[i][j] - sum(l[i][k] * l[j][k] for k in range(j))
            l[i][j] = x.sqrt() if i == j else x / l[j][j]
    return [[float(x) for x in r] for r in l]


def form_text(form, rows):
    if form == 'low_rank':
        return 'low_rank=%s;diagonal=%s' % (matrix_text(rows[:-1]), matrix_text(rows[-1:]))
    return '%s=%s' % (form, matrix_text(rows, lower=form != 'sds'))


def more(n):
    for family, (names, bases, kl, j) in MORE.items():
        for base in bases:
            for power in (3, 5, 7, 9, 11, 12):
                n += 1
                row(n, family, names, base, tuple(near(v, power) for v in base), kl, j)
    for base in ((1.3, 2.0), (0.01, 50.0)):
        for power in (3, 6, 9, 12):
            b = near(base[1], power)
            n += 1
            row_fixed(n, 'Kumaraswamy', 'a=%r;b=%r' % base, 'a=%r;b=%r' % (base[0], b), gamma_kl(D(1), D(base[1]), D(1), D(b)),
                      lambda a: gamma_j(a, D(1), D(base[1]), D(1), D(b)))
    for trials, base in ((7.0, [0.2, 0.3, 0.5]), (1e6, [1e-6, 0.4, 0.3, 0.299999])):
        for power in (3, 6, 9, 12):
            y = [near(v, power) for v in base]
            y[-1] = 1 - sum(y[:-1])
            p, q = cat([D(v) for v in base]), cat([D(v) for v in y])
            n += 1
            row_fixed(n, 'Multinomial', 'n=%r;probs=%s' % (trials, ' '.join(map(repr, base))), 'n=%r;probs=%s' % (trials, ' '.join(map(repr, y))),
                      D(trials) * sum(a * (a / b).ln() for a, b in zip(p, q)),
                      lambda o: D(trials) * sum((o * a.ln() + (1 - o) * b.ln()).exp() for a, b in zip(p, q)).ln())
    for left, left_text, right, right_text, bases, count, kl in CROSS:
        for base in bases:
            for power in (3, 6, 9, 12):
                x = tuple(near(v, power) for v in base[:1]) + base[1:]
                k = left_text.count('%r')
                if left in ('Weibull', 'Exponential') and k == 1 or right == 'Weibull':
                    x = base[:-1] + (near(base[-1], power),)
                n += 1
                print('ne-%03d,%s,%s,%s,%s,%s,,,' % (n, left, left_text % x[:k], right, right_text % x[k:], format(kl(*[D(v) for v in x]), '.24e')))
    for form in ('cov', 'precision', 'tril', 'low_rank', 'sds'):
        for d in (2, 5):
            for power in (3, 6, 9, 12):
                mean, rows = [random.gauss(0, 2) for _ in range(d)], random_normal(form, d)
                mean2, rows2 = [near(v, power) for v in mean], perturbed(rows, power, form in ('cov', 'precision'))
                p, q = ([D(v) for v in mean], covariance(form, rows)), ([D(v) for v in mean2], covariance(form, rows2))
                n += 1
                row_fixed(n, 'MultivariateNormal', 'mean=%s;%s' % (' '.join(map(repr, mean)), form_text(form, rows)),
                          'mean=%s;%s' % (' '.join(map(repr, mean2)), form_text(form, rows2)), mvn_kl(p, q), lambda a: mvn_j(a, p, q))
    # One distribution in two forms: they differ by the rounding of the entries, and by what is asked for.
    for first, second in (('tril', 'cov'), ('cov', 'tril'), ('tril', 'precision'), ('precision', 'cov'), ('low_rank', 'cov'), ('low_rank', 'precision')):
        for power in (3, 6, 9, 12):
            mean, rows = [random.gauss(0, 2) for _ in range(3)], random_normal(first, 3)
            exact = covariance(first, rows)
            rows2 = [[float(x) for x in r] for r in (inverse_and_determinant(exact)[0] if second == 'precision' else exact)]
            if second == 'tril':
                rows2 = cholesky(exact)
            mean2, rows2 = [near(v, power) for v in mean], perturbed(rows2, power, second in ('cov', 'precision'))
            p, q = ([D(v) for v in mean], covariance(first, rows)), ([D(v) for v in mean2], covariance(second, rows2))
            n += 1
            row_fixed(n, 'MultivariateNormal', 'mean=%s;%s' % (' '.join(map(repr, mean)), form_text(first, rows)),
                     'mean=%s;%s' % (' '.join(map(repr, mean2)), form_text(second, rows2)), mvn_kl(p, q), lambda a: mvn_j(a, p, q))
    for df, d in ((4.5, 2), (12.0, 4), (1e5, 3)):
        for power in (3, 6, 9, 12):
            rows = random_normal('cov', d)
            df2, rows2 = near(df, power), perturbed(rows, power, True)
            p, q = (D(df), decimals(rows)), (D(df2), decimals(rows2))
            n += 1
            row_fixed(n, 'Wishart', 'df=%r;scale=%s' % (df, matrix_text(rows, True)), 'df=%r;scale=%s' % (df2, matrix_text(rows2, True)),
                      wishart_kl(p, q), lambda a: wishart_j(a, p, q))


def row_fixed(n, family, x, y, kl, j):
    two, half = j(D(2)), j(D('0.5'))
    chi = ['inf', 'inf'] if two is None else [format(two.exp() - 1, '.24e'), format(two, '.24e')]
    print('ne-%03d,%s,%s,%s,%s,%s' % (n, family, x, family, y, ','.join([format(kl, '.24e')] + chi + [format(1 - half.exp(), '.24e')])))


main()
