// Small charts over the steps, one below the other, with one axis.
import { surface, theme, ticks, line, label, real, say, season } from './draw.js';

const LEFT = 54;
const RIGHT = 12;

export class Traces {
  constructor(canvas) {
    this.canvas = canvas;
  }

  draw(frame, map) {
    // A trace comes with some frames only; between them nothing here is new.
    const key = [season(), frame.main.formula, Boolean(frame.twin), frame.state.hide, frame.state.par, frame.main.stochastic, JSON.stringify((map && map.optima) || 0)].join('|');
    if (!frame.main.trace && this.main && key === this.key) return;
    this.key = key;
    const { g, width, height } = surface(this.canvas);
    const c = theme();
    if (frame.main.trace) this.main = frame.main.trace;
    if (!frame.twin) this.twin = null;
    else if (frame.twin.trace) this.twin = frame.twin.trace;
    const rows = this.main || [];
    const best = frame.state.par !== 'mixture' && frame.state.par !== 'fixed' && map && map.optima && map.optima[0];
    const components = frame.main.q.map((_, k) => k);
    const charts = [
      { name: 'value', at: [1], mark: best ? real(best.value) : undefined },
      { name: 'mean μ', at: components.map((k) => 4 + 2 * k), mark: best ? best.mean : undefined },
      { name: 'width σ', at: components.map((k) => 5 + 2 * k), mark: best ? best.sd : undefined },
      { name: 'size of the gradient', at: [2], log: true },
    ];
    if (frame.main.stochastic) charts.push({ name: 'effective samples', at: [3], zero: true });
    const last = Math.max(1, frame.main.step, frame.twin ? frame.twin.step : 0);
    const each = (height - 22) / charts.length;
    const x = (t) => LEFT + (t / last) * (width - LEFT - RIGHT);
    charts.forEach((chart, i) => this.one(g, c, chart, rows, { x, top: i * each + 18, bottom: (i + 1) * each - 4, width, hidden: frame.state.hide === '1' && frame.state.par !== 'mixture' }));
    g.fillStyle = c.soft;
    g.textAlign = 'center';
    g.textBaseline = 'top';
    for (const t of ticks(0, last, Math.max(2, width / 110))) g.fillText(t, Math.min(width - 16, x(t)), height - 18);
    label(g, 'step', 4, height - 11, c.soft, c.card);
  }

  one(g, c, chart, rows, { x, top, bottom, width, hidden }) {
    const series = [];
    const add = (source, color, dash) => source && chart.at.forEach((k) => series.push({ xs: source.map((r) => r[0]), ys: source.map((r) => (chart.log ? Math.log10(real(r[k])) : real(r[k]))), color, dash }));
    add(this.twin, c.twin, [8, 3, 2, 3]);
    add(rows, c.q, []);
    const all = series.flatMap((s) => s.ys).filter(isFinite).sort((a, b) => a - b);
    // A few wild values, as of chi-squared far out, would flatten all others.
    let low = all[Math.floor(0.01 * all.length)] ?? 0;
    let high = all[Math.floor(0.985 * (all.length - 1))] ?? 1;
    if (chart.mark !== undefined && !hidden && isFinite(chart.mark)) {
      low = Math.min(low, chart.mark);
      high = Math.max(high, chart.mark);
    }
    if (chart.zero) low = 0;
    const pad = 0.08 * (high - low) || 0.5 * Math.abs(high) || 1;
    low -= chart.zero ? 0 : pad;
    high += pad;
    const y = (v) => Math.max(top - 2, Math.min(bottom + 2, bottom - ((v - low) / (high - low)) * (bottom - top)));
    g.lineWidth = 1;
    for (const t of ticks(low, high, 3)) {
      g.strokeStyle = c.grid;
      g.beginPath();
      g.moveTo(LEFT, y(t));
      g.lineTo(width - RIGHT, y(t));
      g.stroke();
      g.fillStyle = c.soft;
      g.textAlign = 'right';
      g.textBaseline = 'middle';
      g.fillText(chart.log ? power(t) : say(t, t !== 0 && Math.abs(high - low) < 0.1 ? 3 : 2).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''), LEFT - 6, y(t));
    }
    if (chart.mark !== undefined && !hidden && isFinite(chart.mark)) line(g, [LEFT, width - RIGHT], [y(chart.mark), y(chart.mark)], c.best, 1.6, [8, 5]);
    for (const s of series) {
      line(g, s.xs.map(x), s.ys.map((v) => (isFinite(v) ? y(v) : NaN)), s.color, 1.8, s.dash);
      if (s.xs.length === 1) {
        g.fillStyle = s.color;
        g.beginPath();
        g.arc(x(s.xs[0]), y(s.ys[0]), 3, 0, 7);
        g.fill();
      }
    }
    label(g, chart.name, LEFT + 2, top - 9, c.ink, c.card, 'left', true);
  }
}

function power(t) {
  return Number.isInteger(t) ? '10' + String(t).split('').map((ch) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[ch] ?? '⁻').join('') : '';
}
