// The right column: three lines, why handed over, who it is, the process with its values, and what was done.
import { $, el, fill } from './dom.js';
import { drawEdit } from './edit.js';
import { files, filesOf } from './files.js';
import { clock, value } from './format.js';
import { state } from './store.js';
import { lang, t, word } from './texts.js';

const list = (parts) => new Intl.ListFormat(lang, { type: 'conjunction' }).format(parts);

/** The customer's own words stand for what they want as long as no process has begun. */
function wants(k) {
  const s = k.view.summary;
  if (s.left) return el('q', {}, s.left.message);
  if (!s.wants.length) {
    const said = k.items.findLast((i) => i.type === 'message' && i.from === 'customer');
    return said ? el('q', {}, said.text) : t.wantsNothing;
  }
  const running = s.wants.find((w) => w.state === 'running') ?? s.wants[0];
  const then = s.wants.filter((w) => w.state === 'waiting').map((w) => w.title);
  const p = s.processes.find((x) => x.flow === running.flow && !x.parent);
  const told = (p?.values ?? []).filter((v) => v.set && !v.secret && v.source !== 'back_end').slice(0, 2).map((v) => `${v.label.toLowerCase()}: ${value(v)}`);
  return [el('b', {}, running.title), running.state === 'running' ? '' : ` (${word('outcome', running.state)})`, told.length ? ` — ${told.join(', ')}` : '', then.length ? `; ${t.alsoWaiting} ${list(then)}` : ''];
}

function done(s) {
  const deeds = s.done.filter((d) => d.outcome === 'done' && !d.house && !d.undone && !d.undoes);
  if (!deeds.length) return s.left ? `${t.caseNr} ${s.case}` : t.doneNothing;
  return list(deeds.map((d) => `${d.label}${d.reference ? ` (${d.reference})` : ''}`));
}

/** What the process waits for; where it waits for nothing, who asked for a person is still owed an answer. */
function needs({ view: { summary: s, mine, status } }) {
  const n = s.needs;
  if (s.left) return [`${t.needContact} `, el('b', {}, s.left.contact)];
  if (n.kind === 'action') return t.needAction(n.label);
  if (n.kind === 'consent') return [`${t.needConsent} `, el('q', {}, n.text)];
  if (n.kind === 'answer') return [`${t.needAnswer} `, el('b', {}, n.label), n.text ? [': ', el('q', {}, n.text)] : ''];
  if (status === 'closed') return t.needsClosed;
  if (mine) return t.needsYou;
  return s.why || status === 'with_person' ? t.needsPerson : t.needsNothing;
}

function glance(k) {
  const s = k.view.summary;
  const row = (label, text) => el('div', {}, el('dt', {}, label), el('dd', {}, text));
  return el('section', { class: 'glance' }, el('h2', {}, t.glance), el('dl', {}, row(t.wants, wants(k)), row(t.done, done(s)), row(t.needs, needs(k))));
}

function why(s) {
  const w = s.why;
  return el('section', { class: w?.urgent ? 'reason urgent' : 'reason' }, el('h2', {}, t.why),
    w ? el('p', {}, w.urgent ? el('em', { class: 'flag' }, t.urgent) : null, w.urgent ? ' ' : null, el('b', {}, word('reason', w.reason)), w.title ? ` ${t.at} ${w.title}` : '', `, ${clock(w.at)}`)
      : el('p', { class: s.left ? '' : 'soft' }, s.left ? `${t.leftMessage}, ${clock(s.left.at)}` : t.nobodyAsked),
    s.case ? el('p', {}, `${t.caseNr} ${s.case}`) : null);
}

function who({ id, view: { summary: s } }) {
  const w = s.who;
  const level = word('assurance', w.assurance);
  const old = w.assurance !== w.proven ? ` (${word('assurance', w.proven)} ${t.expired})` : '';
  return el('section', {}, el('h2', {}, t.who),
    el('p', {}, el('b', {}, w.name || t.unknownWho), w.subject ? [` · ${t.number} `, el('span', { class: 'mono' }, w.subject)] : ''),
    w.for ? el('p', { class: 'for' }, `${t.actsFor} `, el('b', {}, w.for.name || w.for.subject), ` · ${t.number} `, el('span', { class: 'mono' }, w.for.subject), ` · ${w.for.holds ? t.mandateUntil : t.mandateOver} ${clock(w.for.until)}`) : null,
    el('p', {}, `${t.known}: `, el('span', { class: `level ${w.assurance}` }, level), old, w.by && w.proven !== 'none' ? ` · ${t.by} ${word('provenBy', w.by)}, ${clock(w.at)}` : ''),
    w.subject ? null : el('p', { class: 'soft' }, `${t.talkNr} `, el('span', { class: 'mono' }, id)));
}

function provenance(v) {
  if (!v.source) return '';
  if (v.source === 'agent') return `${t.source.agent} ${v.agent === state.me.agent ? t.you : v.agent}`;
  return word('source', v.source);
}

function slot(k, p, v, acts) {
  const key = `${p.frame}.${v.slot}`;
  if (k.editing === key && k.view.mine) return el('div', { class: 'slot' }, el('dt', {}, v.label), el('dd', {}, drawEdit(k, p, v, acts)));
  const sent = v.set && !v.secret ? files(k, filesOf(v.value)) : null;
  const shown = v.set ? sent ?? el('b', {}, v.secret ? t.secret : value(v)) : el('span', { class: 'soft' }, v.skipped ? t.skipped : t.empty);
  const same = (text) => text.toLowerCase().replace(/[ ,.;:!?]+$/, '');
  const said = v.said && same(v.said) !== same(value(v)) ? el('q', { class: 'soft' }, v.said) : null;
  return el('div', { class: 'slot' }, el('dt', {}, v.label),
    el('dd', {}, el('span', { class: 'val' }, shown, v.set ? el('span', { class: 'soft' }, ` ${provenance(v)}`) : null, said ? [' ', said] : null),
      k.view.mine && v.edit ? el('button', { type: 'button', class: 'small', 'data-key': `edit.${key}`, 'aria-label': `${t.edit} ${v.label}`, onclick: () => acts.edit(k, key) }, t.edit) : null));
}

/** Steps that say something to an agent: those with a label, consent, and where it stands. */
const shown = (p) => p.steps.filter((s) => s.label || s.kind === 'confirm' || s.name === p.at);

function step(p, s) {
  const here = s.name === p.at;
  const mark = here ? '▸' : s.done ? '✓' : '·';
  return el('li', { class: `${here ? 'here' : s.done ? 'passed' : 'ahead'} depth${Math.min(s.depth ?? 0, 3)}`, 'aria-current': here ? 'step' : undefined },
    el('span', { 'aria-hidden': 'true' }, mark), el('span', {}, s.label || word('kind', s.kind), el('span', { class: 'unseen' }, ` (${here ? t.stands : s.done ? t.stepDone : t.stepOpen})`)));
}

/** What the agent may have carried out, or may record as done elsewhere. */
function runs(k, acts) {
  const { run, elsewhere } = k.view.summary;
  return [
    run ? el('p', { class: 'run' }, el('button', { type: 'button', 'data-key': 'run', onclick: () => acts.run(k) }, `${t.run}: ${run.label}`), el('span', { class: 'soft' }, ` ${t.runHint}`)) : null,
    elsewhere ? el('p', { class: 'run' }, el('button', { type: 'button', class: 'small', 'data-key': 'elsewhere', onclick: () => acts.elsewhere(k) }, `${t.elsewhere}: ${elsewhere.label}`)) : null,
  ];
}

function process(k, p, acts) {
  return el('section', { class: 'process' },
    el('h2', {}, `${t.process}: ${p.title}`, p.outcome ? el('span', { class: 'soft' }, ` · ${word('outcome', p.outcome)}`) : null),
    p.running && !p.parent && k.view.mine ? runs(k, acts) : null,
    p.values.length ? el('dl', { class: 'values' }, p.values.map((v) => slot(k, p, v, acts))) : null,
    shown(p).length ? el('details', { class: 'steps', open: k.stepsOpen?.[p.frame] ?? p.running, ontoggle: (e) => { k.stepsOpen = { ...k.stepsOpen, [p.frame]: e.target.open }; } },
      el('summary', { 'data-key': `steps.${p.frame}` }, `${t.steps} (${shown(p).filter((s) => s.done).length}/${shown(p).length})`), el('ol', {}, shown(p).map((s) => step(p, s)))) : null);
}

/** What was decided on the customer's matter, by which rule and on what; the agent who has the floor may decide otherwise. */
function decision(k, d, acts) {
  const by = d.agent ? t.decidedBy(d.agent === state.me.agent ? t.you : d.agent) : d.if ? el('span', {}, `${t.byRule(d.rule)}: `, el('code', {}, d.if)) : t.byElse;
  return el('div', { class: 'decision' },
    el('p', {}, el('b', {}, d.label || d.title), ': ', el('b', {}, d.outcome === 'person' ? t.personDecides : d.outcome.replaceAll('_', ' '))),
    d.because ? el('p', {}, el('q', {}, d.because)) : null, el('p', { class: 'soft' }, by),
    d.values.length ? el('dl', { class: 'values' }, d.values.map((v) => el('div', { class: 'slot' }, el('dt', {}, v.name), el('dd', {}, value(v))))) : null,
    k.view.mine && d.choices?.length ? el('button', { type: 'button', class: 'small', 'data-key': `decide.${d.n}`, onclick: () => acts.decide(k, d) }, t.decide) : null);
}

function settle(k, d, acts) {
  const ref = el('input', { 'aria-label': t.reference, placeholder: t.reference, maxlength: '100', 'data-key': `ref.${d.n}`, value: k.refs?.[d.n] ?? '', oninput: (e) => { k.refs = { ...k.refs, [d.n]: e.target.value }; } });
  const press = (outcome) => () => acts.settle(k, d.n, outcome, ref.value);
  return el('div', { class: 'settle' }, el('p', {}, t.settle), ref,
    el('button', { type: 'button', 'data-key': `done.${d.n}`, onclick: press('done') }, t.settleDone), el('button', { type: 'button', 'data-key': `failed.${d.n}`, onclick: press('failed') }, t.settleFailed));
}

function deed(k, d, acts) {
  const outcome = d.undone ? 'undone' : d.open ? 'open' : d.outcome;
  return el('li', { class: `deed ${outcome}` }, el('span', {}, el('b', {}, d.label), ` · ${word('outcome', outcome)}${d.elsewhere ? `, ${t.elsewhereBy}` : ''}${d.name ? `: ${d.name.replaceAll('_', ' ')}` : ''}, ${clock(d.at)}`),
    d.reference ? el('span', { class: 'mono' }, d.reference) : null, el('span', { class: 'soft' }, d.title ? `${d.title} · ` : '', el('span', { class: 'mono' }, d.operation)),
    k.view.mine && d.settle ? settle(k, d, acts) : null);
}

let drawn = ''; // what the panel shows now: it is not drawn anew for news that is not about it

export function drawContext(k, acts) {
  const s = k.view.summary;
  const what = JSON.stringify([k.id, k.editing, k.view.mine, k.view.status, s, s.wants.length ? 0 : k.n]);
  if (what === drawn) return;
  drawn = what;
  const open = s.processes.filter((p) => !p.outcome).concat(s.processes.filter((p) => p.outcome));
  fill($('panel'), () => [glance(k), why(s), who(k),
    open.length ? open.map((p) => process(k, p, acts)) : el('section', {}, el('h2', {}, t.process), el('p', { class: 'soft' }, t.noProcess)),
    s.decisions?.length ? el('section', {}, el('h2', {}, t.decisions), s.decisions.map((d) => decision(k, d, acts))) : null,
    s.done.length ? el('section', {}, el('h2', {}, t.receipts), el('ul', { class: 'deeds' }, s.done.map((d) => deed(k, d, acts)))) : null]);
}
