// Words for the chosen divergence, estimator and shape of the problem. Formulas are MathML.
const i = (x) => `<mi>${x}</mi>`;
const n = (x) => `<mn>${x}</mn>`;
const o = (x) => `<mo>${x}</mo>`;
const row = (...x) => `<mrow>${x.join('')}</mrow>`;
const frac = (a, b) => `<mfrac>${row(a)}${row(b)}</mfrac>`;
const sub = (a, b) => `<msub>${row(a)}${row(b)}</msub>`;
const sup = (a, b) => `<msup>${row(a)}${row(b)}</msup>`;
const sq = (x) => sup(x, n(2));
const par = (x) => row(o('('), x, o(')'));
const root = (x) => `<msqrt>${x}</msqrt>`;
const int = o('∫');
const p = i('p');
const q = i('q');
const u = i('u');
const l = i('ℓ');
const E = sub(i('E'), q);
const space = '<mspace width="0.17em"></mspace>';
// Renderers leave out the spaces about named functions and differentials.
const log = space + i('log') + space;
const dz = space + row('<mi mathvariant="normal">d</mi>', i('z'));
const grad = sub(o('∇'), i('φ'));
const block = (x) => `<math display="block"><mrow>${x}</mrow></math>`;
const D = (name, a, b, bars = '‖') => row(name, o('('), a, o(bars), b, o(')'));

const DIVERGENCES = {
  kl: {
    forward: [block(D(i('KL'), p, q) + o('=') + int + p + log + frac(p, q) + dz), 'Wherever p has mass and q has little, log(p/q) is large: q must cover all of p. It may waste mass where p has none. The best normal has exactly the mean and the variance of p.'],
    reverse: [block(D(i('KL'), q, p) + o('=') + int + q + log + frac(q, p) + dz), 'Wherever q has mass and p has little, log(q/p) is large: q must stay inside p. It may leave out whole modes at the price of the logarithm of their share. This is what variational inference minimises: it is log Z minus the ELBO.'],
  },
  chi2: {
    forward: [block(D(sq(i('χ')), p, q) + o('=') + int + frac(sq(p), q) + dz + o('−') + n(1)), 'The ratio p/q counts squared: missing a tail costs far more than in KL, so q is wider still. It is infinite as soon as q has less than half the variance of the widest part of p, and it is the variance of the importance weights: samples are worth K/(1 + χ²).'],
    reverse: [block(D(sq(i('χ')), q, p) + o('=') + int + frac(sq(q), p) + dz + o('−') + n(1)), 'Being where p is not costs the square of q/p. q shrinks into one mode, further than with KL. It is infinite as soon as q has twice the variance of the widest part of p.'],
  },
  logchi2: {
    forward: [block(log + row(n(1) + o('+') + D(sq(i('χ')), p, q)) + o('=') + log + row(int + frac(sq(p), q) + dz)), 'The Rényi divergence of order two. It has the minima of χ² and a value where χ² has long left the range of a double. In the natural parameters of q it is convex.'],
    reverse: [block(log + row(n(1) + o('+') + D(sq(i('χ')), q, p)) + o('=') + log + row(int + frac(sq(q), p) + dz)), 'The logarithm tames the numbers, not the minima: they are those of χ²(q‖p).'],
  },
  alpha: {
    forward: [block(sub(i('D'), i('α')) + o('=') + frac(int + sup(p, i('α')) + sup(q, n(1) + o('−') + i('α')) + dz + o('−') + n(1), i('α') + par(i('α') + o('−') + n(1)))), 'One slider for the whole family: α = 0 is reverse KL, 1 forward KL, 2 half of χ²(p‖q), −1 half of χ²(q‖p), ½ four times the squared Hellinger distance. Move α and watch q let go of a mode.'],
  },
  renyi: {
    forward: [block(sub(i('R'), i('α')) + o('=') + frac(n(1), i('α') + o('−') + n(1)) + log + row(int + sup(p, i('α')) + sup(q, n(1) + o('−') + i('α')) + dz)), 'Rényi’s divergence grows with its order α, tends to KL as α tends to 1, and is log(1 + χ²) at 2.'],
  },
  js: { forward: [block(i('JS') + o('=') + frac(n(1), n(2)) + D(i('KL'), p, i('m')) + o('+') + frac(n(1), n(2)) + D(i('KL'), q, i('m')) + o(',') + i('m') + o('=') + frac(p + o('+') + q, n(2))), 'Both compared with their mean. It never exceeds log 2 and so hardly feels what is far away: with p and q apart its gradient fades.'] },
  hellinger: { forward: [block(sq(i('H')) + o('=') + n(1) + o('−') + int + root(p + q) + dz), 'One minus the overlap. Between 0 and 1, the same both ways, and flat where the two hardly overlap.'] },
  tv: { forward: [block(i('TV') + o('=') + frac(n(1), n(2)) + int + o('|') + p + o('−') + q + o('|') + dz), 'The largest difference of probability over all events. It has a kink at p = q: only the score form of the gradient holds, and a sample says no more than on which side it lies.'] },
  jeffreys: { forward: [block(i('J') + o('=') + D(i('KL'), p, q) + o('+') + D(i('KL'), q, p)), 'Both directions of KL added: q has to cover p and to stay inside it.'] },
  triangular: { forward: [block(o('Δ') + o('=') + int + frac(sq(par(p + o('−') + q)), p + o('+') + q) + dz), 'A bounded relative of χ²: between 0 and 2, the same both ways.'] },
  ag: { forward: [block(i('AG') + o('=') + int + i('m') + log + frac(i('m'), root(p + q)) + dz + o(',') + i('m') + o('=') + frac(p + o('+') + q, n(2))), 'The mean of both densities against their geometric mean. Together with Jensen–Shannon it makes a quarter of Jeffreys’ divergence.'] },
};

const ESTIMATORS = {
  exact: ['Exact', block(grad + i('D') + o('=') + int + q + i('h') + par(l) + grad + log + q + dz), 'No samples: a closed form where there is one, otherwise quadrature with an error bound. Nodes are placed by the shapes of both densities, and everything is computed from log p and log q, so that no point is dropped where p underflows.'],
  score: ['Score function', block(grad + i('D') + o('≈') + frac(n(1), i('K')) + sub(o('∑'), i('k')) + par(i('h') + par(sub(l, i('k'))) + o('−') + i('b')) + grad + log + q + par(sub(i('z'), i('k')))), 'Samples z come from q; each votes with the score at its place times a weight h of ℓ = log p − log q. With reverse KL this is REINFORCE, with forward KL importance sampling. A baseline b leaves the mean as it is and takes noise away. Where q has no samples, nothing is known.'],
  path: ['Path', block(grad + i('D') + o('≈') + o('−') + frac(n(1), i('K')) + o('∑') + i('k') + par(l) + frac(o('∂') + i('z'), o('∂') + i('φ')) + frac(o('∂') + l, o('∂') + i('z'))), 'A sample is z = μ + σε, so it moves with q, and the slope of ℓ along z says where it would rather be. For reverse KL this is “sticking the landing”: at q = p every single sample gives exactly zero.'],
  reparam: ['Reparameterised', block(grad + i('D') + o('≈') + frac(n(1), i('K')) + o('∑') + frac(o('d'), o('d') + i('φ')) + i('f') + par(l + par(i('z') + par(sub(i('ε'), i('k')) + o(',') + i('φ')) + o(',') + i('φ')))), 'The total derivative of f through z = μ + σε, including the direct dependence of log q on its parameters. That part has mean zero but adds noise, also at q = p.'],
  entropy: ['Reparameterised, exact entropy', block(grad + i('KL') + o('≈') + o('−') + frac(n(1), i('K')) + o('∑') + frac(o('d') + log + p + par(sub(i('z'), i('k'))), o('d') + i('φ')) + o('−') + grad + i('H')), 'The entropy of q is known; only log p is sampled. For reverse KL.'],
};

const LANDSCAPE = {
  'kl forward': ['One minimum', 'In the natural parameters of q, KL(p‖q) is convex, so exact descent always reaches the moments of p. Samples can still be stuck: from one mode, q never visits the other.'],
  'kl reverse': ['Several minima', 'KL(q‖p) is not convex: every well separated mode of p has a minimum of its own, and there may be more minima than modes. Descent ends in the one whose valley it starts in.'],
  'chi2 forward': ['One minimum, and a cliff', 'log(1 + χ²(p‖q)) is convex in the natural parameters, so there is one minimum. But gradients near the cliff, where σ² falls to half of the widest part’s, are enormous: clipping earns its keep.'],
  'chi2 reverse': ['Several minima, and a cliff', 'χ²(q‖p) has a minimum at each well separated mode. Beyond σ = √2 times the widest part of p it is infinite: start narrower than that.'],
  'logchi2 forward': ['One minimum', 'log(1 + χ²(p‖q)) is convex in the natural parameters.'],
  'logchi2 reverse': ['Several minima', 'Those of χ²(q‖p), on a gentler slope.'],
};
const GENERAL = ['What is convex', 'Every f-divergence is jointly convex in the densities p and q. In the parameters of a normal q it need not be: the map of minima beside the landscape says how many there are here.'];
const SAMPLES = ['Why Monte Carlo gets stuck', block(i('ESS') + o('=') + frac(sq(par(o('∑') + sub(i('w'), i('k')))), o('∑') + sq(sub(i('w'), i('k')))) + o('≈') + frac(i('K'), n(1) + o('+') + sq(i('χ')) + par(p + o('‖') + q))), 'All samples come from q. If they miss a mode of p, the estimate looks calm and is wrong; if one hits by luck, its weight outshouts the rest. The effective sample size tells how many count.'];
const BETWEEN = {
  mixture: ['q with three parts', '', 'Weights as logits, means and log widths of three normals are fitted together. From almost equal starts KL(q‖p) separates the means soon; KL(p‖q) takes far longer.'],
  natural: ['Natural gradient', block(o('Δ') + i('φ') + o('=') + o('−') + i('η') + sup(i('F'), o('−') + n(1)) + grad + i('D')), 'The gradient is measured in the geometry of q by its Fisher information F. The direction of the flow no longer depends on how q is written down; the length of a finite step does.'],
  plain: ['Plain gradient', block(o('Δ') + i('φ') + o('=') + o('−') + i('η') + grad + i('D')), 'Steps go along the gradient in the chosen parameters. Another way to write down q gives another path, and a rate that suits one may be far too large for another.'],
};

let shown = '';

export function explain(state) {
  const key = [state.d, state.dir, state.by, state.par, state.natural].join();
  if (key === shown) return;
  shown = key;
  const d = DIVERGENCES[state.d];
  const [formula, words] = d[state.dir] || d.forward;
  const title = document.querySelector(`#k-d option[value="${state.d}"]`).textContent;
  const parts = [[state.d in { kl: 1, chi2: 1 } ? (state.dir === 'forward' ? 'Forward ' : 'Reverse ') + title : title, formula, words], ESTIMATORS[state.by]];
  const land = LANDSCAPE[state.d + ' ' + state.dir] || GENERAL;
  parts.push([land[0], '', land[1]]);
  if (state.by !== 'exact') parts.push(SAMPLES);
  parts.push(state.par === 'mixture' ? BETWEEN.mixture : state.natural === '1' ? BETWEEN.natural : BETWEEN.plain);
  document.getElementById('explain').innerHTML = parts.map(([h, f, w]) => `<section><h3>${h}</h3>${f}<p>${w}</p></section>`).join('');
}
