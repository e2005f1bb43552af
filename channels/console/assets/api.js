// Asks the server. Every refusal becomes a Refused with the server's code.
import { lang } from './texts.js';

export class Refused extends Error {
  constructor(status, body) {
    super(body.detail ?? body.code);
    this.status = status;
    Object.assign(this, { code: body.code, detail: body.detail, name: body.name ?? '', form: body.form ?? '' });
  }
}

async function ask(method, path, body) {
  let res;
  try {
    res = await fetch(`api/${path}`, {
      method, credentials: 'same-origin', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refused(0, { code: 'network' });
  }
  const text = await res.text();
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { answer = { code: 'unavailable' }; }
  if (!res.ok) throw new Refused(res.status, answer);
  return answer;
}

export const api = {
  me: () => ask('GET', 'me'),
  signIn: (agent, password) => ask('POST', 'session', { agent, password }),
  signOut: () => ask('DELETE', 'session'),
  beat: () => ask('POST', 'heartbeat', {}),
  open: () => ask('GET', `open?lang=${lang}`),
  show: (id, after) => ask('GET', `conversations/${encodeURIComponent(id)}?after=${after}&lang=${lang}`),
  typing: (id) => ask('POST', `conversations/${encodeURIComponent(id)}/typing`, {}),
  act: (id, name, order) => ask('POST', `conversations/${encodeURIComponent(id)}/${name}?lang=${lang}`, order),
};

/** One stream for all that changes. It joins again by itself; out() is called when the session is over. */
export function listen({ lists, cut, out }) {
  let source;
  let watched = '';
  let later;
  const join = () => {
    clearTimeout(later);
    source?.close();
    const s = new EventSource(`api/stream?lang=${lang}&watch=${encodeURIComponent(watched)}`);
    source = s;
    s.addEventListener('open', () => cut(false));
    s.addEventListener('lists', (e) => { cut(false); lists(JSON.parse(e.data)); });
    s.addEventListener('beat', () => { api.beat().catch(() => {}); }); // only an answer shows that somebody is there
    s.addEventListener('out', () => { s.close(); out(); });
    s.addEventListener('error', () => {
      if (source !== s) return;
      cut(true);
      if (s.readyState !== EventSource.CLOSED) return;
      later = setTimeout(() => { api.me().then(join, (e) => (e.status === 401 ? out() : join())); }, 2000);
    });
  };
  join();
  return {
    watch(id) { if (id !== watched) { watched = id; join(); } },
    close() { clearTimeout(later); source.close(); source = undefined; },
  };
}
