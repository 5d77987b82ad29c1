// What all pictures share: a sharp canvas, the colours of the theme, ticks, numbers in words.
let colours = null;
const sizes = new WeakMap();
const written = new Map();
/** Counts what makes all that is kept worthless: other colours, other sizes. */
let edition = 0;

/** The colours, read once until they change. */
export function theme() {
  if (!colours) {
    const style = getComputedStyle(document.documentElement);
    const names = ['ink', 'soft', 'line', 'grid', 'card', 'p', 'pfill', 'q', 'qfill', 'twin', 'twinfill', 'best', 'local', 'w', 'left', 'right', 'low', 'high', 'warn'];
    colours = Object.fromEntries(names.map((n) => [n, style.getPropertyValue('--' + n).trim()]));
  }
  return colours;
}

/** To be called when colours or sizes may have changed. */
export function forget() {
  colours = null;
  written.clear();
  edition++;
}

export const season = () => edition;

/** The size of a canvas, measured once until {@link forget}: to measure in every frame would make the browser lay out the page in every frame. */
function box(canvas) {
  const known = sizes.get(canvas);
  if (known && known.edition === edition) return known;
  const { width, height } = canvas.getBoundingClientRect();
  const fresh = { width, height, edition };
  sizes.set(canvas, fresh);
  return fresh;
}

const FONT = '12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const BOLD = '600 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

function prepare(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  const w = Math.max(1, Math.round(width * scale));
  const h = Math.max(1, Math.round(height * scale));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const g = canvas.getContext('2d');
  g.setTransform(scale, 0, 0, scale, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = FONT;
  g.lineJoin = 'round';
  g.lineCap = 'round';
  return { g, width, height };
}

export function surface(canvas) {
  const { width, height } = box(canvas);
  return prepare(canvas, width, height);
}

/** What stays the same from frame to frame, drawn once for a key and kept as a picture. */
export class Layer {
  /** Draws the picture, made anew by paint(g) if the key is another than before. */
  draw(g, width, height, key, paint) {
    const whole = [edition, width, height, window.devicePixelRatio, key].join('|');
    if (this.key !== whole) {
      this.key = whole;
      this.canvas = this.canvas || document.createElement('canvas');
      paint(prepare(this.canvas, width, height).g);
    }
    g.drawImage(this.canvas, 0, 0, width, height);
  }
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

/** A label with a halo, so that it reads on top of lines. Halos are slow to draw: each label is drawn once and kept. */
export function label(g, text, x, y, color, halo, align = 'left', bold = false) {
  const scale = window.devicePixelRatio || 1;
  const key = [text, color, halo, bold, scale].join('|');
  let kept = written.get(key);
  if (!kept) {
    if (written.size > 200) written.clear();
    kept = write(text, color, halo, bold, scale);
    written.set(key, kept);
  }
  const left = align === 'left' ? x - PAD : align === 'right' ? x - kept.width + PAD : x - kept.width / 2;
  g.drawImage(kept.canvas, Math.round(left * scale) / scale, Math.round((y - kept.height / 2) * scale) / scale, kept.width, kept.height);
}

const PAD = 4;

function write(text, color, halo, bold, scale) {
  const canvas = document.createElement('canvas');
  const measure = canvas.getContext('2d');
  measure.font = bold ? BOLD : FONT;
  const wide = Math.ceil((measure.measureText(text).width + 2 * PAD) * scale);
  const high = Math.ceil(24 * scale);
  canvas.width = wide;
  canvas.height = high;
  const g = canvas.getContext('2d');
  g.scale(scale, scale);
  g.font = bold ? BOLD : FONT;
  g.textBaseline = 'middle';
  g.lineWidth = 4;
  g.lineJoin = 'round';
  g.strokeStyle = halo;
  g.strokeText(text, PAD, high / scale / 2);
  g.fillStyle = color;
  g.fillText(text, PAD, high / scale / 2);
  return { canvas, width: wide / scale, height: high / scale };
}
