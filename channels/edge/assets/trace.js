// Why the assistant did something, in words that people of the company read: for agents in the console and for who watches
// a demonstration. Names of processes, values and operations are given; how the recognizer counted stays as it was noted.
const nl = {
  source: { said: 'door de klant', inferred: 'afgeleid', back_end: 'uit het systeem', agent: 'door', input: 'meegegeven' },
  outcome: { done: 'gedaan', refused: 'geweigerd', failed: 'mislukt', unknown: 'onbekend', open: 'loopt', cancelled: 'geannuleerd', handed_over: 'overgedragen', running: 'loopt', waiting: 'wacht', undone: 'teruggedraaid' },
  via: { embedded: 'eigen herkenning', exact: 'letterlijk zo gezegd', button: 'knop', model: 'taalmodel', agent: 'medewerker', assistant: 'assistent', admit: 'controle', turn: 'deze beurt', text: 'getypt' },
  cmd: { start: 'wil', skip: 'heeft niet:', clarify: 'bedoelt misschien', yes: 'ja', no: 'nee', answer: 'een vraag', unclear: 'niet begrepen' },
  flows: { identify: 'Nagaan wie het is', leave_message: 'Bericht achterlaten' },
  slots: { who: 'klantnummer of e-mailadres', code: 'code', message: 'bericht', contact: 'bereikbaar op' },
  because: {
    ask: (slot, flow) => `${slot} is nog niet bekend (${flow})`, pattern: (p) => `antwoord op: ${p}`, passage: (p) => `gevonden in ${p}`, rule: (s) => `een regel voor ${s}`,
    confirm: (f) => `eerst akkoord vragen (${f})`, step: (f) => `een stap van ${f}`, urgent: (f) => `${f} heeft haast`, first: 'dit leest iedere klant eerst',
  },
  voided: { corrected: 'er is iets gewijzigd', changed: 'er is iets gewijzigd', cancelled: 'gestopt', no: 'de klant zei nee', rule: 'een regel', 'something else was said after it': 'daarna is iets anders gezegd', 'not among the options any more': 'die keuze is er niet meer' },
  pattern: {
    handover: 'wil een medewerker', no_handover: 'wil geen medewerker', leave_message: 'wil een bericht achterlaten', hesitate: 'twijfelt', irritated: 'is geïrriteerd', cancel: 'wil stoppen', repeat: 'wil het nog eens horen', why: 'vraagt waarom',
    corrected: 'een wijziging', unclear: 'niet begrepen', greeting: 'groet', thanks: 'bedankt', goodbye: 'neemt afscheid', are_you_robot: 'vraagt of het een robot is', capabilities: 'vraagt wat er kan', is_it_done: 'vraagt of het gelukt is', confirmation: 'vraagt om een bevestiging',
    code_impossible: 'kan de code niet krijgen', dont_have: 'heeft het niet', english: 'wil Engels', dutch: 'wil Nederlands', cannot_answer: 'geen antwoord gevonden', no_answer: 'geen antwoord', clarify: 'vraagt wat er bedoeld is', queued_process: 'volgt hierna', next_process: 'het volgende proces',
    nothing_more: 'is klaar', retry: 'wil het opnieuw proberen', declined: 'wil het niet', withdraw: 'trekt het in', stale_button: 'een oude knop', too_late: 'te laat', checking: 'wordt nagekeken', action_failed: 'een handeling lukte niet', action_postponed: 'wordt vanzelf opnieuw geprobeerd', action_refused: 'een handeling is geweigerd', action_unknown: 'uitkomst onbekend', outgrown: 'kan niet meer afgemaakt worden',
    complaint: 'een klacht', leaving: 'wil opzeggen', objection: 'een bezwaar', privacy_request: 'een verzoek over gegevens',
    refused_again: 'weer geweigerd',
    cannot_identify: 'kan niet aantonen wie het is', cannot_read: 'kan niet gelezen worden', bereavement: 'een overlijden', money_distress: 'geldzorgen', fraud_in_progress: 'fraude op dit moment', danger_to_life: 'gevaar voor een leven', on_behalf_of: 'namens een ander', only_self: 'alleen voor zichzelf', not_covered: 'valt niet onder de machtiging', nothing_to_choose: 'er is niets te kiezen', only_choice: 'er is één keuze', yes_to_what: 'ja waarop?',
  },
  what: {
    understood: 'begrepen', admitted: 'toegelaten', refused: 'geweigerd', language: 'taal', value: 'onthouden', cleared: 'vergeten', skipped: 'overgeslagen', read: 'opgezocht', action: 'handeling', process: 'proces begint', ended: 'proces klaar',
    branch: 'keuze in het proces', back: 'terug', wait: 'wachten', consent: 'akkoord gevraagd', consent_given: 'akkoord', consent_void: 'akkoord vervalt', checked: 'nagekeken', because: 'waarom gezegd',
  },
  languages: { nl: 'Nederlands', en: 'Engels' },
  sure: 'zeker', details: 'Hoe het is herkend (technisch, Engels)', yes: 'Ja', no: 'Nee',
};

const en = {
  source: { said: 'by the customer', inferred: 'inferred', back_end: 'from the system', agent: 'by', input: 'passed in' },
  outcome: { done: 'done', refused: 'refused', failed: 'failed', unknown: 'unknown', open: 'running', cancelled: 'cancelled', handed_over: 'handed over', running: 'running', waiting: 'waiting', undone: 'undone' },
  via: { embedded: 'own recognizer', exact: 'said literally', button: 'button', model: 'language model', agent: 'agent', assistant: 'assistant', admit: 'check', turn: 'this turn', text: 'typed' },
  cmd: { start: 'wants', skip: 'does not have', clarify: 'may mean', yes: 'yes', no: 'no', answer: 'a question', unclear: 'not understood' },
  flows: { identify: 'Finding out who it is' },
  slots: { who: 'customer number or e-mail address' },
  because: {
    ask: (slot, flow) => `${slot} is not known yet (${flow})`, pattern: (p) => `answer to: ${p}`, passage: (p) => `found in ${p}`, rule: (s) => `a rule for ${s}`,
    confirm: (f) => `ask before acting (${f})`, step: (f) => `a step of ${f}`, urgent: (f) => `${f} is urgent`, first: 'what every customer reads first',
  },
  voided: {},
  pattern: { handover: 'wants a person', no_handover: 'wants no person', hesitate: 'hesitates', irritated: 'is irritated', cancel: 'wants to stop', is_it_done: 'asks whether it is done', code_impossible: 'cannot get the code', dont_have: 'does not have it' },
  what: {
    understood: 'understood', admitted: 'admitted', refused: 'refused', language: 'language', value: 'kept', cleared: 'forgotten', skipped: 'skipped', read: 'looked up', action: 'action', process: 'process begins', ended: 'process ends',
    branch: 'choice in the process', back: 'back', wait: 'wait', consent: 'consent asked', consent_given: 'consent', consent_void: 'consent void', checked: 'checked', because: 'why it was said',
  },
  languages: { nl: 'Dutch', en: 'English' },
  sure: 'sure', details: 'How it was recognized', yes: 'Yes', no: 'No',
};

/** The words of each language; the console's own texts build on them. */
export const terms = { nl, en };

const percent = (n) => `${Math.round(n * 100)}%`;

/**
 * Writes the lines of a trace as people read them. names: flow(f), slot(s), value(s, v), which may be undefined, and
 * operation(o). The answer: head in
 * a few words, lines of what, text and facts, and the details as they were noted.
 */
export function explain(lines, names, lang) {
  const t = terms[lang] ?? terms.en;
  const w = reader(t, names);
  const u = lines.find((x) => x.what === 'understood');
  return {
    head: u ? [w.commands(u.text), u.sure ? percent(u.sure) : ''].filter(Boolean).join(' · ') : '',
    lines: lines.filter((x) => x.what !== 'admitted').map(w.line),
    title: t.details,
    details: lines.flatMap((x) => x.trace ?? []),
  };
}

function reader(t, n) {
  const word = (group, code) => t[group][code] ?? String(code ?? '').replaceAll('_', ' ');

  const value = (slot, v) => n.value(slot, v) ?? { true: t.yes, false: t.no }[v] ?? (v.startsWith('{') ? '…' : v); // a record of a back end says nothing

  /** Commands, as start(block_card), set(reason = "lost"), in words. */
  const commands = (text) => {
    const one = (c) => {
      let m;
      if ((m = /^start\((\w+)\)$/.exec(c))) return `${t.cmd.start} ${n.flow(m[1])}`;
      if ((m = /^set\((\w+) = "?(.*?)"?\)$/.exec(c))) return `${n.slot(m[1])}: ${value(m[1], m[2])}`;
      if ((m = /^skip\((\w*)\)$/.exec(c))) return `${t.cmd.skip} ${m[1] ? n.slot(m[1]) : ''}`.trim();
      if ((m = /^clarify\((.*)\)$/.exec(c))) return `${t.cmd.clarify} ${m[1].split(', ').map(n.flow).join(' / ')}`;
      return t.cmd[c] ?? word('pattern', c);
    };
    return (text || '').split(/, (?=\w+\(|\w+$)/).filter(Boolean).map(one).join(' · ');
  };

  /** Where in the record a fact belongs: flow.step, or only one of the two. */
  const place = (at) => { const [flow] = (at ?? '').split('.'); return flow ? n.flow(flow) : ''; };

  /** Why something was said. */
  const because = (text) => {
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
  };

  const says = {
    understood: (w) => commands(w.text), admitted: (w) => commands(w.text), refused: (w) => commands(w.text),
    value: (w) => { const [slot, v] = w.text.split(' = '); return `${n.slot(slot)}: ${value(slot, v ?? '')}`; },
    cleared: (w) => n.slot(w.text), skipped: (w) => n.slot(w.text), process: (w) => n.flow(w.text), ended: (w) => n.flow(w.text),
    read: (w) => w.text.replace(/[\w]+\.[\w.]+/, (o) => n.operation(o)).replace(/: (\w+)/, (_, o) => `: ${word('outcome', o)}`),
    action: (w) => w.text.replace(/[\w]+\.[\w.]+/, (o) => n.operation(o)), because: (w) => because(w.text),
    branch: (w) => (w.text === 'true' ? t.yes : t.no), language: (w) => t.languages[w.text] ?? w.text,
    consent: () => '', consent_given: () => '', consent_void: () => '',
  };

  const step = (w) => {
    if (['refused', 'cleared', 'consent_void'].includes(w.what)) return word('voided', w.step);
    if (w.what === 'ended' || (w.what === 'action' && !w.by)) return w.step && word('outcome', w.step);
    return place(w.step);
  };

  const line = (w) => ({
    what: word('what', w.what),
    text: (says[w.what] ?? (() => w.text))(w),
    facts: [w.by && (t.via[w.by] ?? t.source[w.by] ?? w.by.replaceAll('_', ' ')), w.sure ? `${percent(w.sure)} ${t.sure}` : '', step(w)].filter(Boolean).join(' · '),
  });
  return { commands, line };
}
