// Texts that agents send often: typing / in the reply finds them.
import { $, el } from './dom.js';
import { state, talk, write } from './store.js';
import { t } from './texts.js';

const open = /{{(\w+)}}/;

/** A reply in the customer's language, with what is known of the conversation filled in. */
function fill(reply, k) {
  const s = k.view.summary;
  const known = {
    name: s.who.name, agent: state.me.name, case: s.case,
    reference: s.done.findLast((d) => d.outcome === 'done' && d.reference && !d.house && !d.undone)?.reference,
  };
  const text = reply.text[k.view.language] ?? Object.values(reply.text)[0];
  return text.replace(/{{(\w+)}}/g, (all, name) => known[name] || all);
}

let at = 0;
let found = [];

function shut() {
  found = [];
  $('replies').hidden = true;
  $('replies').replaceChildren();
  $('reply').removeAttribute('aria-activedescendant');
}

function mark() {
  [...$('replies').children].forEach((e, i) => e.setAttribute('aria-selected', String(i === at)));
  $('reply').setAttribute('aria-activedescendant', `reply-${at}`);
  $('replies').children[at]?.scrollIntoView({ block: 'nearest' });
}

function choose(i) {
  const text = found[i].text;
  shut();
  $('reply').value = text;
  write(state.current, text);
  $('reply').focus();
  toOpen();
}

/** Selects what is not filled in yet; false when there is nothing. */
export function toOpen() {
  const m = open.exec($('reply').value);
  if (!m) return false;
  $('reply').setSelectionRange(m.index, m.index + m[0].length);
  $('announce').textContent = t.fillIn(m[1]);
  $('send-hint').textContent = t.fillIn(m[1]);
  return true;
}

/** Shows what fits what is typed after the /. */
function search() {
  const m = /^\/(\S*)$/.exec($('reply').value);
  const k = talk(state.current);
  $('send-hint').textContent = t.sendHint;
  if (!m || !k?.view) { shut(); return; }
  const wanted = m[1].toLowerCase();
  found = state.me.replies.map((r) => ({ key: r.key, text: fill(r, k) })).filter((r) => r.key.includes(wanted) || r.text.toLowerCase().includes(wanted));
  at = 0;
  $('replies').hidden = false;
  $('replies').replaceChildren(...found.map((r, i) => el('li', { id: `reply-${i}`, role: 'option', onmousedown: (e) => { e.preventDefault(); choose(i); } },
    el('b', {}, `/${r.key}`), ' ', el('span', {}, r.text))));
  if (found.length) mark();
  else shut();
}

/** Wires the field; keys that the list takes go no further. */
export function wireReplies() {
  $('reply').addEventListener('input', search);
  $('reply').addEventListener('blur', shut);
  $('reply').addEventListener('keydown', (e) => {
    if (!found.length || e.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (by) { at = (at + by + found.length) % found.length; mark(); }
    else if (e.key === 'Enter' || e.key === 'Tab') choose(at);
    else if (e.key === 'Escape') shut();
    else return;
    e.preventDefault();
    e.stopImmediatePropagation();
  });
}
