// What an agent does to a conversation. Each act carries the epoch that the page saw; a refusal is shown where it happened.
import { Refused, api } from './api.js';
import { askColleague, askDecision, askElsewhere, askNote, askReason, askRun, askWords } from './dialog.js';
import { refresh, state, take, write } from './store.js';
import { problem, t } from './texts.js';

let drawn = () => {};
export const onAct = (f) => { drawn = f; };

/** Orders an act; what it was refused for is shown above the conversation. */
async function order(k, name, more = {}) {
  k.trouble = '';
  try {
    take(await api.act(k.id, name, { epoch: k.view.epoch, after: k.n, ...more }));
    return true;
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    k.trouble = e;
    if (e.status === 409 || e.status === 403) await refresh(k.id);
    drawn(k);
    return false;
  }
}

export const claim = async (k) => { if (!k.view.mine && k.view.status !== 'closed') return order(k, 'claim'); return false; };
export const handBack = (k) => order(k, 'handback');
export const close = async (k) => { const reason = await askReason(state.me.reasons); if (reason) { await order(k, 'close', { reason }); write(k.id, ''); } };
export const toQueue = async (k) => { const note = await askNote(); if (note !== undefined) await order(k, 'queue', { note }); };
/** Has a step carried out in the customer's place, after showing what is sent. */
export async function run(k) {
  const r = k.view.summary.run;
  if (r && await askRun(r)) await order(k, 'run', { client: crypto.randomUUID(), step: r.step });
}
/** Records that the step at which the process stands was done outside this house. */
export async function elsewhere(k) {
  const r = k.view.summary.elsewhere;
  const reference = r && await askElsewhere(r);
  if (reference) await order(k, 'elsewhere', { step: r.step, reference });
}
export async function note(k) {
  const text = await askWords();
  if (text?.trim()) await order(k, 'note', { client: crypto.randomUUID(), text });
}
export async function transfer(k) {
  const to = await askColleague(state.lists.present.filter((a) => a.id !== state.me.agent));
  if (to) await order(k, 'transfer', { to });
}
/** Decides in place of the rules, with the reason that the customer is told. */
export async function decide(k, d) {
  const said = await askDecision(d);
  if (said?.reason) await order(k, 'decide', { frame: d.frame, step: d.step, ...said });
}
export const settle = (k, action, outcome, reference) => order(k, 'settle', { action, outcome, reference });

/** Sets a value; the reason of a refusal is thrown, for the field to show. */
export async function correct(k, frame, slot, value) {
  try {
    const view = await api.act(k.id, 'correct', { epoch: k.view.epoch, after: k.n, frame, slot, value });
    k.editing = '';
    k.editor = null;
    take(view);
  } catch (e) {
    if (!(e instanceof Refused) || e.status === 409 || e.status === 403) {
      k.trouble = e;
      await refresh(k.id);
      drawn(k);
      return;
    }
    throw problem(e);
  }
}

/** Says something. It stands in the log at once, and is tried again with the same id, so that it is said once. */
export function say(k, text) {
  const p = { client: crypto.randomUUID(), text, failed: false };
  k.pending.push(p);
  write(k.id, '');
  return send(k, p);
}

export async function send(k, p) {
  p.failed = false;
  drawn(k);
  try {
    const view = await api.act(k.id, 'say', { epoch: k.view.epoch, after: k.n, client: p.client, text: p.text });
    k.pending = k.pending.filter((x) => x !== p);
    take(view);
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    if (e.status === 0 || e.status >= 500) p.failed = true;
    else { // it will never be taken like this: back into the field
      k.pending = k.pending.filter((x) => x !== p);
      write(k.id, k.draft ? `${p.text}\n${k.draft}` : p.text);
      k.trouble = e;
      await refresh(k.id);
    }
    drawn(k);
  }
}

export const buttons = (k) => {
  if (k.view.status === 'closed') return [];
  const noting = { key: 'n', label: t.note_, long: t.noteLong, act: note };
  if (!k.view.mine) return k.view.status === 'with_person' ? [noting] : [{ key: 'a', label: t.take, act: claim, primary: true }, noting];
  return [
    { key: 'h', label: t.handback, long: t.handbackLong, act: handBack, primary: true }, { key: 'q', label: t.toqueue, long: t.toqueueLong, act: toQueue },
    { key: 't', label: t.transfer, long: t.transferLong, act: transfer }, { key: 'e', label: t.close, act: close }, noting,
  ];
};
