// Talks to the API of /v1. The token travels in a header, never in an address.

/** A refusal of the server, or no answer at all (status 0). */
export class Problem extends Error {
  constructor(status, code, detail, retry) {
    super(detail || code);
    Object.assign(this, { status, code, retry });
  }
  /** Whether the same request may succeed later. */
  get passing() { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

async function request(method, path, { token, body, signal } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  let res;
  try {
    res = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal, credentials: 'omit', cache: 'no-store' });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Problem(0, 'offline', e.message);
  }
  if (res.ok) return res;
  const p = await res.json().catch(() => ({}));
  throw new Problem(res.status, p.code, p.detail, Number(res.headers.get('Retry-After')) * 1000 || 0);
}

const at = (session, rest) => `/v1/conversations/${encodeURIComponent(session.id)}/${rest}`;

export const create = async (body) => (await request('POST', '/v1/conversations', { body })).json();

export async function post(session, what, body = {}) {
  try {
    const res = await request('POST', at(session, what), { token: session.token, body, signal: AbortSignal.timeout(20000) });
    return res.status === 204 ? {} : await res.json();
  } catch (e) { // no answer, or half of one: it may have been stored, so the same is sent again
    throw e instanceof Problem ? e : new Problem(0, 'timeout', e.message);
  }
}

/** Brings a file to the server, and tells how much of it is there. */
export function put(session, file, progress, signal) {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    x.open('POST', at(session, 'files'));
    x.responseType = 'json';
    x.timeout = 120000;
    x.setRequestHeader('Authorization', `Bearer ${session.token}`);
    x.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    x.setRequestHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`);
    x.upload.onprogress = (e) => { if (e.lengthComputable) progress(e.loaded / e.total); };
    x.onload = () => (x.status === 201 ? resolve(x.response) : reject(new Problem(x.status, x.response?.code, x.response?.detail)));
    x.onerror = x.ontimeout = () => reject(new Problem(0, 'offline'));
    x.onabort = () => reject(new Problem(0, 'aborted'));
    signal.addEventListener('abort', () => x.abort());
    x.send(file);
  });
}

/** Takes a file back that was not sent yet; what stays is forgotten by itself. */
export const drop = (session, id) => request('DELETE', at(session, `files/${encodeURIComponent(id)}`), { token: session.token }).catch(() => {});

export const list = async (session, after, signal) =>
  (await request('GET', at(session, `events?after=${after}&limit=200`), { token: session.token, signal })).json();

export const transcript = async (session) => (await request('GET', at(session, 'transcript'), { token: session.token })).blob();

/** Yields events as they happen, and signs that a person is writing, which have no number; ends when the server does, and throws when nothing came for a minute. */
export async function* stream(session, after, signal) {
  const watch = new AbortController();
  const both = AbortSignal.any([signal, watch.signal]);
  let timer;
  const alive = () => { clearTimeout(timer); timer = setTimeout(() => watch.abort(), 60000); };
  alive();
  try {
    const res = await request('GET', at(session, `stream?after=${after}`), { token: session.token, signal: both });
    const reader = res.body.pipeThrough(new TextDecoderStream()).getReader();
    yield null; // connected
    for (let rest = ''; ;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const frames = (rest + value).split('\n\n');
      rest = frames.pop();
      for (const frame of frames) {
        const lines = frame.split('\n');
        const data = lines.filter((l) => l.startsWith('data:')).map((l) => l.slice(5)).join('\n');
        if (data) yield lines.includes('event: typing') ? { type: 'typing', ...JSON.parse(data) } : JSON.parse(data);
      }
    }
  } finally {
    clearTimeout(timer);
    watch.abort();
  }
}

/** Waits longer after each failure, from half a second to half a minute, never for exactly as long as others do. */
export class Backoff {
  constructor() { this.n = 0; this.wake = () => {}; }
  reset() { this.n = 0; }
  wait(atLeast = 0) {
    const ms = Math.max(atLeast, Math.min(30000, 500 * 2 ** this.n++) * (0.5 + Math.random() / 2));
    return new Promise((resolve) => {
      const t = setTimeout(resolve, ms);
      this.wake = () => { clearTimeout(t); resolve(); };
    });
  }
  /** Something has changed for the better: try at once. */
  now() { this.n = 0; this.wake(); }
}
