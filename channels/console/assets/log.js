// The live conversation. Items are appended as they come; a conversation keeps its elements, so that switching is instant.
import { el, outside } from './dom.js';
import { files } from './files.js';
import { clock, value } from './format.js';
import { state } from './store.js';
import { t, word } from './texts.js';
import { whyTurn } from './why.js';

function message(k, i) {
  const from = i.from === 'person' ? i.name || t.person : t[i.from] ?? i.from;
  return el('div', { class: `message ${i.from}` },
    el('p', { class: 'by' }, el('b', {}, from), ' ', el('time', { datetime: i.at }, clock(i.at))),
    i.text ? el('div', { class: 'text' }, i.text) : null,
    files(k, i.files ?? []),
    i.buttons?.length ? el('ul', { class: 'offered', 'aria-label': t.offered }, i.buttons.map((b) => el('li', {}, b))) : null,
    i.receipt ? el('p', { class: 'proof' }, i.receipt.title, i.receipt.reference ? el('b', {}, ` ${i.receipt.reference}`) : null) : null,
    (i.citations ?? []).map((c) => el('p', { class: 'cite' }, `${t.source_}: `, outside(c.link, c.title), c.passage ? el('q', {}, c.passage) : null)));
}

function note(i, k) {
  const n = { ...i.note };
  if (n.code === 'requested') n.detail = word('reason', n.detail);
  if (n.code === 'closed') n.detail = word('reasons', n.detail);
  if (n.code === 'identity') n.detail = word('assurance', n.detail);
  if (n.code.startsWith('action_')) {
    const deed = k.view?.summary.done.find((d) => d.operation === n.detail);
    if (deed?.house && n.code === 'action_done') { // sending a code is no news; it stands under the turn
      k.lines.push({ what: 'action', text: n.detail, step: word('outcome', 'done') });
      return null;
    }
    n.detail = deed?.label || n.detail;
  }
  if (n.code === 'corrected') {
    const v = k.view?.summary.processes.find((p) => p.frame === n.frame)?.values.find((x) => x.slot === n.slot);
    n.label = v?.label ?? n.slot;
    n.detail = v?.options?.find((o) => o.key === n.detail)?.label ?? (n.value ? value({ value: n.value, text: n.detail }) : n.detail);
  }
  return el('p', { class: `note ${n.code}${n.urgent ? ' urgent' : ''}` }, (t.note[n.code] ?? (() => n.code))(n), ' ', el('time', { datetime: i.at }, clock(i.at)));
}

function element(k, i) {
  if (i.type === 'why') { k.lines.push(i.why); return null; }
  if (i.type === 'turn') {
    const lines = k.lines;
    k.lines = [];
    return lines.length ? whyTurn(lines, k) : null;
  }
  if (i.type === 'note') return note(i, k);
  if (i.because) k.lines.push({ what: 'because', text: i.because });
  return message(k, i);
}

function pending(k, p, retry) {
  return el('div', { class: 'message person waiting' }, el('p', { class: 'by' }, el('b', {}, state.me.name)),
    el('div', { class: 'text' }, p.text),
    el('p', { class: 'by', role: p.failed ? 'alert' : undefined }, p.failed ? t.notSent : t.sending, ' ', p.failed ? el('button', { type: 'button', onclick: () => retry(k, p) }, t.retry) : null));
}

/** Keeps a log at its end unless somebody has scrolled up in it, also when the space for it changes. */
export function keepEnd(box) {
  const current = () => state.talks.get(state.current);
  const end = () => { const k = current(); if (k && k.list === box.firstChild && k.top === undefined) box.scrollTop = box.scrollHeight; };
  box.addEventListener('scroll', () => {
    const k = current();
    if (k && k.list === box.firstChild) k.top = box.scrollHeight - box.scrollTop - box.clientHeight < 40 ? undefined : box.scrollTop;
  });
  new ResizeObserver(end).observe(box);
}

/** Brings the log of a conversation up to date and shows it. */
export function drawLog(box, k, retry) {
  if (!k.list) {
    k.list = el('div', { class: 'list' });
    k.lines = [];
    k.drawn = 0;
  }
  const switched = box.firstChild !== k.list;
  k.list.querySelectorAll('.waiting').forEach((e) => e.remove());
  for (; k.drawn < k.items.length; k.drawn += 1) {
    const e = element(k, k.items[k.drawn]);
    if (e) k.list.append(e);
  }
  k.list.append(...k.pending.map((p) => pending(k, p, retry)));
  if (k.pending.length) k.top = undefined; // who sends something wants to see it
  const { top } = k; // showing the list makes the browser scroll
  if (switched) box.replaceChildren(k.list);
  box.scrollTop = top ?? box.scrollHeight;
}
