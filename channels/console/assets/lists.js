// The left column: mine, the queue, messages that were left, and all others.
import { $, el, fill } from './dom.js';
import { ago } from './format.js';
import { state } from './store.js';
import { t, word } from './texts.js';

function name(c) {
  const k = state.talks.get(c.id);
  return k?.view?.summary.who.name || c.title || (c.reason ? word('reason', c.reason) : t.customer);
}

function line(c) {
  const parts = [];
  if (state.talks.get(c.id)?.view?.summary.who.name && c.title) parts.push(c.title);
  if (c.reason && c.title) parts.push(word('reason', c.reason));
  if (c.person && c.holder !== state.me.agent) parts.push(t.with_other(c.person));
  if (c.case) parts.push(`${t.caseNr} ${c.case}`);
  return parts.join(' · ');
}

function card(c, open) {
  const unread = state.talks.get(c.id)?.unread ?? 0;
  const waits = c.status === 'queued';
  return el('li', {}, el('button', {
    class: `card${c.urgent && waits ? ' urgent' : ''}${unread ? ' unread' : ''}`, 'data-key': c.id, 'data-id': c.id,
    'aria-current': c.id === state.current ? 'true' : undefined, onclick: () => open(c.id),
  },
  el('span', { class: 'first' }, el('strong', {}, name(c)), unread ? el('span', { class: 'count' }, t.unread(unread)) : null),
  el('span', { class: 'second' }, line(c)),
  el('span', { class: 'third' },
    c.urgent && waits ? el('em', { class: 'flag' }, t.urgent) : null,
    el('span', { class: 'when', 'data-since': c.since, 'data-waits': waits ? '1' : undefined }, waits ? t.waits(ago(c.since)) : ago(c.since)),
    el('span', {}, `${word('channel', c.channel)} · ${word('languages', c.language)}`))));
}

function section(id, title, cards, empty, open) {
  return el('section', { 'aria-labelledby': `h-${id}` },
    el('h2', { id: `h-${id}` }, title, el('span', { class: 'number' }, ` ${cards.length}`)),
    cards.length ? el('ul', {}, cards.map((c) => card(c, open))) : el('p', { class: 'none' }, empty));
}

/** Other conversations are fetched only when somebody wants to see them. */
function others(open, more) {
  const l = state.lists;
  const shown = state.others;
  const own = new Set([...l.mine, ...l.left].map((c) => c.id));
  const cards = (shown ?? []).filter((c) => !own.has(c.id));
  return el('section', {}, el('h2', {}, el('button', { class: 'fold', 'data-key': 'others', 'aria-expanded': shown ? 'true' : 'false', onclick: more },
    t.others, el('span', { class: 'number' }, ` ${l.others}`))),
  shown && (cards.length ? el('ul', {}, cards.map((c) => card(c, open))) : el('p', { class: 'none' }, t.none)));
}

export function drawLists(open, more) {
  const l = state.lists;
  if (!l) return;
  fill($('lists'), () => [
    section('mine', t.mine, l.mine, t.emptyMine, open),
    section('queue', t.queue, l.queue, t.emptyQueue, open),
    l.left.length ? section('left', t.left, l.left, '', open) : null,
    others(open, more),
  ]);
}

/** The conversations from top to bottom, for j and k. */
export const order = () => [...$('lists').querySelectorAll('[data-id]')].map((e) => e.dataset.id);

/** Waiting times go on without the server. */
export function tick() {
  for (const e of $('lists').querySelectorAll('[data-since]')) {
    const text = e.dataset.waits ? t.waits(ago(e.dataset.since)) : ago(e.dataset.since);
    if (e.textContent !== text) e.textContent = text;
  }
}
