// The numbers in words: value, errors, gradient, minima, all divergences.
import { say, short, real } from './draw.js';

const $ = (id) => document.getElementById(id);
const KINDS = { ROUNDING: 'rounding', BOUND: 'at most', ESTIMATE: 'about', STANDARD_ERROR: 'standard error' };
const NAMES = { GLOBAL_MIN: 'global minimum', LOCAL_MIN: 'local minimum', BOUNDARY_INFIMUM: 'infimum on the edge' };
const brief = (text) => text.replace(/-?\d+\.\d{6,}(E-?\d+)?/g, (x) => say(Number(x)));
const signed = (x, d = 4) => say(x, d);

function put(id, text) {
  const el = typeof id === 'string' ? $(id) : id;
  if (el.textContent !== text) el.textContent = text;
}

export const normal = (m) => `N(${say(real(m[1]), 3)}, ${say(real(m[2]), 3)}²)`;

export function show(frame) {
  const { main } = frame;
  const own = main.estimate;
  const mc = main.stochastic;
  put('value-name', main.formula);
  put('value', say(real(main.exact.value), 5));
  put('value-error', main.exact.why ? '' : `± ${say(real(main.exact.error), 2)} (${KINDS[main.exact.kind]})`);
  const why = main.exact.why || (mc && own.why);
  $('infinite').hidden = !why && !main.failure;
  put('infinite', [main.exact.why && `Exactly: ${main.exact.why}.`, mc && own.why && `By samples: ${own.why}.`, main.exact.why && mc && !own.why && 'The samples do not show it.', main.failure && `The run ended: ${brief(main.failure)}.`].filter(Boolean).join(' '));
  put('opposite', `${main.opposite.formula} ${say(real(main.opposite.value), 4)}`);
  put('qtext', main.q.map((m) => (main.q.length > 1 ? say(m[0], 2) + ' ' : '') + normal(m)).join(' + '));
  put('step', frame.step.toLocaleString('en-US').replace(/,/g, '\u202f'));
  put('rate', frame.running && frame.stepsPerSecond > 0 ? `${Math.round(frame.stepsPerSecond).toLocaleString('en-US').replace(/,/g, '\u202f')} steps/s` : '');
  $('ess-row').hidden = !mc;
  $('mc-row').hidden = !mc;
  if (mc) {
    const k = Number(frame.state.k);
    put('mc', own.why ? 'nothing known' : `${say(real(own.value), 4)} ± ${say(real(own.error), 3)}`);
    put('ess', `${say(real(own.ess), 1)} of ${k}`);
    $('ess-bar').value = (real(own.ess) || 0) / k;
  }
  gradient(main, mc);
  $('twinline').hidden = !frame.twin;
  if (frame.twin) put('twinline', `Racing: ${frame.twin.formula} has q = ${normal(frame.twin.q[0])} and the value ${say(real(frame.twin.exact.value), 4)}.` + (frame.twin.failure ? ` It ended: ${frame.twin.failure}.` : ''));
  put('hand-values', `${main.formula} = ${say(real(main.exact.value), 3)}, ${main.opposite.formula} = ${say(real(main.opposite.value), 3)}`);
}

function gradient(main, mc) {
  $('gradient').classList.toggle('exact', !mc);
  const body = $('gradient').tBodies[0];
  while (body.rows.length > main.names.length) body.deleteRow(-1);
  main.names.forEach((name, j) => {
    if (!body.rows[j]) {
      const row = body.insertRow();
      const head = document.createElement('th');
      head.scope = 'row';
      row.append(head);
      for (let i = 0; i < 3; i++) row.insertCell();
    }
    const { cells } = body.rows[j];
    put(cells[0], name.replace('log sigma', 'log σ').replace('sigma', 'σ').replace('mu', 'μ').replace('tau', 'τ').replace('eta', 'η'));
    put(cells[1], signed(real(main.estimate.gradient[j]), 4));
    put(cells[2], mc ? '± ' + say(real(main.estimate.gradientError[j]), 3) : '');
    put(cells[3], signed(real(main.exact.gradient[j]), 4));
  });
}

/** A sentence for people who do not see the picture; not more often than every two seconds. */
let said = 0;
export function speak(frame, force) {
  const now = performance.now();
  if (!force && (now - said < 2500 || !frame.running)) return;
  said = now;
  put('live', `Step ${frame.step}. q is ${frame.main.q.map(normal).join(' plus ')}. ${frame.main.formula} is ${say(real(frame.main.exact.value), 4)}.` + (frame.main.failure ? ` ${frame.main.failure}.` : ''));
}

export function optima(map, go, hidden) {
  const list = $('optima');
  list.replaceChildren();
  if (hidden) return;
  for (const o of map.optima || []) {
    const item = document.createElement('li');
    const local = o.kind === 'LOCAL_MIN';
    item.className = local ? 'local' : 'best';
    const mark = document.createElement('span');
    mark.className = 'mark';
    mark.textContent = local ? '○' : '◆';
    mark.setAttribute('aria-hidden', 'true');
    const text = document.createElement('span');
    text.className = 't';
    text.textContent = `${NAMES[o.kind]} N(${say(o.mean, 3)}, ${say(o.sd, 3)}²): ${say(real(o.value), 5)}`;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'go there';
    button.setAttribute('aria-label', `go there: N(${say(o.mean, 3)}, ${say(o.sd, 3)} squared)`);
    button.addEventListener('click', () => go(o));
    item.append(mark, text, button);
    list.append(item);
  }
}

export function story(map, hidden) {
  const el = $('story');
  el.textContent = hidden ? 'p is hidden: find it by the two values alone.' : [map.words, map.otherWords].filter(Boolean).join(' ') || 'Looking for all minima …';
}

export function every(table) {
  const body = $('every').tBodies[0];
  while (body.rows.length > table.rows.length) body.deleteRow(-1);
  table.rows.forEach((row, k) => {
    if (!body.rows[k]) {
      const r = body.insertRow();
      for (let i = 0; i < 4; i++) r.insertCell();
    }
    const { cells } = body.rows[k];
    put(cells[0], row.forward.formula);
    put(cells[1], say(real(row.forward.value), 5));
    cells[1].title = row.forward.why || '± ' + short(real(row.forward.error));
    put(cells[2], row.reverse ? row.reverse.formula : 'the same both ways');
    put(cells[3], row.reverse ? say(real(row.reverse.value), 5) : '');
    cells[3].title = row.reverse ? row.reverse.why || '± ' + short(real(row.reverse.error)) : '';
  });
}
