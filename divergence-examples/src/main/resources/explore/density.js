// The main picture: densities, the samples below them, and the weights, over one axis.
import { surface, theme, ticks, line, label, real, say, Layer } from './draw.js';

const LEFT = 40;
const RIGHT = 12;

const peak = (m) => m[0] / (m[2] * Math.sqrt(2 * Math.PI));

export class DensityChart {
  constructor(canvas) {
    this.canvas = canvas;
    this.still = new Layer();
  }

  /** Where things are, also for the handles. */
  layout(frame, width, height) {
    const rug = frame.main.rug ? 46 : 0;
    const weights = Math.round(height * 0.24);
    const axis = 20;
    const top = 22;
    const bottom = height - axis;
    const weightsTop = bottom - weights;
    const floor = weightsTop - rug - 10;
    const lo = Number(frame.state.lo);
    const hi = Number(frame.state.hi);
    const hidden = frame.state.hide === '1';
    const highest = (a) => a.reduce((m, y) => (isFinite(y) ? Math.max(m, y) : m), 0);
    const pmax = hidden ? 0.3 : highest(frame.p);
    const qmax = highest(frame.main.curve);
    // Rounded, since the points at which p is drawn go with q.
    const ymax = Number((1.14 * Math.max(pmax, Math.min(qmax, 2.6 * pmax), 1e-6)).toPrecision(3));
    return {
      lo, hi, top, floor, rugTop: floor + 6, rugBottom: floor + rug, weightsTop: weightsTop + 4, bottom, width, height, ymax, hidden,
      x: (z) => LEFT + ((z - lo) / (hi - lo)) * (width - LEFT - RIGHT),
      z: (px) => lo + ((px - LEFT) / (width - LEFT - RIGHT)) * (hi - lo),
      y: (d) => Math.max(top - 4, floor - (d / ymax) * (floor - top)),
      // Curves go on beyond the top, and are cut off there.
      beyond: (d) => Math.max(-500, floor - (d / ymax) * (floor - top)),
    };
  }

  draw(frame, map) {
    const { g, width, height } = surface(this.canvas);
    const c = theme();
    const at = this.layout(frame, width, height);
    this.at = at;
    const xs = frame.x.map(at.x);
    const optima = (map && !at.hidden && map.optima) || [];
    const key = [frame.state.p, at.lo, at.hi, at.ymax, at.hidden, at.floor, JSON.stringify(optima)].join('|');
    this.still.draw(g, width, height, key, (own) => {
      this.axes(own, at, c);
      this.clip(own, at);
      if (!at.hidden) this.area(own, at, xs, frame.p, c.pfill, c.p, 2.2);
      this.optima(own, at, optima, c);
      own.restore();
    });
    this.clip(g, at);
    if (frame.twin) this.area(g, at, xs, frame.twin.curve, c.twinfill, c.twin, 2.2, [10, 3, 2, 3]);
    this.area(g, at, xs, frame.main.curve, c.qfill, c.q, 2.6);
    if (frame.main.rug) this.rug(g, at, frame.main.rug, c);
    if (!at.hidden) this.weights(g, at, xs, frame, c);
    g.restore();
    this.labels(g, at, frame, map, c);
    this.away(g, at, frame, c);
    return at;
  }

  clip(g, at) {
    g.save();
    g.beginPath();
    g.rect(LEFT, at.top - 8, at.width - LEFT - RIGHT, at.height);
    g.clip();
  }

  axes(g, at, c) {
    g.lineWidth = 1;
    g.textAlign = 'center';
    g.textBaseline = 'top';
    for (const t of ticks(at.lo, at.hi, Math.max(3, at.width / 90))) {
      const x = at.x(t);
      g.strokeStyle = c.grid;
      g.beginPath();
      g.moveTo(x, at.top);
      g.lineTo(x, at.bottom);
      g.stroke();
      g.fillStyle = c.soft;
      g.fillText(String(t).replace('-', '\u2212'), x, at.bottom + 5);
    }
    g.strokeStyle = c.line;
    for (const y of [at.floor, at.bottom]) {
      g.beginPath();
      g.moveTo(LEFT, y + 0.5);
      g.lineTo(at.width - RIGHT, y + 0.5);
      g.stroke();
    }
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    g.fillStyle = c.soft;
    for (const t of ticks(0, at.ymax, 4)) if (t > 0 && at.y(t) > at.top + 8) g.fillText(String(t), LEFT - 6, at.y(t));
  }

  area(g, at, xs, values, fill, stroke, width, dash) {
    const ys = values.map((v) => at.beyond(v));
    g.fillStyle = fill;
    g.beginPath();
    g.moveTo(xs[0], at.floor);
    xs.forEach((x, i) => g.lineTo(x, ys[i]));
    g.lineTo(xs[xs.length - 1], at.floor);
    g.fill();
    line(g, xs, ys, stroke, width, dash);
  }

  /** The optimal q: global dashed, local dotted. The curve of a normal is drawn here from mean and width alone. */
  optima(g, at, optima, c) {
    for (const o of optima) {
      const local = o.kind === 'LOCAL_MIN';
      const xs = [];
      const ys = [];
      for (let i = 0; i <= 120; i++) {
        const e = -4 + i / 15;
        xs.push(at.x(o.mean + e * o.sd));
        ys.push(at.beyond(Math.exp(-0.5 * e * e) / (o.sd * Math.sqrt(2 * Math.PI))));
      }
      line(g, xs, ys, local ? c.local : c.best, local ? 1.8 : 2, local ? [1.5, 4.5] : [8, 5]);
    }
  }

  /** Samples: which way each pulls q, in two rows; size by the strength of the pull. */
  rug(g, at, rug, c) {
    const most = rug.share.reduce((m, s) => Math.max(m, Math.abs(real(s)) || 0), 0) || 1;
    const rows = [at.rugTop + 10, at.rugTop + 28];
    rug.z.forEach((z, i) => {
      const pull = -real(rug.share[i]);
      const x = at.x(z);
      const right = pull > 0;
      const y = right ? rows[0] : rows[1];
      const s = 2 + 7 * Math.sqrt(Math.abs(pull) / most || 0);
      g.fillStyle = right ? c.right : c.left;
      g.globalAlpha = 0.72;
      g.beginPath();
      if (pull === 0 || !isFinite(pull)) {
        g.arc(x, y, 1.5, 0, 7);
      } else {
        const d = right ? s : -s;
        g.moveTo(x + d, y);
        g.lineTo(x - d * 0.6, y - s * 0.72);
        g.lineTo(x - d * 0.6, y + s * 0.72);
      }
      g.fill();
      g.globalAlpha = 1;
    });
  }

  /** The weights w = p/q and w squared on a logarithmic scale, with the samples on them. */
  weights(g, at, xs, frame, c) {
    const decade = (at.bottom - at.weightsTop) / 8;
    const zero = (at.bottom + at.weightsTop) / 2;
    const y = (l) => zero - (l / Math.LN10) * decade;
    const clip = (v) => Math.max(at.weightsTop - 3, Math.min(at.bottom + 3, v));
    const l = frame.main.logRatio.map(real);
    g.save();
    g.beginPath();
    g.rect(LEFT, at.weightsTop, at.width, at.bottom - at.weightsTop);
    g.clip();
    line(g, [LEFT, at.width], [zero, zero], c.line, 1, [2, 3]);
    line(g, xs, l.map((v) => clip(y(2 * v))), c.w, 1.4, [5, 4]);
    line(g, xs, l.map((v) => clip(y(v))), c.w, 2);
    if (frame.main.rug) {
      g.fillStyle = c.w;
      frame.main.rug.z.forEach((z, i) => {
        g.beginPath();
        g.arc(at.x(z), Math.max(at.weightsTop + 2, Math.min(at.bottom - 2, y(real(frame.main.rug.logRatio[i])))), 2.2, 0, 7);
        g.fill();
      });
    }
    g.restore();
    this.zero = zero;
    this.decade = decade;
  }

  labels(g, at, frame, map, c) {
    const tops = (modes) => modes.slice().sort((a, b) => peak(b) - peak(a))[0];
    if (!at.hidden) {
      // Beside the mode that is farthest from q, on the side away from it.
      const from = real(frame.main.q[0][1]);
      const m = frame.state.p.split(',').map((t) => t.split(':').map(Number)).filter((k) => k[1] > at.lo && k[1] < at.hi).sort((a, b) => Math.abs(b[1] - from) - Math.abs(a[1] - from))[0];
      const side = m && m[1] > from + 0.3 * m[2] ? 1 : -1;
      if (m) label(g, 'p', at.x(m[1] + side * 1.15 * m[2]) + side * 8, at.y(this.density(frame.p, frame.x, m[1] + side * 1.15 * m[2])) - 4, c.p, c.card, side > 0 ? 'left' : 'right', true);
    } else {
      label(g, 'p is hidden', at.x((at.lo + at.hi) / 2), at.top + 14, c.soft, c.card, 'center', true);
    }
    const side = (s, text, color, way = 1) => {
      const m = tops(s.q);
      if (m[1] > at.lo && m[1] < at.hi) label(g, text, at.x(m[1] + way * 1.25 * m[2]) + way * 8, at.y(0.42 * peak(m)) - 4, color, c.card, way > 0 ? 'left' : 'right', true);
    };
    if (frame.twin) side(frame.twin, 'q for ' + frame.twin.formula, c.twin, -1);
    side(frame.main, frame.twin ? 'q for ' + frame.main.formula : 'q', c.q);
    const optima = (map && !at.hidden && map.optima) || [];
    optima.forEach((o) => {
      if (!(o.mean > at.lo && o.mean < at.hi)) return;
      const local = o.kind === 'LOCAL_MIN';
      const far = at.y(1 / (o.sd * Math.sqrt(2 * Math.PI)));
      const text = local ? 'local minimum' : o.kind === 'BOUNDARY_INFIMUM' ? 'infimum at the edge' : 'q* best';
      const y = Math.max(at.top - 4, far - 20);
      const q = tops(frame.main.q);
      const covered = Math.abs(at.x(o.mean) - at.x(q[1])) < 50 && y > at.y(peak(q)) - 24;
      if (covered) {
        // Below the top of q: on the side of the curve that is away from it.
        const way = o.mean > q[1] ? 1 : -1;
        label(g, text, at.x(o.mean + way * 1.9 * o.sd) + way * 6, at.y(Math.exp(-1.805) / (o.sd * Math.sqrt(2 * Math.PI))) - 12, local ? c.local : c.best, c.card, way > 0 ? 'left' : 'right');
      } else {
        label(g, text, at.x(o.mean), y, local ? c.local : c.best, c.card, 'center');
      }
    });
    if (frame.main.rug) {
      const left = LEFT + 3;
      label(g, 'pulls right', left, at.rugTop + 10, c.right, c.card);
      label(g, 'pulls left', left, at.rugTop + 28, c.left, c.card);
      const r = frame.main.rug;
      if (r.samples > r.z.length) label(g, r.z.length + ' of ' + r.samples + ' shown', at.width - RIGHT - 2, at.rugTop + 4, c.soft, c.card, 'right');
    }
    if (!at.hidden) {
      label(g, 'w = p/q solid, w² dashed, log scale', LEFT + 3, at.weightsTop + 8, c.w, c.card);
      g.textAlign = 'right';
      g.textBaseline = 'middle';
      g.fillStyle = c.soft;
      g.fillText('10³', LEFT - 5, this.zero - 3 * this.decade);
      g.fillText('1', LEFT - 5, this.zero);
      g.fillText('10⁻³', LEFT - 5, this.zero + 3 * this.decade);
    }
  }

  density(values, xs, z) {
    let best = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - z) < Math.abs(xs[best] - z)) best = i;
    return values[best];
  }

  /** Says where q is when it has left the view. */
  away(g, at, frame, c) {
    for (const m of frame.main.q) {
      const mean = real(m[1]);
      if (mean < at.lo || mean > at.hi) {
        const right = mean > at.hi;
        label(g, right ? 'q is at ' + say(mean, 2) + ' →' : '← q is at ' + say(mean, 2), right ? at.width - RIGHT - 4 : LEFT + 4, at.floor - 60, c.q, c.card, right ? 'right' : 'left', true);
      }
    }
  }
}
