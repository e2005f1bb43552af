// Draws one message. What is drawn is never drawn again: screen readers hear each message once.
import { choices } from './choices.js';
import { el, prose, outside, save } from './dom.js';
import { form } from './form.js';
import { sentFiles, upload } from './upload.js';

/** Who speaks, as a reader must be able to tell at every moment. */
export const speaker = (e, words) => ({
  customer: words.you, assistant: words.assistant, person: words.employee(e.name || ''), system: words.notice,
}[e.from]);

export function draw(e, words, { choose, fill, files }) {
  const at = new Date(e.at);
  const who = speaker(e, words);
  const item = el('li', { class: `message ${e.from} kind-${e.kind || 'none'}`, lang: e.language, 'data-n': e.n });
  const name = el('p', { class: 'name' },
    el('span', {}, who), e.ai ? el('span', { class: 'badge' }, 'AI') : null,
    el('time', { datetime: at.toISOString(), title: words.full(at) }, words.time(at)));
  const bubble = el('div', { class: 'bubble' }, el('span', { class: 'unseen' }, words.says(who)), ...prose(e.text || '', words));
  if (e.from === 'customer') {
    if (e.files?.length) bubble.append(sentFiles(e.files));
    item.append(bubble, el('p', { class: 'meta', 'aria-live': 'off' }, el('time', { datetime: at.toISOString(), title: words.full(at) }, words.time(at)),
      el('span', { class: 'state' })));
    return item;
  }
  if (e.citations?.length) bubble.append(sources(e.citations, words));
  item.append(name);
  if (e.text || e.citations?.length) item.append(bubble);
  if (e.receipt) item.append(receipt(e.receipt, words));
  if (e.form) item.append(form(e, words, fill));
  if (e.upload) item.append(upload(e, words, files));
  if (e.buttons?.length) item.append(choices(e, words, choose));
  return item;
}

function sources(citations, words) {
  return el('ul', { class: 'sources', 'aria-label': words.source },
    ...citations.map((c) => el('li', {}, el('span', {}, `${words.source}: `), outside(c.link || '', c.title, words))));
}

/** A label of one word; what follows is only heard. */
const short = ([shown, more]) => [shown, el('span', { class: 'unseen' }, ` ${more}`)];

function receipt(r, words) {
  const at = new Date(r.at);
  const lines = (r.lines || []).map((l) => {
    const cut = l.indexOf(': ');
    return cut < 0 ? [l, ''] : [l.slice(0, cut), l.slice(cut + 2)];
  });
  const facts = el('dl', {}, ...lines.flatMap(([k, v]) => [el('dt', {}, k), el('dd', {}, v)]));
  const card = el('section', { class: 'receipt', 'aria-label': r.title },
    el('h2', {}, r.title), el('p', { class: 'when' }, words.full(at)), facts);
  const text = [r.title, words.full(at), r.reference && `${words.reference}: ${r.reference}`, ...(r.lines || [])].filter(Boolean).join('\n');
  const tools = el('div', { class: 'tools' });
  if (r.reference) {
    const code = el('code', {}, r.reference);
    facts.prepend(el('dt', {}, words.reference), el('dd', {}, code));
    tools.append(el('button', { type: 'button', onclick: (ev) => copy(r.reference, code, ev.currentTarget, words) }, ...short(words.copy)));
  }
  tools.append(el('button', {
    type: 'button',
    onclick: () => save(new Blob([text + '\n'], { type: 'text/plain' }), `${words.receipt}-${(r.reference || 'chat').replace(/[^\w-]/g, '_')}.txt`),
  }, ...short(words.download)));
  tools.append(el('button', { type: 'button', onclick: () => print(card) }, words.print));
  card.append(tools);
  return card;
}

/** Prints one receipt and nothing around it. */
function print(card) {
  const done = () => { card.classList.remove('printed'); document.documentElement.classList.remove('printing'); };
  card.classList.add('printed');
  document.documentElement.classList.add('printing');
  addEventListener('afterprint', done, { once: true });
  window.print();
}

async function copy(text, shown, button, words) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
    setTimeout(() => button.replaceChildren(...short(words.copy)), 3000);
  } catch { // not allowed here: then it is selected, ready to be copied
    getSelection().selectAllChildren(shown);
  }
}

/** The fold-out of a demonstration: what was understood, how sure, by what, and which step or rule followed. */
export function why(events, words, explain, known) {
  const names = known[words.language] ?? { flows: {}, slots: {}, values: {}, operations: {} };
  const called = (map, key) => map[key] ?? key.replace(/^\w+\./, '').replaceAll('_', ' ');
  const w = explain(events.map((e) => e.why || { what: 'because', text: e.because }), {
    flow: (f) => called(names.flows, f), slot: (s) => called(names.slots, s), operation: (o) => called(names.operations, o),
    value: (s, v) => names.values[s]?.[v],
  }, words.language);
  const list = el('ol', {}, ...w.lines.map((l) => el('li', {}, el('b', {}, l.what), el('span', {}, l.text, l.facts ? el('small', {}, ` ${l.facts}`) : null))));
  if (w.details.length) list.append(el('li', {}, el('details', {}, el('summary', {}, w.title), el('ul', { lang: 'en' }, ...w.details.map((d) => el('li', {}, d))))));
  return el('li', { class: 'why', 'aria-live': 'off' }, el('details', { ontoggle: (ev) => ev.target.scrollIntoView({ block: 'nearest' }) }, el('summary', {}, words.why), list));
}
