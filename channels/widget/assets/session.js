// What a browser keeps of a conversation: the token for a day, and per tab what was not sent yet. It is written only
// after the chat has been opened. Where a browser keeps nothing, memory must do.
const memory = new Map();

function keep(area, key, value) {
  try {
    if (value === null) area().removeItem(key);
    else area().setItem(key, JSON.stringify(value));
  } catch { /* not allowed or full */ }
  memory.set(key, value);
}

function kept(area, key) {
  try {
    const v = area().getItem(key);
    if (v !== null) return JSON.parse(v);
  } catch { /* not allowed, or not ours */ }
  return memory.get(key) ?? null;
}

const local = () => localStorage;
const tab = () => sessionStorage;
const SESSION = 'balie.session', OUTBOX = 'balie.outbox', DRAFT = 'balie.draft';

export const load = () => {
  const s = kept(local, SESSION);
  return s && s.id && s.token && Date.parse(s.expires) > Date.now() ? s : null;
};
export const save = (s) => keep(local, SESSION, s);
export const clear = () => { keep(local, SESSION, null); keep(tab, OUTBOX, null); keep(tab, DRAFT, null); };

/** Calls back when another tab opens, changes or leaves the conversation. */
export const watch = (changed) => addEventListener('storage', (e) => { if (e.key === SESSION || e.key === null) changed(load()); });

export const draft = (text) => (text === undefined ? kept(tab, DRAFT) || '' : keep(tab, DRAFT, text || null));
export const outbox = (items) => (items === undefined ? kept(tab, OUTBOX) || [] : keep(tab, OUTBOX, items.length ? items : null));

/** A name for a message that no other message has. */
export const newID = () => {
  const b = crypto.getRandomValues(new Uint8Array(16));
  return Date.now().toString(36) + '-' + Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
};
