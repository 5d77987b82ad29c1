// Contours of the divergence over the mean and the width of q, with the path and the minima.
import { surface, theme, ticks, line, label, real, say, Layer } from './draw.js';

const LEFT = 40;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 24;

function parse(color) {
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
}

export class Landscape {
  constructor(canvas) {
    this.canvas = canvas;
    this.still = new Layer();
    this.traces = 0;
  }

  point(px, py) {
    const a = this.at;
    return a && { mean: a.z(px), sd: a.s(py) };
  }

  draw(frame, map) {
    const { g, width, height } = surface(this.canvas);
    const c = theme();
    const lo = Number(frame.state.lo);
    const hi = Number(frame.state.hi);
    const s0 = map && map.sds ? map.sds[0] : 0.15;
    const s1 = map && map.sds ? map.sds[map.sds.length - 1] : 6;
    const w = width - LEFT - RIGHT;
    const h = height - TOP - BOTTOM;
    const at = {
      x: (m) => LEFT + ((m - lo) / (hi - lo)) * w,
      y: (s) => TOP + h - (Math.log(s / s0) / Math.log(s1 / s0)) * h,
      z: (px) => lo + ((px - LEFT) / w) * (hi - lo),
      s: (py) => s0 * (s1 / s0) ** ((TOP + h - py) / h),
    };
    this.at = at;
    const hidden = frame.state.hide === '1';
    const fresh = map && map.values && map.means[0] === Math.fround(lo) && map.means[map.means.length - 1] === Math.fround(hi);
    const sides = [[frame.twin, c.twin, [8, 3, 2, 3]], [frame.main, c.q, []]].filter(([side]) => side);
    for (const [side] of sides) this.remember(side);
    const key = [frame.map, fresh ? map.means.length : 0, hidden, frame.state.par, lo, hi, this.traces, frame.main.formula, Boolean(frame.twin), JSON.stringify((map && map.optima) || 0)].join('|');
    this.still.draw(g, width, height, key, (own) => {
      this.clip(own, w, h);
      if (fresh && !hidden) this.cached(own, map, at, c, { w, h, width, height });
      for (const [side, color, dash] of sides) this.path(own, at, side, color, dash, c);
      if (!hidden) this.optima(own, at, map, c);
      own.restore();
      this.axes(own, at, c, { lo, hi, s0, s1, w, h });
      if (hidden || !fresh) label(own, hidden ? 'hidden with p' : 'computing …', LEFT + w / 2, TOP + h / 2, c.soft, c.card, 'center', true);
      if (frame.state.par === 'mixture') label(own, 'components of q; contours: one normal', LEFT + 6, TOP + 10, c.soft, c.card);
    });
    this.clip(g, w, h);
    for (const [side, color] of sides) this.tip(g, at, side, color, c);
    g.restore();
  }

  clip(g, w, h) {
    g.save();
    g.beginPath();
    g.rect(LEFT, TOP, w, h);
    g.clip();
  }

  /** A trace comes with some frames only. */
  remember(side) {
    const name = side.forward ? 'f' : 'r';
    if (side.trace && this[name] !== side.trace) {
      this[name] = side.trace;
      this.traces++;
    }
  }

  /** The field does not change from frame to frame: it is drawn once and kept as a picture. */
  cached(g, map, at, c, size) {
    const scale = window.devicePixelRatio || 1;
    const key = [size.width, size.height, scale, c.low, c.high, c.soft].join();
    if (this.kept !== map.values || this.keptKey !== key) {
      this.kept = map.values;
      this.keptKey = key;
      this.copy = document.createElement('canvas');
      this.copy.width = Math.round(size.width * scale);
      this.copy.height = Math.round(size.height * scale);
      const own = this.copy.getContext('2d');
      own.scale(scale, scale);
      own.font = g.font;
      this.field(own, map, at, c, size);
    }
    g.drawImage(this.copy, 0, 0, size.width, size.height);
  }

  /** Bands by rank, so that valleys show whatever the scale; lines between the bands. */
  field(g, map, at, c, { w, h }) {
    if (this.key !== map.values || this.tint !== c.low + c.high) {
      this.key = map.values;
      this.tint = c.low + c.high;
      this.prepare(map, c);
    }
    if (this.endless) {
      g.strokeStyle = c.line;
      g.lineWidth = 1.2;
      g.beginPath();
      for (let x = -h; x < w; x += 9) {
        g.moveTo(LEFT + x, TOP + h);
        g.lineTo(LEFT + x + h, TOP);
      }
      g.stroke();
    }
    g.imageSmoothingEnabled = true;
    const n = map.means.length;
    const dx = w / (n - 1) / 2;
    const dy = h / (n - 1) / 2;
    g.drawImage(this.image, LEFT - dx, TOP - dy, w + 2 * dx, h + 2 * dy);
    for (const [k, segments] of this.lines.entries()) {
      g.strokeStyle = c.soft;
      g.globalAlpha = k === 0 ? 0.9 : 0.5;
      g.lineWidth = k === 0 ? 1.3 : 0.9;
      g.beginPath();
      for (const s of segments) {
        g.moveTo(LEFT + s[0] * w, TOP + h - s[1] * h);
        g.lineTo(LEFT + s[2] * w, TOP + h - s[3] * h);
      }
      g.stroke();
    }
    g.globalAlpha = 1;
    if (this.endless) {
      const e = this.endless;
      label(g, 'infinite', LEFT + e[0] * w, TOP + h - e[1] * h, c.warn, c.card, 'center', true);
    }
  }

  prepare(map, c) {
    const n = map.means.length;
    const v = map.values.map(real);
    const sorted = v.filter(isFinite).sort((a, b) => a - b);
    const levels = [0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.55, 0.68, 0.8, 0.9].map((q) => sorted[Math.floor(q * (sorted.length - 1))]);
    const low = parse(c.low);
    const high = parse(c.high);
    const image = document.createElement('canvas');
    image.width = n;
    image.height = n;
    const ig = image.getContext('2d');
    const data = ig.createImageData(n, n);
    const rank = (x) => {
      let a = 0;
      let b = sorted.length;
      while (a < b) {
        const m = (a + b) >> 1;
        if (sorted[m] < x) a = m + 1;
        else b = m;
      }
      return a / sorted.length;
    };
    let ex = 0;
    let ey = 0;
    let count = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const x = v[i * n + j];
        const k = 4 * ((n - 1 - j) * n + i);
        const t = isFinite(x) ? rank(x) : 1;
        for (let q = 0; q < 3; q++) data.data[k + q] = low[q] + (high[q] - low[q]) * t;
        data.data[k + 3] = isFinite(x) ? 255 : 0;
        if (!isFinite(x)) {
          ex += i;
          ey += j;
          count++;
        }
      }
    }
    ig.putImageData(data, 0, 0);
    this.image = image;
    this.endless = count > n * n * 0.02 ? [ex / count / (n - 1), ey / count / (n - 1)] : null;
    this.lines = levels.filter((l, k) => isFinite(l) && (k === 0 || l > levels[k - 1])).map((l) => contour(v, n, l));
  }

  rows(side) {
    return this[side.forward ? 'f' : 'r'] || [];
  }

  path(g, at, side, color, dash, c) {
    const rows = this.rows(side);
    for (let k = 0; k < side.q.length; k++) {
      const xs = rows.map((r) => at.x(real(r[4 + 2 * k])));
      const ys = rows.map((r) => at.y(real(r[5 + 2 * k])));
      line(g, xs, ys, c.card, 4.5);
      line(g, xs, ys, color, 2, dash);
    }
  }

  /** Where q is now, and the way there since the path was drawn. */
  tip(g, at, side, color, c) {
    const rows = this.rows(side);
    const last = rows[rows.length - 1];
    for (let k = 0; k < side.q.length; k++) {
      const x = at.x(real(side.q[k][1]));
      const y = at.y(real(side.q[k][2]));
      if (last) line(g, [at.x(real(last[4 + 2 * k])), x], [at.y(real(last[5 + 2 * k])), y], color, 2);
      g.fillStyle = color;
      g.strokeStyle = c.card;
      g.lineWidth = 2;
      g.beginPath();
      g.arc(x, y, 6, 0, 7);
      g.fill();
      g.stroke();
    }
  }

  optima(g, at, map, c) {
    for (const o of (map && map.optima) || []) {
      const x = at.x(o.mean);
      const y = at.y(o.sd);
      const local = o.kind === 'LOCAL_MIN';
      g.lineWidth = 2.2;
      g.strokeStyle = local ? c.local : c.best;
      g.fillStyle = c.card;
      g.beginPath();
      if (local) {
        g.arc(x, y, 5, 0, 7);
      } else {
        g.moveTo(x, y - 7);
        g.lineTo(x + 7, y);
        g.lineTo(x, y + 7);
        g.lineTo(x - 7, y);
        g.closePath();
      }
      g.fill();
      g.stroke();
      label(g, say(real(o.value), 3), x + 11, y - 9, local ? c.local : c.best, c.card);
    }
  }

  axes(g, at, c, { lo, hi, s0, s1, w, h }) {
    g.strokeStyle = c.line;
    g.lineWidth = 1;
    g.strokeRect(LEFT + 0.5, TOP + 0.5, w, h);
    g.fillStyle = c.soft;
    g.textAlign = 'center';
    g.textBaseline = 'top';
    for (const t of ticks(lo, hi, Math.max(3, w / 70))) g.fillText(String(t).replace('-', '\u2212'), at.x(t), TOP + h + 5);
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    for (const t of [0.2, 0.5, 1, 2, 5, 10, 20]) if (t > s0 && t < s1) g.fillText(String(t), LEFT - 6, at.y(t));
    g.textAlign = 'left';
    label(g, 'σ', 6, TOP + 8, c.ink, c.card, 'left', true);
    label(g, 'μ', LEFT + w - 8, TOP + h - 10, c.ink, c.card, 'right', true);
  }
}

/** Marching squares over values[i * n + j]; ends in [0, 1]. */
function contour(v, n, level) {
  const found = [];
  const cut = (a, b) => (level - a) / (b - a);
  for (let i = 0; i + 1 < n; i++) {
    for (let j = 0; j + 1 < n; j++) {
      const a = v[i * n + j];
      const b = v[(i + 1) * n + j];
      const d = v[i * n + j + 1];
      const e = v[(i + 1) * n + j + 1];
      if (!isFinite(a + b + d + e)) continue;
      const p = [];
      if (a < level !== b < level) p.push([i + cut(a, b), j]);
      if (b < level !== e < level) p.push([i + 1, j + cut(b, e)]);
      if (d < level !== e < level) p.push([i + cut(d, e), j + 1]);
      if (a < level !== d < level) p.push([i, j + cut(a, d)]);
      for (let k = 0; k + 1 < p.length; k += 2) found.push([p[k][0], p[k][1], p[k + 1][0], p[k + 1][1]].map((x) => x / (n - 1)));
    }
  }
  return found;
}
