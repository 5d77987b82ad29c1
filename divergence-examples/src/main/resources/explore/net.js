// Talks to the server: one change at a time goes out, later ones are merged into the next; frames come as events.
const base = new URL('./', document.baseURI);

async function post(name, body) {
  const answer = await fetch(new URL(name, base), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), credentials: 'omit', cache: 'no-store',
  });
  const data = await answer.json();
  if (!answer.ok) {
    const error = new Error(data.error || 'the server refused');
    error.status = answer.status;
    throw error;
  }
  return data;
}

export class Net {
  constructor(on) {
    this.on = on;
    this.pending = null;
    this.busy = false;
  }

  async open(query) {
    const first = await post('open', { query });
    this.session = first.session;
    this.listen();
    return first;
  }

  listen() {
    if (this.source) this.source.close();
    const source = new EventSource(new URL('events?session=' + this.session, base));
    this.source = source;
    source.addEventListener('frame', (e) => this.on.frame(JSON.parse(e.data)));
    source.addEventListener('map', (e) => this.on.map(JSON.parse(e.data)));
    source.addEventListener('table', (e) => this.on.table(JSON.parse(e.data)));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        setTimeout(() => this.on.lost(), 1200);
      }
    };
  }

  async act(what, more = {}) {
    try {
      return await post('do', { session: this.session, do: what, ...more });
    } catch (e) {
      if (e.status === 410) {
        this.on.lost();
      } else {
        this.on.error(e.message);
      }
      return null;
    }
  }

  /** Changes part of the state. While one change is under way the next ones are gathered, so that a drag never lags behind. */
  set(change) {
    this.pending = { ...(this.pending || {}), ...change };
    this.drain();
  }

  async drain() {
    if (this.busy) return;
    this.busy = true;
    while (this.pending) {
      const change = this.pending;
      this.pending = null;
      const frame = await this.act('set', { change });
      if (frame) this.on.frame(frame);
    }
    this.busy = false;
  }

  get idle() {
    return !this.busy;
  }

  leave() {
    navigator.sendBeacon(new URL('close', base), new Blob([JSON.stringify({ session: this.session })], { type: 'application/json' }));
  }
}
