// Holds the latest frame, draws it when the browser is ready, and turns what people do into changes of the state.
import { Net } from './net.js';
import { DensityChart } from './density.js';
import { Landscape } from './landscape.js';
import { Traces } from './traces.js';
import { Controls, modesOf, textOf } from './controls.js';
import { explain } from './explain.js';
import * as readout from './readout.js';
import { say, forget } from './draw.js';

const $ = (id) => document.getElementById(id);
const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function attribute(element, name, text) {
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

class App {
  constructor() {
    this.net = new Net({ frame: (f) => this.take(f), map: (m) => this.chart(m), table: (t) => readout.every(t), error: (m) => this.complain(m), lost: () => this.reopen() });
    this.density = new DensityChart($('density'));
    this.landscape = new Landscape($('landscape'));
    this.traces = new Traces($('traces'));
    this.controls = new Controls(this);
    this.handles = new Map();
    this.lessons = [];
    this.version = -1;
    this.drawn = 0;
    this.wire();
    const resized = new ResizeObserver(() => this.anew());
    for (const id of ['density', 'landscape', 'traces']) resized.observe($(id));
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) window.matchMedia(query).addEventListener('change', () => this.anew());
    document.fonts?.ready.then(() => this.anew());
  }

  async start() {
    const query = location.search.slice(1);
    let first;
    try {
      first = await this.net.open(query);
    } catch (e) {
      this.complain(`The address was not understood: ${e.message}. The page starts from its defaults.`, true);
      first = await this.net.open('');
    }
    this.lessons = first.lessons;
    this.buttons();
    this.take(first);
    if (!query) this.lesson(1, !calm);
    else $('lesson-text').textContent = 'Drag p or q, choose a divergence, and press Run.';
  }

  async reopen() {
    if (this.opening) return;
    this.opening = true;
    try {
      this.version = -1;
      this.take(await this.net.open(this.frame ? this.frame.query : ''));
      this.complain('');
    } catch (e) {
      this.complain('The server does not answer. Start it again, and load the address that it prints.', true);
    }
    this.opening = false;
  }

  set(change) {
    this.sticky = false;
    this.net.set(change);
  }

  async act(what, more) {
    const frame = await this.net.act(what, more);
    if (frame) this.take(frame);
    return frame;
  }

  take(frame) {
    if (frame.version < this.version) return;
    const before = this.frame;
    this.version = frame.version;
    if (before && frame.step < before.step) {
      this.traces.main = null;
      this.traces.twin = null;
      this.landscape.f = null;
      this.landscape.r = null;
    }
    // A frame that was not drawn leaves its traces to the next.
    if (this.waiting && before && before.main.formula === frame.main.formula && frame.step >= before.step) {
      frame.main.trace ??= before.main.trace;
      if (frame.twin && before.twin) frame.twin.trace ??= before.twin.trace;
    }
    this.frame = frame;
    if (frame.note) this.complain(frame.note, true);
    else if (this.sticky !== true) this.complain('');
    this.redraw();
    this.address(frame);
    if (before && before.running && !frame.running) readout.speak(frame, true);
  }

  address(frame) {
    const now = performance.now();
    if (frame.running && now - (this.addressed || 0) < 1000) return;
    this.addressed = now;
    if (location.search.slice(1) !== frame.query) history.replaceState(null, '', frame.query ? '?' + frame.query : location.pathname);
  }

  chart(map) {
    this.map = map;
    readout.story(map, this.frame && this.frame.state.hide === '1');
    readout.optima(map, (o) => this.set({ q: `1:${o.mean}:${o.sd}`, ...(this.frame.state.par === 'mixture' ? { par: 'mu-logsigma' } : {}) }), this.frame && this.frame.state.hide === '1');
    this.redraw();
  }

  /** Colours or sizes are others: nothing that was kept holds. */
  anew() {
    forget();
    this.redraw();
  }

  redraw() {
    if (this.waiting || !this.frame) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  draw() {
    const { frame } = this;
    const map = this.map && this.map.id === frame.map ? this.map : this.map ? { ...this.map, stale: true } : null;
    const fresh = map && !map.stale ? map : null;
    const at = this.density.draw(frame, fresh);
    const settled = this.settled(frame);
    this.place(at, frame, settled);
    this.landscape.draw(frame, fresh);
    this.traces.draw(frame, fresh);
    if (settled) this.words(frame);
    this.drawn++;
    document.documentElement.dataset.frames = this.drawn;
  }

  /** Pictures move with every frame; words while a fit runs ten times a second, which is as fast as anybody reads. */
  settled(frame) {
    const now = performance.now();
    if (frame.running && this.spoken?.running && now - this.spoken.at < 100) return false;
    this.spoken = { at: now, running: frame.running };
    return true;
  }

  words(frame) {
    readout.show(frame);
    readout.speak(frame);
    this.controls.sync(frame.state);
    this.controls.offer(frame.methods);
    this.controls.syncQ(frame);
    explain(frame.state);
    const hidden = frame.state.hide;
    if (this.map && hidden !== this.hid) {
      this.hid = hidden;
      this.chart(this.map);
    }
    $('run').setAttribute('aria-pressed', String(frame.running));
    $('run').querySelector('.sign').textContent = frame.running ? '❚❚' : '▶';
    $('run').querySelector('.what').textContent = frame.running ? 'Pause' : 'Run';
    $('run').disabled = !frame.running && Boolean(frame.main.failure);
    $('one').disabled = Boolean(frame.main.failure);
    $('density').setAttribute('aria-label', `p, a mixture of ${modesOf(frame.state.p).length} normals, and q, ${frame.main.q.map(readout.normal).join(' plus ')}; ${frame.main.formula} is ${say(frame.main.exact.value)}`);
  }

  // Handles: real elements over the picture, for mouse, touch and keyboard alike.

  place(at, frame, settled) {
    const wanted = new Set();
    const peak = (m) => m[0] / (m[2] * Math.sqrt(2 * Math.PI));
    const total = (modes) => modes.reduce((s, m) => s + m[0], 0);
    const put = (key, kind, k, modes) => {
      const m = modes[k];
      const scaled = [m[0] / total(modes), m[1], m[2]];
      for (const part of ['mean', 'width']) {
        const id = key + k + part;
        wanted.add(id);
        const handle = this.handle(id, key, k, part);
        const e = part === 'mean' ? 0 : 1;
        const z = m[1] + e * m[2];
        const x = at.x(z);
        const held = this.drag && this.drag.id === id;
        if (!held) {
          const left = x.toFixed(1) + 'px';
          const top = at.y(peak(scaled) * Math.exp(-0.5 * e)).toFixed(1) + 'px';
          if (handle.style.left !== left) handle.style.left = left;
          if (handle.style.top !== top) handle.style.top = top;
        }
        const away = !(x > 24 && x < at.width - 4) || (key === 'p' && at.hidden) || !isFinite(z);
        if (handle.hidden !== away) handle.hidden = away;
        const value = part === 'mean' ? m[1] : m[2];
        if (settled) {
          attribute(handle, 'aria-valuenow', String(value));
          attribute(handle, 'aria-valuetext', `${kind}: mean ${say(m[1], 2)}, width ${say(m[2], 2)}`);
        }
      }
    };
    const p = modesOf(frame.state.p);
    p.forEach((_, k) => put('p', `mode ${k + 1} of p`, k, p));
    const q = frame.main.q.map((m) => m.map(Number));
    q.forEach((_, k) => put('q', 'q', k, q));
    for (const [id, handle] of this.handles) {
      if (!wanted.has(id)) {
        handle.remove();
        this.handles.delete(id);
      }
    }
  }

  handle(id, key, k, part) {
    if (this.handles.has(id)) return this.handles.get(id);
    const el = document.createElement('div');
    el.className = `handle ${key} ${part}`;
    el.tabIndex = 0;
    el.id = 'handle-' + id;
    el.setAttribute('role', 'slider');
    el.setAttribute('aria-label', `${part === 'mean' ? 'Mean' : 'Width'} of ${key === 'p' ? `mode ${k + 1} of p` : this.frame.main.q.length > 1 ? `component ${k + 1} of q` : 'q'}`);
    el.setAttribute('aria-valuemin', part === 'mean' ? '-1000' : '0.001');
    el.setAttribute('aria-valuemax', '1000');
    el.addEventListener('pointerdown', (e) => this.grab(e, id, key, k, part));
    el.addEventListener('keydown', (e) => this.keys(e, key, k, part));
    el.addEventListener('wheel', (e) => this.wheel(e, key, k), { passive: false });
    $('handles').append(el);
    this.handles.set(id, el);
    return el;
  }

  modes(key) {
    return key === 'p' ? modesOf(this.frame.state.p) : this.frame.main.q.map((m) => m.map(Number));
  }

  change(key, k, mean, sd, base) {
    const modes = (base || this.modes(key)).map((m) => m.slice());
    const digits = (x) => Number(x.toPrecision(6));
    modes[k] = [modes[k][0], digits(mean), digits(Math.min(500, Math.max(0.02, sd)))];
    this.set({ [key]: textOf(modes) });
  }

  grab(e, id, key, k, part) {
    e.preventDefault();
    const el = e.currentTarget;
    el.focus({ preventScroll: true });
    el.setPointerCapture(e.pointerId);
    const base = this.modes(key);
    const { at } = this.density;
    const offset = e.clientX - parseFloat(el.style.left);
    this.drag = { id };
    const move = (event) => {
      const x = Math.max(30, Math.min(at.width - 8, event.clientX - offset));
      el.style.left = x + 'px';
      const z = at.z(x);
      if (part === 'mean') this.change(key, k, Math.round(z * 100) / 100, base[k][2], base);
      else this.change(key, k, base[k][1], Math.max(0.05, Math.round(Math.abs(z - base[k][1]) * 100) / 100), base);
    };
    const end = () => {
      this.drag = null;
      el.removeEventListener('pointermove', move);
      this.redraw();
    };
    el.addEventListener('pointermove', move);
    el.addEventListener('lostpointercapture', end, { once: true });
  }

  keys(e, key, k, part) {
    const step = e.shiftKey ? 0.01 : 0.1;
    const by = { ArrowLeft: -step, ArrowRight: step, ArrowUp: step, ArrowDown: -step, PageUp: 1, PageDown: -1 }[e.key];
    if (by === undefined) return;
    e.preventDefault();
    const m = this.modes(key)[k];
    const vertical = e.key === 'ArrowUp' || e.key === 'ArrowDown';
    const round = (x) => Math.round(x * 1e6) / 1e6;
    if (part === 'mean' && !vertical) this.change(key, k, round(m[1] + by), m[2]);
    else this.change(key, k, m[1], round(Math.max(0.05, m[2] + by)));
  }

  wheel(e, key, k) {
    e.preventDefault();
    const m = this.modes(key)[k];
    this.change(key, k, m[1], m[2] * Math.exp(-Math.sign(e.deltaY) * 0.05));
  }

  // Everything else.

  wire() {
    $('run').addEventListener('click', () => this.act(this.frame.running ? 'pause' : 'run'));
    $('one').addEventListener('click', async () => {
      if (this.frame.running) await this.act('pause');
      const frame = await this.act('step');
      if (frame) readout.speak(frame, true);
    });
    $('restart').addEventListener('click', () => this.act('restart'));
    $('zoom-in').addEventListener('click', () => this.zoom(0.75));
    $('zoom-out').addEventListener('click', () => this.zoom(1 / 0.75));
    $('zoom-fit').addEventListener('click', () => this.fit());
    $('landscape').addEventListener('click', (e) => {
      const box = $('landscape').getBoundingClientRect();
      const point = this.landscape.point(e.clientX - box.left, e.clientY - box.top);
      if (point && this.frame.main.q.length === 1) this.change('q', 0, Math.round(point.mean * 100) / 100, Math.round(point.sd * 100) / 100);
    });
    $('copy-java').addEventListener('click', () => this.copyJava());
    $('copy-link').addEventListener('click', () => this.copy(location.href, $('copy-link')));
    addEventListener('pagehide', () => this.net.session && this.net.leave());
    addEventListener('pageshow', (e) => e.persisted && this.reopen());
  }

  zoom(by) {
    const lo = Number(this.frame.state.lo);
    const hi = Number(this.frame.state.hi);
    const middle = (lo + hi) / 2;
    const half = Math.max(0.5, ((hi - lo) / 2) * by);
    this.set({ lo: String(Number((middle - half).toPrecision(4))), hi: String(Number((middle + half).toPrecision(4))) });
  }

  fit() {
    const all = [...(this.frame.state.hide === '1' ? [] : modesOf(this.frame.state.p)), ...this.frame.main.q.map((m) => m.map(Number))].filter((m) => Math.abs(m[1]) < 900 && m[2] < 500);
    const lo = Math.min(...all.map((m) => m[1] - 4 * m[2]));
    const hi = Math.max(...all.map((m) => m[1] + 4 * m[2]));
    if (lo < hi) this.set({ lo: String(Math.floor(lo)), hi: String(Math.ceil(hi)) });
  }

  buttons() {
    $('lessons').replaceChildren(...this.lessons.map((l, k) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = l.title;
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => this.lesson(k, true));
      item.append(button);
      return item;
    }));
  }

  async lesson(k, run) {
    const l = this.lessons[k];
    [...$('lessons').querySelectorAll('button')].forEach((b, j) => b.setAttribute('aria-pressed', String(j === k)));
    $('chart-title').textContent = l.title;
    $('lesson-text').textContent = l.sentence;
    this.sticky = false;
    if (!(await this.act('set', { query: l.query }))) return;
    if (l.steps > 0) {
      if (run && !calm) await this.act('run', { until: l.steps });
      else await this.act('step', { steps: l.steps });
    }
  }

  async copyJava() {
    if (this.frame.running) await this.act('pause');
    const answer = await this.net.act('java');
    if (!answer) return;
    $('java').textContent = answer.java;
    $('java').hidden = false;
    this.copy(answer.java, $('copy-java'));
  }

  async copy(text, button) {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch (e) {
      button.textContent = 'Select and copy';
    }
    setTimeout(() => { button.textContent = before; }, 1500);
  }

  complain(text, sticky = false) {
    this.sticky = sticky && Boolean(text);
    $('note').hidden = !text;
    if ($('note').textContent !== text) $('note').textContent = text;
    if (sticky) setTimeout(() => { this.sticky = false; }, 6000);
    else if (text) {
      this.sticky = true;
      setTimeout(() => { this.sticky = false; }, 4000);
      if (this.controls.state) this.controls.sync(this.controls.state, true);
    }
  }
}

new App().start();
