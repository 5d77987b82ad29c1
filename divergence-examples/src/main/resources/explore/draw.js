// What all pictures share: a sharp canvas, the colours of the theme, ticks, numbers in words.
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const names = ['ink', 'soft', 'line', 'grid', 'card', 'p', 'pfill', 'q', 'qfill', 'twin', 'twinfill', 'best', 'local', 'w', 'left', 'right', 'low', 'high', 'warn'];
  return Object.fromEntries(names.map((n) => [n, style.getPropertyValue('--' + n).trim()]));
}

export function surface(canvas) {
  const box = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  const w = Math.max(1, Math.round(box.width * scale));
  const h = Math.max(1, Math.round(box.height * scale));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const g = canvas.getContext('2d');
  g.setTransform(scale, 0, 0, scale, 0, 0);
  g.clearRect(0, 0, box.width, box.height);
  g.font = '12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
  g.lineJoin = 'round';
  g.lineCap = 'round';
  return { g, width: box.width, height: box.height };
}

/** Round numbers between two ends, about so many. */
export function ticks(low, high, about) {
  const raw = (high - low) / about;
  if (!(raw > 0) || !isFinite(raw)) return [];
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * ten).find((s) => s >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

const MINUS = '\u2212';
const SUPER = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** A number as people write it; words for what is not one. */
export function say(x, digits = 4) {
  if (x === 'Infinity' || x === Infinity) return 'infinite';
  if (x === '-Infinity' || x === -Infinity) return MINUS + 'infinite';
  if (x === null || x === undefined || typeof x === 'string' || Number.isNaN(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e5 || size < 10 ** -digits) {
    const e = Math.floor(Math.log10(size));
    return (x / 10 ** e).toFixed(2).replace('-', MINUS) + ' × 10' + String(e).split('').map((c) => SUPER[c]).join('');
  }
  return x.toFixed(size >= 1000 ? 1 : size >= 100 ? Math.min(2, digits) : digits).replace('-', MINUS);
}

export function short(x) {
  return typeof x === 'number' && isFinite(x) ? String(Number(x.toPrecision(6))).replace('-', MINUS) : say(x);
}

export const real = (x) => (typeof x === 'number' ? x : x === 'Infinity' ? Infinity : x === '-Infinity' ? -Infinity : NaN);

export function line(g, xs, ys, color, width, dash = []) {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.setLineDash(dash);
  g.beginPath();
  let open = false;
  for (let i = 0; i < xs.length; i++) {
    if (!isFinite(ys[i])) {
      open = false;
    } else if (open) {
      g.lineTo(xs[i], ys[i]);
    } else {
      g.moveTo(xs[i], ys[i]);
      open = true;
    }
  }
  g.stroke();
  g.setLineDash([]);
}

/** A label with a halo, so that it reads on top of lines. */
export function label(g, text, x, y, color, halo, align = 'left', bold = false) {
  g.save();
  if (bold) g.font = '600 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
  g.textAlign = align;
  g.textBaseline = 'middle';
  g.lineWidth = 4;
  g.strokeStyle = halo;
  g.lineJoin = 'round';
  g.strokeText(text, x, y);
  g.fillStyle = color;
  g.fillText(text, x, y);
  g.restore();
}
