// What the page knows: who is signed in, the lists, and every conversation that was looked at.
import { api } from './api.js';

export const state = { me: null, lists: null, others: null, current: '', talks: new Map(), cut: false };

/** A conversation that is kept: its newest view, its items, and what the agent is writing. */
function talkOf(id) {
  if (!state.talks.has(id)) {
    state.talks.set(id, { id, view: null, items: [], n: 0, seen: 0, unread: 0, draft: sessionStorage.getItem(`draft.${id}`) ?? '', pending: [], mark: '', trouble: '' });
  }
  return state.talks.get(id);
}
export const talk = talkOf;

let changed = () => {};
export const onChange = (f) => { changed = f; };

/** Takes an answer in: what follows the items that are there. */
export function take(view) {
  const k = talkOf(view.id);
  const fresh = view.items.filter((i) => i.n > k.n);
  if (!k.view) k.seen = fresh.findLast((i) => i.from === 'person' || i.note?.code === 'claimed')?.n ?? 0; // an agent has read up to there
  k.items.push(...fresh);
  k.n = Math.max(k.n, view.n);
  k.view = view;
  if (view.id === state.current && document.visibilityState === 'visible') k.seen = k.n;
  const heard = fresh.filter((i) => i.type === 'message' && i.from === 'customer' && i.n > k.seen);
  k.unread = k.items.filter((i) => i.type === 'message' && i.from === 'customer' && i.n > k.seen).length;
  changed({ id: view.id, fresh, heard: heard.length });
  return k;
}

/** Fetches what is new; calls that come while one runs become one more. */
export function refresh(id) {
  const k = talkOf(id);
  if (k.busy) { k.again = true; return k.busy; }
  k.busy = api.show(id, k.n).then(take, (e) => {
    if (e.status === 404 && k.view) k.view.status = 'closed';
    k.trouble = e.status === 404 || !k.view ? e : k.trouble;
    changed({ id, fresh: [], heard: 0 });
  }).finally(() => {
    k.busy = null;
    if (k.again) { k.again = false; refresh(id); }
  });
  return k.busy;
}

/** New lists: fetch what moved of what is shown or ours. */
export function takeLists(l) {
  const before = state.lists;
  state.lists = l;
  const cards = new Map([...l.queue, ...l.mine, ...l.left, ...(l.watched ? [l.watched] : [])].map((c) => [c.id, c]));
  for (const c of l.mine) talkOf(c.id);
  for (const [id, k] of state.talks) {
    const c = cards.get(id);
    if (!c) {
      if (id === state.current && k.view && k.view.status !== 'closed' && k.mark !== 'away') { k.mark = 'away'; refresh(id); }
      continue;
    }
    const ours = id === state.current || c.holder === state.me.agent;
    if (ours && k.mark !== c.last) { k.mark = c.last; refresh(id); }
  }
  const known = new Set((before?.queue ?? []).map((c) => c.id));
  changed({ lists: true, waiting: before ? l.queue.filter((c) => !known.has(c.id)).length : 0 });
}

export function look(id) {
  state.current = id;
  const k = talkOf(id);
  k.seen = k.n;
  k.unread = 0;
  k.trouble = '';
  return k;
}

export function write(id, text) {
  talkOf(id).draft = text;
  if (text) sessionStorage.setItem(`draft.${id}`, text);
  else sessionStorage.removeItem(`draft.${id}`);
}

/** Forgets everything of a session that is over. */
export function forget() {
  state.talks.clear();
  Object.assign(state, { me: null, lists: null, others: null, current: '' });
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('draft.')) sessionStorage.removeItem(key);
}
