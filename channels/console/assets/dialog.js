// One dialog for every question: how it ended, for whom, with what note, and the help.
import { $, el } from './dom.js';
import { t } from './texts.js';

/** Asks, and gives what body's read() says; undefined when it was cancelled. */
function ask(title, body, read, go) {
  const d = $('dialog');
  if (d.open) return Promise.resolve(undefined);
  $('dialog-title').textContent = title;
  $('dialog-body').replaceChildren(...body.flat().filter(Boolean));
  $('dialog-row').replaceChildren(
    ...(go ? [el('button', { value: 'go', class: 'primary' }, go)] : []),
    el('button', { value: '', formnovalidate: true, autofocus: !go }, go ? t.cancel : t.ok));
  d.returnValue = '';
  d.showModal();
  d.querySelector('[data-first]')?.focus();
  return new Promise((resolve) => {
    d.addEventListener('close', () => resolve(d.returnValue === 'go' ? read() : undefined), { once: true });
  });
}

function radios(name, options) {
  return options.map(([value, label], i) => el('label', { class: 'choice' },
    el('input', { type: 'radio', name, value, checked: i === 0, required: true, 'data-first': i === 0 }), el('span', {}, label)));
}

const picked = (name) => $('dialog-body').querySelector(`input[name="${name}"]:checked`)?.value;

export const askReason = (reasons) => ask(t.closeTitle,
  [el('fieldset', {}, el('legend', {}, t.closeAsk), radios('reason', reasons.map((r) => [r, t.reasons[r] ?? r.replaceAll('_', ' ')])))], () => picked('reason'), t.close);

const sent = (r) => (r.params.length
  ? el('dl', { class: 'sent' }, r.params.map((p) => el('div', {}, el('dt', {}, p.label), el('dd', {}, p.text)))) : null);

export const askRun = (r) => ask(t.runTitle(r.label), [el('p', {}, t.runAsk), sent(r)], () => true, t.runGo);

export function askDecision(d) {
  const reason = el('textarea', { maxlength: '300', required: true, rows: '3' });
  return ask(t.decideTitle(d.label || d.title), [el('fieldset', {}, el('legend', {}, t.decideAsk), radios('outcome', d.choices.map((c) => [c, c.replaceAll('_', ' ')]))),
    el('label', { class: 'field' }, el('span', {}, t.decideReason), reason)], () => ({ outcome: picked('outcome'), reason: reason.value.trim() }), t.decideGo);
}

export function askElsewhere(r) {
  const reference = el('input', { maxlength: '100', required: true, 'data-first': true, autocomplete: 'off' });
  return ask(t.elsewhereTitle(r.label), [el('p', {}, t.elsewhereAsk), sent(r), el('label', { class: 'field' }, el('span', {}, t.reference), reference)], () => reference.value.trim(), t.elsewhereGo);
}

export function askWords() {
  const text = el('textarea', { id: 'note', rows: '3', maxlength: '500', 'data-first': true });
  return ask(t.noteTitle, [el('label', { for: 'note' }, t.noteAsk), text], () => text.value, t.save);
}

export function askNote() {
  const text = el('textarea', { id: 'note', rows: '3', maxlength: '500', 'data-first': true });
  return ask(t.queueTitle, [el('label', { for: 'note' }, t.queueAsk), text], () => text.value, t.toqueue);
}

export const askColleague = (colleagues) => (colleagues.length
  ? ask(t.transferTitle, [el('fieldset', {}, el('legend', {}, t.transferAsk), radios('to', colleagues.map((c) => [c.id, c.name])))], () => picked('to'), t.transfer)
  : ask(t.transferTitle, [el('p', {}, t.nobodyElse)], () => undefined));

export const askSignOut = (n) => ask(t.signoutTitle, [el('p', {}, t.signoutAsk(n))], () => true, t.signout);

export function help(on, set) {
  const box = el('input', { type: 'checkbox', checked: on, onchange: (e) => set(e.target.checked) });
  return ask(t.helpTitle, [
    el('dl', { class: 'keys' }, Object.entries(t.keys).map(([k, what]) => el('div', {}, el('dt', {}, el('kbd', {}, k)), el('dd', {}, what)))),
    el('label', { class: 'choice' }, box, el('span', {}, t.shortcuts)),
  ], () => true);
}
