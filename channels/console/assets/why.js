// Why the assistant did something, in the agent's language. Names of flows, values and steps are those of the panel
// beside it; how the recognizer counted stands in a fold-out of its own, as it was noted.
import { el } from './dom.js';
import { t, word } from './texts.js';

const percent = (n) => `${Math.round(n * 100)}%`;

/** What the panel calls things: flows by their title, values by their label, operations by what an agent reads. */
function names(k) {
  const s = k.view?.summary ?? { processes: [], done: [], wants: [] };
  const find = (list, test, key, otherwise) => list.find(test)?.[key] || otherwise.replaceAll('_', ' ');
  const values = s.processes.flatMap((p) => p.values);
  return {
    flow: (f) => find([...s.processes, ...s.wants], (x) => x.flow === f, 'title', t.flows[f] ?? f),
    slot: (n) => find(values, (v) => v.slot === n, 'label', t.slots[n] ?? n),
    value: (n, v) => {
      const options = values.find((x) => x.slot === n)?.options ?? [];
      if (v.startsWith('{')) return options.find((o) => v.includes(`: ${o.key},`) || v.includes(`: ${o.key}}`))?.label ?? '…'; // a record of a back end
      return options.find((o) => o.key === v)?.label ?? ({ true: t.yes, false: t.no }[v] ?? v);
    },
    operation: (o) => find(s.done, (d) => d.operation === o, 'label', o.replace(/^\w+\./, '')),
  };
}

/** Commands, as start(block_card), set(reason = "lost"), in words. */
function commands(text, n) {
  const one = (c) => {
    let m;
    if ((m = /^start\((\w+)\)$/.exec(c))) return `${t.cmd.start} ${n.flow(m[1])}`;
    if ((m = /^set\((\w+) = "?(.*?)"?\)$/.exec(c))) return `${n.slot(m[1])}: ${n.value(m[1], m[2])}`;
    if ((m = /^skip\((\w*)\)$/.exec(c))) return `${t.cmd.skip} ${m[1] ? n.slot(m[1]) : ''}`.trim();
    if ((m = /^clarify\((.*)\)$/.exec(c))) return `${t.cmd.clarify} ${m[1].split(', ').map(n.flow).join(' / ')}`;
    return t.cmd[c] ?? word('pattern', c);
  };
  return (text || '').split(/, (?=\w+\(|\w+$)/).filter(Boolean).map(one).join(' · ');
}

/** Where in the record a fact belongs: flow.step, or only one of the two. */
function place(at, n) {
  const [flow] = (at ?? '').split('.');
  return flow ? n.flow(flow) : '';
}

/** Why something was said. */
function because(text, n) {
  let m;
  if ((m = /^slot (\w+) of (\w+) is not known yet$/.exec(text))) return t.because.ask(n.slot(m[1]), n.flow(m[2]));
  if ((m = /^pattern (\w+)$/.exec(text))) return t.because.pattern(word('pattern', m[1]));
  if ((m = /^passage (\S+)$/.exec(text))) return t.because.passage(m[1]);
  if ((m = /^rule of slot (\w+)$/.exec(text))) return t.because.rule(n.slot(m[1]));
  if ((m = /^step \S+ of (\w+) asks before it acts$/.exec(text))) return t.because.confirm(n.flow(m[1]));
  if ((m = /^(?:step \S+ of|acknowledge of|receipts of) (\w+)$/.exec(text))) return t.because.step(n.flow(m[1]));
  if ((m = /^(\w+) is urgent$/.exec(text))) return t.because.urgent(n.flow(m[1]));
  if (text === 'the first thing a customer reads') return t.because.first;
  return text;
}

const says = {
  understood: (w, n) => commands(w.text, n), admitted: (w, n) => commands(w.text, n), refused: (w, n) => commands(w.text, n),
  value: (w, n) => { const [slot, v] = w.text.split(' = '); return `${n.slot(slot)}: ${n.value(slot, v ?? '')}`; },
  cleared: (w, n) => n.slot(w.text), skipped: (w, n) => n.slot(w.text), process: (w, n) => n.flow(w.text), ended: (w, n) => n.flow(w.text),
  read: (w) => w.text.replace(/: (\w+)/, (_, o) => `: ${word('outcome', o)}`),
  action: (w, n) => w.text.replace(/[\w]+\.[\w.]+/, (o) => n.operation(o)), because: (w, n) => because(w.text, n),
  branch: (w) => (w.text === 'true' ? t.yes : t.no), language: (w) => t.languages[w.text] ?? w.text, consent: () => '', consent_given: () => '', consent_void: () => '',
};

function line(w, n) {
  const text = (says[w.what] ?? (() => w.text))(w, n);
  const step = w.what === 'refused' || w.what === 'cleared' || w.what === 'consent_void' ? word('voided', w.step) : w.what === 'ended' || w.what === 'action' && !w.by ? w.step && word('outcome', w.step) : place(w.step, n);
  const facts = [w.by && (t.via[w.by] ?? t.source[w.by] ?? w.by.replaceAll('_', ' ')), w.sure ? `${percent(w.sure)} ${t.sure}` : '', step].filter(Boolean).join(' · ');
  return el('li', {}, el('b', {}, word('what', w.what)), text ? [' ', el('span', { class: 'fact' }, text)] : '', facts ? ` ${facts}` : '');
}

/** One fold-out under a turn: what was understood, how sure, by what, and what followed from it. */
export function whyTurn(lines, k) {
  const n = names(k);
  const u = lines.find((w) => w.what === 'understood');
  const head = u ? [commands(u.text, n), u.sure ? percent(u.sure) : ''].filter(Boolean).join(' · ') : '';
  const trace = lines.flatMap((w) => w.trace ?? []);
  return el('details', { class: 'why' }, el('summary', {}, t.whyTurn, head ? el('span', {}, `: ${head}`) : null),
    el('ul', {}, lines.filter((w) => w.what !== 'admitted').map((w) => line(w, n))),
    trace.length ? el('details', { class: 'trace' }, el('summary', {}, t.trace), el('ul', { lang: 'en' }, trace.map((x) => el('li', {}, x)))) : null);
}
