// The settings: every control is tied to one part of the state, and shows what the server says it is.
const $ = (id) => document.getElementById(id);

const SPEEDS = [1, 3, 10, 30, 100, 1000, 0];
const SHAPES = [
  ['two modes, unequal', '0.5:-3:0.9,0.5:2:0.7'],
  ['two modes, equal', '0.5:-2.5:0.8,0.5:2.5:0.8'],
  ['one normal', '1:2:1.2'],
  ['three modes', '0.3:-4:1,0.4:0.5:0.8,0.3:4:1'],
  ['a spike on a plain', '0.8:0:2.5,0.2:2.5:0.15'],
  ['a long tail', '0.6:-2:0.6,0.3:-0.5:1.2,0.1:3:2'],
  ['six modes', '1:-5:0.4,1:-3:0.5,1:-1:0.4,1:1:0.5,1:3:0.4,1:5:0.5'],
];

export const modesOf = (text) => text.split(',').map((t) => t.split(':').map(Number));
export const textOf = (modes) => modes.map((m) => m.join(':')).join(',');
const tidy = (x) => Number(x.toPrecision(12));

export class Controls {
  constructor(app) {
    this.app = app;
    this.state = null;
    for (const control of document.querySelectorAll('[data-key]')) {
      control.addEventListener('change', () => this.changed(control));
    }
    for (const radio of document.querySelectorAll('input[name=dir]')) radio.addEventListener('change', () => radio.checked && app.set({ dir: radio.value }));
    $('k-slider').addEventListener('input', (e) => app.set({ k: String(Math.max(1, Math.min(10000, Math.round(10 ** Number(e.target.value))))) }));
    $('a-slider').addEventListener('input', (e) => app.set({ a: e.target.value }));
    $('m-slider').addEventListener('input', (e) => app.set({ m: e.target.value }));
    $('reseed').addEventListener('click', () => app.set({ seed: String(Math.floor(Math.random() * 1e6)) }));
    $('speed').addEventListener('input', (e) => app.set({ v: String(SPEEDS[Number(e.target.value)]) }));
    $('random').addEventListener('click', () => this.random());
    $('shapes').addEventListener('change', (e) => e.target.value && app.set({ p: e.target.value, hide: '0' }));
    $('add').addEventListener('click', () => this.add());
    $('hidden').addEventListener('click', () => app.set({ hide: this.state.hide === '1' ? '0' : '1' }));
    $('hidden-new').addEventListener('click', () => this.hiddenTarget());
    for (const b of document.querySelectorAll('[data-nudge]')) b.addEventListener('click', () => this.nudge(b.dataset.nudge, Number(b.dataset.by)));
    $('shapes').replaceChildren(new Option('your own', ''), ...SHAPES.map(([name, p]) => new Option(name, p)));
  }

  changed(control) {
    const value = control.type === 'checkbox' ? (control.checked ? '1' : '0') : control.value.trim();
    if (value === '') {
      this.sync(this.state, true);
      return;
    }
    const v = control.validity;
    const wrong = v && (v.rangeUnderflow || v.rangeOverflow || v.badInput);
    if (wrong) {
      control.setAttribute('aria-invalid', 'true');
      this.app.complain(`${control.labels[0]?.textContent || control.getAttribute('aria-label')}: must be ${v.badInput ? 'a number' : v.rangeUnderflow ? 'at least ' + control.min : 'at most ' + control.max}.`, true);
      return;
    }
    control.removeAttribute('aria-invalid');
    this.app.set({ [control.dataset.key]: value });
  }

  random() {
    const mean = tidy(Math.round((Math.random() * 12 - 6) * 1000) / 1000);
    const sd = tidy(Math.round((1 + 2 * Math.random()) * 1000) / 1000);
    this.app.set({ q: `1:${mean}:${sd}`, ...(this.state.par === 'mixture' ? { par: 'mu-logsigma' } : {}) });
  }

  hiddenTarget() {
    const mean = Math.round((Math.random() * 8 - 4) * 10) / 10;
    const variance = Math.round((0.5 + 5 * Math.random()) * 10) / 10;
    this.app.set({ p: `1:${mean}:${Math.sqrt(variance)}`, hide: '1', par: 'mu-variance', q: `1:0:${Math.sqrt(5)}`, opt: 'momentum', m: '0', rate: '0.02', decay: '0', clip: '0', natural: '0', by: 'exact', d: 'kl', lo: '-10', hi: '10' });
  }

  add() {
    const modes = modesOf(this.state.p);
    const weight = modes.reduce((s, m) => s + m[0], 0) / modes.length;
    const lo = Number(this.state.lo);
    const hi = Number(this.state.hi);
    const gaps = [];
    for (let i = 1; i < 12; i++) gaps.push(lo + ((hi - lo) * i) / 12);
    const far = (x) => Math.min(...modes.map((m) => Math.abs(m[1] - x)));
    const mean = gaps.sort((a, b) => far(b) - far(a))[0];
    modes.push([tidy(weight), Math.round(mean * 10) / 10, 0.7]);
    this.app.set({ p: textOf(modes) });
  }

  nudge(what, by) {
    const q = modesOf(this.state.q)[0];
    const now = this.app.frame.main.q[0];
    const mean = what === 'mean' ? Math.round((Number(now[1]) + by) * 1e6) / 1e6 : now[1];
    const variance = Math.max(0.05, what === 'variance' ? Math.round((now[2] ** 2 + by) * 1e6) / 1e6 : now[2] ** 2);
    if (q) this.app.set({ q: `1:${mean}:${what === 'variance' ? Math.sqrt(variance) : now[2]}` });
  }

  /** Shows the state; what has the focus is left alone. */
  sync(state, force = false) {
    const same = this.state && JSON.stringify({ ...state, n: 0 }) === JSON.stringify({ ...this.state, n: 0 });
    this.state = state;
    if (same && !force) return;
    const put = (el, value) => {
      if (el && (force || document.activeElement !== el || el.tagName === 'SELECT') && el.value !== value) el.value = value;
    };
    for (const control of document.querySelectorAll('[data-key]')) {
      const value = state[control.dataset.key];
      if (control.type === 'checkbox') control.checked = value === '1';
      else put(control, value);
    }
    for (const radio of document.querySelectorAll('input[name=dir]')) radio.checked = radio.value === state.dir;
    put($('k-slider'), String(Math.log10(Number(state.k))));
    put($('a-slider'), state.a);
    put($('m-slider'), state.m);
    const speed = SPEEDS.indexOf(Number(state.v));
    put($('speed'), String(speed < 0 ? 3 : speed));
    const words = Number(state.v) === 0 ? 'full speed' : `${state.v} step${state.v === '1' ? '' : 's'}/s`;
    $('speed-text').textContent = words;
    $('speed').setAttribute('aria-valuetext', words);
    $('k-slider').setAttribute('aria-valuetext', state.k + ' samples');
    $('shapes').value = SHAPES.some(([, p]) => p === state.p) ? state.p : '';
    $('sampling').hidden = state.by === 'exact';
    $('baseline-field').hidden = state.by !== 'score';
    $('points-field').hidden = state.by === 'score';
    $('a-field').hidden = state.d !== 'alpha' && state.d !== 'renyi';
    $('m-field').hidden = !['momentum', 'averaged', 'nesterov'].includes(state.opt);
    $('hidden').textContent = state.hide === '1' ? 'Reveal p' : 'Hide p';
    $('hidden').setAttribute('aria-pressed', String(state.hide === '1'));
    this.rows($('modes'), state.hide === '1' ? [] : modesOf(state.p).map((m) => m.map((x) => Number(x.toPrecision(6)))), 'p', true);
    $('add').disabled = state.hide === '1' || modesOf(state.p).length >= 6;
  }

  /** Offers the estimators that go with the rest, and no others. */
  offer(methods) {
    for (const option of $('k-by').options) {
      const disabled = !methods.includes(option.value);
      if (option.disabled !== disabled) option.disabled = disabled;
    }
  }

  /** Number fields for the components of q, which change with every step. */
  syncQ(frame) {
    this.rows($('qmodes'), frame.main.q.map((m) => m.map((x) => (typeof x === 'number' ? Number(x.toPrecision(7)) : x))), 'q', false);
  }

  rows(table, modes, key, removable) {
    const body = table.tBodies[0];
    const names = ['weight', 'mean', 'width'];
    while (body.rows.length > modes.length) body.deleteRow(-1);
    while (body.rows.length < modes.length) {
      const row = body.insertRow();
      const k = body.rows.length - 1;
      names.forEach((name, i) => {
        const input = document.createElement('input');
        input.type = 'number';
        input.step = i === 1 ? '0.1' : '0.05';
        if (i !== 1) input.min = '0.001';
        input.setAttribute('aria-label', `${name} of ${key === 'p' ? 'mode' : 'component'} ${k + 1} of ${key}`);
        input.addEventListener('change', () => this.edited(key, k, i, input.value.trim()));
        row.insertCell().append(input);
      });
      if (removable) {
        const remove = document.createElement('button');
        remove.type = 'button';
        remove.textContent = '×';
        remove.setAttribute('aria-label', `Remove mode ${k + 1}`);
        remove.addEventListener('click', () => this.remove(k));
        row.insertCell().append(remove);
      }
    }
    modes.forEach((m, k) => m.forEach((x, i) => {
      const input = body.rows[k].cells[i].firstChild;
      if (document.activeElement !== input && input.value !== String(x)) input.value = String(x);
      if (key === 'q') input.disabled = i === 0 && modes.length === 1;
    }));
    if (removable) for (const row of body.rows) row.cells[3].firstChild.disabled = modes.length === 1;
  }

  edited(key, k, i, value) {
    const modes = key === 'p' ? modesOf(this.state.p) : this.app.frame.main.q.map((m) => m.slice());
    if (value === '') this.sync(this.state, true);
    else {
      modes[k][i] = value;
      this.app.set({ [key]: textOf(modes) });
    }
  }

  remove(k) {
    const modes = modesOf(this.state.p);
    modes.splice(k, 1);
    this.app.set({ p: textOf(modes) });
    $('add').focus();
  }
}
