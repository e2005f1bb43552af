// The fold-out under a turn: why the assistant did something, in the agent's language. Names of flows, values and steps are
// those of the panel beside it.
import { el } from './dom.js';
import { lang, t } from './texts.js';
import { explain } from './trace.js';

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
      return options.find((o) => o.key === v || (v.startsWith('{') && (v.includes(`: ${o.key},`) || v.includes(`: ${o.key}}`))))?.label; // a record of a back end has its key
    },
    operation: (o) => find(s.done, (d) => d.operation === o, 'label', o.replace(/^\w+\./, '')),
  };
}

/** One fold-out under a turn: what was understood, how sure, by what, and what followed from it. */
export function whyTurn(lines, k) {
  const why = explain(lines, names(k), lang);
  return el('details', { class: 'why' }, el('summary', {}, t.whyTurn, why.head ? el('span', {}, `: ${why.head}`) : null),
    el('ul', {}, why.lines.map((w) => el('li', {}, el('b', {}, w.what), w.text ? [' ', el('span', { class: 'fact' }, w.text)] : '', w.facts ? ` ${w.facts}` : ''))),
    why.details.length ? el('details', { class: 'trace' }, el('summary', {}, why.title), el('ul', { lang: 'en' }, why.details.map((x) => el('li', {}, x)))) : null);
}
