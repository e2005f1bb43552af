// The console's own words, in the agent's language. What a flow is called and asks comes from the server.
import { terms } from './trace.js';

/** What goes wrong, as the record notes it. */
const nlAlarms = {
  'a message could not be delivered': 'een bericht kon niet worden bezorgd', 'a message could not be handled': 'een bericht kon niet worden verwerkt', 'proof of another customer was refused': 'een bewijs van een andere klant is geweigerd',
  'a process did not come to rest': 'een proces liep vast', 'an agent\'s order did not come to rest': 'een opdracht van een medewerker liep vast', 'the customer could not be told that there is news': 'de klant kon niet horen dat er nieuws is',
  'an action that was recorded as failed has run': 'een handeling die mislukt leek, is toch gedaan', 'an action that was recorded as refused has run': 'een handeling die geweigerd leek, is toch gedaan',
};

const when = (at) => new Intl.DateTimeFormat(lang, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));

const nl = {
  ...terms.nl,
  signinIntro: 'Meld je aan om gesprekken te voeren.', agent: 'Naam', password: 'Wachtwoord', signin: 'Aanmelden', signout: 'Afmelden',
  sound: 'Geluid', help: 'Hulp', deskOpen: 'Open voor klanten', deskClosed: 'Gesloten voor klanten', opens: (t) => `weer open ${t}`,
  cut: 'Geen verbinding. Ik probeer het opnieuw.', lists: 'Gesprekken', mine: 'Van mij', queue: 'Wachtrij', left: 'Achtergelaten berichten', others: 'Andere open gesprekken',
  emptyQueue: 'Niemand wacht.', emptyMine: 'Je hebt nu geen gesprek.', loading: 'Ophalen…', none: 'Geen.',
  choose: 'Kies links een gesprek', chooseHint: 'j en k bladeren, a neemt over, ? toont alle toetsen.',
  customer: 'Klant', assistant: 'Assistent', person: 'Medewerker', system: 'Systeem', you: 'jou',
  with_assistant: 'De assistent spreekt', queued: 'Wacht op een medewerker; de assistent helpt intussen', with_me: 'Jij spreekt',
  away: 'de klant heeft het weggelegd', until: (at) => (Date.parse(at) > Date.now() ? `antwoorden kan tot ${when(at)}` : 'de klant schreef 24 uur niet: antwoorden kan niet meer'), with_other: (n) => `${n} spreekt`, closed: 'Gesloten',
  take: 'Neem over', handback: 'Geef terug', handbackLong: 'Geef terug aan de assistent', toqueue: 'Wachtrij', toqueueLong: 'Terug naar de wachtrij', transfer: 'Collega', transferLong: 'Geef aan een collega', close: 'Sluit', note_: 'Notitie', noteLong: 'Notitie voor collega’s', noteTitle: 'Notitie', noteAsk: 'Alleen medewerkers lezen dit', replies: 'Vaste teksten', fillIn: (n) => `Vul {{${n}}} nog in.`, cancel: 'Annuleren', save: 'Bewaar', edit: 'Wijzig',
  reply: 'Antwoord aan de klant', send: 'Verstuur', sendHint: 'Enter verstuurt, Shift+Enter is een nieuwe regel, / zoekt een vaste tekst', looking: 'Je kijkt mee. Neem het gesprek over om te antwoorden.', over: 'Dit gesprek is gesloten.',
  log: 'Gesprek', back: 'Lijst', context: 'Proces', talk: 'Gesprek',
  typing: 'De klant typt…', run: 'Voer uit', runHint: 'op jouw naam, zonder ja van de klant', runTitle: (l) => `${l}?`, runAsk: 'Dit wordt nu uitgevoerd, en het staat op jouw naam. De klant leest er niets van tot je het vertelt of teruggeeft.', runGo: 'Voer uit', elsewhere: 'Elders gedaan', elsewhereBy: 'elders', elsewhereTitle: (l) => `${l}: elders gedaan`, elsewhereAsk: 'Leg dit alleen vast als je het zelf hebt gedaan, bijvoorbeeld in het systeem. Er wordt niets meer uitgevoerd; het staat op jouw naam.', elsewhereGo: 'Leg vast', sending: 'Wordt verstuurd…', notSent: 'Niet verstuurd.', retry: 'Opnieuw', urgent: 'Dringend', unread: (n) => `${n} nieuw`, waits: (t) => `wacht ${t}`, since: (t) => `${t}`,
  glance: 'In het kort', wants: 'Wil', done: 'Gedaan', needs: 'Nodig', why: 'Waarom overgedragen', at: 'bij', nobodyAsked: 'Niemand heeft om een medewerker gevraagd.',
  wantsNothing: 'Nog geen proces gestart', alsoWaiting: 'daarna', doneNothing: 'Nog niets', needsNothing: 'Niets: de klant is aan zet', needsPerson: 'Een antwoord van een medewerker', needsYou: 'Een antwoord van jou', needsClosed: 'Niets meer',
  decisions: 'Beslissingen', decide: 'Beslis zelf…', decideTitle: (w) => `Beslissen: ${w}`, decideAsk: 'Wat beslis je?', decideReason: 'Waarom (de klant leest dit)', decideGo: 'Beslis', personDecides: 'een medewerker beslist', byRule: (n) => `Regel ${n}`, byElse: 'Geen van de regels gold', decidedBy: (who) => `Beslist door ${who}`, saveFile: 'bewaren',
  needAnswer: 'Antwoord op', needContact: 'Contact opnemen via', leftMessage: 'Een bericht, achtergelaten toen er niemand was', needConsent: 'Een ja van de klant op', needAction: (o) => `De uitkomst van ${o}`,
  who: 'Klant', number: 'Klantnummer', talkNr: 'Gespreksnummer', unknownWho: 'Niet bekend', known: 'Zekerheid', expired: 'verlopen', by: 'via',
  assurance: { none: 'niet aangetoond', contact: 'bereikbaar', basic: 'basis', substantial: 'sterk' },
  process: 'Proces', processes: 'Processen', steps: 'Stappen', values: 'Gegevens', stands: 'hier staat het', stepDone: 'klaar', stepOpen: 'nog niet',
  noProcess: 'Er loopt geen proces.', empty: 'nog niet gevraagd', skipped: 'heeft de klant niet', secret: 'niet getoond',
  kind: { confirm: 'Bevestiging', say: 'Bericht', handover: 'Naar een medewerker', wait: 'Wachten', undo: 'Terugdraaien' },
  receipts: 'Handelingen', reference: 'Kenmerk', settle: 'Uitkomst vastleggen', settleDone: 'Het is gedaan', settleFailed: 'Het is niet gedaan', copy: 'Kopieer', copied: 'Gekopieerd',
  from: 'Van', to: 'Tot en met', currency: 'Bedrag',
  actsFor: 'Handelt namens', mandateUntil: 'machtiging tot', mandateOver: 'machtiging afgelopen',
  provenBy: { token: 'aanmelden op de site', login: 'inloggen in de chat', code: 'een code' }, channel: { widget: 'site', whatsapp: 'WhatsApp', terminal: 'terminal' },
  whyTurn: 'Waarom',
  offered: 'Keuzes', source_: 'Bron', caseNr: 'Zaak',
  closeTitle: 'Gesprek sluiten', closeAsk: 'Hoe is het afgelopen?', reasons: { solved: 'Opgelost', follow_up: 'Wordt vervolgd', no_answer: 'Klant reageert niet', abuse: 'Misbruik', other: 'Anders' },
  queueTitle: 'Terug naar de wachtrij', queueAsk: 'Notitie voor je collega (de klant ziet die niet)', transferTitle: 'Aan een collega geven', transferAsk: 'Wie neemt het over?', nobodyElse: 'Er is geen collega aangemeld.',
  signoutTitle: 'Afmelden?', signoutAsk: (n) => (n === 1 ? 'Je gesprek gaat terug naar de wachtrij.' : `Je ${n} gesprekken gaan terug naar de wachtrij.`),
  helpTitle: 'Toetsen', shortcuts: 'Toetsen zonder Ctrl aan', ok: 'Goed',
  keys: { j: 'volgend gesprek', k: 'vorig gesprek', a: 'overnemen', r: 'antwoorden', h: 'terug naar de assistent', q: 'naar de wachtrij', t: 'aan een collega', e: 'sluiten', n: 'notitie voor collega’s', x: 'stap uitvoeren, waar dat mag', i: 'naar het proces', '/': 'vaste tekst zoeken (in het antwoord)', Enter: 'versturen (in het antwoord)', Esc: 'uit het antwoordveld', '?': 'deze hulp' },
  reason: {
    requested: 'De klant vraagt om een medewerker', irritation: 'De klant raakt geïrriteerd', identity: 'De klant kan niet aantonen wie het is', action_failed: 'Een handeling lukte niet',
    action_unknown: 'Onbekend of een handeling is gelukt', mandate: 'De machtiging van de klant is niet genoeg', outgrown: 'Ons systeem biedt niet meer wat dit proces nodig heeft', missing_information: 'De klant heeft een gegeven niet', not_understood: 'De assistent begreep het niet', not_handled: 'Een bericht kon niet worden verwerkt',
    too_often: 'Te vaak geprobeerd', decision: 'Een medewerker moet beslissen', contest: 'De klant is het niet eens met een beslissing', stuck: 'Het proces liep vast', not_delivered: 'Een antwoord kon niet worden bezorgd', ran_after_all: 'Iets dat mislukt leek, is toch gedaan', bereavement: 'Overlijden', money_distress: 'Geldzorgen', fraud_in_progress: 'Er wordt nu fraude gepleegd', danger_to_life: 'Gevaar voor een leven',
    complaint: 'Een klacht', leaving: 'De klant wil opzeggen', objection: 'Een bezwaar', privacy_request: 'Verzoek om inzage of verwijdering van gegevens',
    on_behalf_of: 'Iemand schrijft namens een ander', passed_on: 'Door een collega teruggezet', agent_gone: 'De verbinding van een collega viel weg', customer: 'door de klant', undo_failed: 'Terugdraaien lukte niet', not_told: 'Het oude contact kreeg geen bericht van een wijziging',
  },
  note: {
    requested: (n) => `Medewerker gevraagd: ${n.detail}`, withdrawn: () => 'Het verzoek om een medewerker is ingetrokken', left: () => 'De klant heeft dit gesprek weggelegd en leest het niet meer',
    claimed: (n) => `${n.name} heeft het gesprek overgenomen`, handed_back: (n) => `${n.name} gaf het gesprek terug aan de assistent`, to_queue: (n) => `${n.name} zette het gesprek in de wachtrij${n.extra ? `: ${n.extra}` : ''}`,
    represents: (n) => (n.detail ? `Handelt namens klant ${n.detail}` : 'Handelt voor zichzelf'), ended: () => 'Het gesprek is gesloten: de klant begon opnieuw', closed: (n) => `${n.name} sloot het gesprek: ${n.detail}`, corrected: (n) => `${n.name} wijzigde ${n.label}: ${n.detail}`, identity: (n) => `Identiteit aangetoond${n.name ? `: ${n.name}` : ''} (${n.detail})`,
    action_done: (n) => `Gedaan: ${n.detail}${n.extra ? `, kenmerk ${n.extra}` : ''}`, action_refused: (n) => `Geweigerd: ${n.detail}`, action_failed: (n) => `Mislukt: ${n.detail}`, action_unknown: (n) => `Uitkomst onbekend: ${n.detail}`,
    agent_gone: (n) => `De verbinding met ${n.name} viel weg; het gesprek staat weer in de wachtrij`,
    renumbered: () => 'De klant heeft een ander nummer; wie het is moet opnieuw blijken',
    another_device: () => 'De klant schrijft van een ander toestel; wie het is moet opnieuw blijken',
    file_late: () => 'Een bestand van de klant is nog onderweg', file_missed: (n) => `Een bestand van de klant is niet aangenomen: ${{ kind: 'geen foto of pdf', size: 'te groot', empty: 'leeg', unsafe: 'mogelijk schadelijk', many: 'te veel bestanden', lost: 'niet op te halen' }[n.detail] ?? n.detail}`,
    alarm: (n) => `Let op: ${nlAlarms[n.detail] ?? n.detail}`, noted: (n) => `Notitie van ${n.name}: ${n.extra}`,
  },
  problem: {
    taken: (p) => `${p.name || 'Een collega'} heeft dit gesprek al.`, stale: 'Het gesprek wisselde net van hand. Dit is de nieuwe stand.', not_held: 'Dit gesprek is niet (meer) van jou. Neem het eerst over.', closed: 'Dit gesprek is gesloten.',
    window: 'De klant schreef meer dan 24 uur niet: dit kanaal neemt geen antwoord meer aan. Bel of mail de klant.', away: 'Deze collega is niet meer aangemeld.', running: 'De handeling loopt nog. Wacht even.', settled: 'De uitkomst was al bekend.', not_runnable: 'Deze stap kan nu niet: het proces staat ergens anders, of de klant moet eerst ja zeggen.', nothing: 'Dat gegeven is er niet, of het proces is klaar.', gone: 'Dit gesprek bestaat niet (meer).',
    invalid: 'Dit klopt niet', refused: 'De regels van het proces nemen dit niet aan', wrong: 'De naam of het wachtwoord klopt niet.', too_many: 'Te veel pogingen. Wacht even en probeer het opnieuw.', signed_out: 'Je bent afgemeld. Meld je opnieuw aan.',
    network: 'Geen verbinding. Probeer het zo opnieuw.', unavailable: 'Dat lukte net niet. Probeer het opnieuw.',
  },
  form: {
    empty: 'er staat niets', long: 'het is te lang of niet leesbaar', options: 'het is geen van de keuzes', yesno: 'kies ja of nee', number: 'schrijf een getal, zoals 12 of 12,5', amount: 'schrijf een bedrag, zoals 12,50',
    date: 'kies een bestaande dag', time: 'schrijf een tijd, zoals 15:04', period: 'kies een eerste en een laatste dag', email: 'schrijf een e-mailadres, zoals naam@voorbeeld.nl', phone: 'schrijf een telefoonnummer, zoals 06 12345678 of +32 470 12 34 56',
    iban: 'schrijf een IBAN waarvan het controlegetal klopt', postcode: 'schrijf een postcode, zoals 1234 AB', untyped: 'dit kan niet worden getypt',
  },
};

const en = {
  ...terms.en,
  signinIntro: 'Sign in to talk with customers.', agent: 'Name', password: 'Password', signin: 'Sign in', signout: 'Sign out',
  sound: 'Sound', help: 'Help', deskOpen: 'Open to customers', deskClosed: 'Closed to customers', opens: (t) => `opens ${t}`,
  cut: 'No connection. Trying again.', lists: 'Conversations', mine: 'Mine', queue: 'Queue', left: 'Messages left', others: 'Other open conversations',
  emptyQueue: 'Nobody is waiting.', emptyMine: 'You have no conversation now.', loading: 'Loading…', none: 'None.',
  choose: 'Choose a conversation on the left', chooseHint: 'j and k move, a takes, ? shows all keys.',
  customer: 'Customer', assistant: 'Assistant', person: 'Agent', system: 'System', you: 'you',
  with_assistant: 'The assistant speaks', queued: 'Waits for an agent; the assistant helps meanwhile', with_me: 'You speak',
  away: 'the customer has put it away', until: (at) => (Date.parse(at) > Date.now() ? `you can reply until ${when(at)}` : 'silent for 24 hours: a reply is not taken any more'), with_other: (n) => `${n} speaks`, closed: 'Closed',
  take: 'Take', handback: 'Hand back', handbackLong: 'Hand back to the assistant', toqueue: 'To queue', toqueueLong: 'Back to the queue', transfer: 'Colleague', transferLong: 'Give to a colleague', close: 'Close', note_: 'Note', noteLong: 'Note for colleagues', noteTitle: 'Note', noteAsk: 'Only agents read this', replies: 'Standard texts', fillIn: (n) => `Fill in {{${n}}} first.`, cancel: 'Cancel', save: 'Save', edit: 'Change',
  reply: 'Reply to the customer', send: 'Send', sendHint: 'Enter sends, Shift+Enter is a new line, / finds a standard text', looking: 'You are looking on. Take the conversation to reply.', over: 'This conversation is closed.',
  log: 'Conversation', back: 'List', context: 'Process', talk: 'Conversation',
  typing: 'The customer is typing…', run: 'Run', runHint: 'in your name, without the customer’s yes', runTitle: (l) => `${l}?`, runAsk: 'This is carried out now, in your name. The customer reads nothing of it until you tell them or hand back.', runGo: 'Run', elsewhere: 'Done elsewhere', elsewhereBy: 'elsewhere', elsewhereTitle: (l) => `${l}: done elsewhere`, elsewhereAsk: 'Record this only when you have done it yourself, such as in the system. Nothing is carried out any more; it stands in your name.', elsewhereGo: 'Record', sending: 'Sending…', notSent: 'Not sent.', retry: 'Try again', urgent: 'Urgent', unread: (n) => `${n} new`, waits: (t) => `waits ${t}`, since: (t) => `${t}`,
  glance: 'At a glance', wants: 'Wants', done: 'Done', needs: 'Needs', why: 'Why handed over', at: 'at', nobodyAsked: 'Nobody asked for an agent.',
  wantsNothing: 'No process started yet', alsoWaiting: 'then', doneNothing: 'Nothing yet', needsNothing: 'Nothing: it is the customer’s turn', needsPerson: 'An answer from an agent', needsYou: 'An answer from you', needsClosed: 'Nothing more',
  decisions: 'Decisions', decide: 'Decide yourself…', decideTitle: (w) => `Decide: ${w}`, decideAsk: 'What do you decide?', decideReason: 'Why (the customer reads this)', decideGo: 'Decide', personDecides: 'a person decides', byRule: (n) => `Rule ${n}`, byElse: 'None of the rules held', decidedBy: (who) => `Decided by ${who}`, saveFile: 'save',
  needAnswer: 'An answer to', needContact: 'Get in touch via', leftMessage: 'A message, left while nobody was there', needConsent: 'A yes of the customer to', needAction: (o) => `What became of ${o}`,
  who: 'Customer', number: 'Customer number', talkNr: 'Conversation number', unknownWho: 'Not known', known: 'Assurance', expired: 'expired', by: 'by',
  assurance: { none: 'not proven', contact: 'contact', basic: 'basic', substantial: 'substantial' },
  process: 'Process', processes: 'Processes', steps: 'Steps', values: 'Values', stands: 'it stands here', stepDone: 'done', stepOpen: 'not yet',
  noProcess: 'No process is running.', empty: 'not asked yet', skipped: 'the customer does not have it', secret: 'not shown',
  kind: { confirm: 'Confirmation', say: 'Message', handover: 'To a person', wait: 'Wait', undo: 'Undo' },
  receipts: 'Actions', reference: 'Reference', settle: 'Record the outcome', settleDone: 'It is done', settleFailed: 'It is not done', copy: 'Copy', copied: 'Copied',
  from: 'From', to: 'Until', currency: 'Amount',
  actsFor: 'Acts for', mandateUntil: 'mandate until', mandateOver: 'mandate ended',
  provenBy: { token: 'signing in on the site', login: 'signing in in the chat', code: 'a code' }, channel: { widget: 'site', whatsapp: 'WhatsApp', terminal: 'terminal' },
  whyTurn: 'Why',
  offered: 'Choices', source_: 'Source', caseNr: 'Case',
  closeTitle: 'Close the conversation', closeAsk: 'How did it end?', reasons: { solved: 'Solved', follow_up: 'To be continued', no_answer: 'Customer does not respond', abuse: 'Abuse', other: 'Other' },
  queueTitle: 'Back to the queue', queueAsk: 'Note for your colleague (the customer does not see it)', transferTitle: 'Give to a colleague', transferAsk: 'Who takes it?', nobodyElse: 'No colleague is signed in.',
  signoutTitle: 'Sign out?', signoutAsk: (n) => (n === 1 ? 'Your conversation goes back to the queue.' : `Your ${n} conversations go back to the queue.`),
  helpTitle: 'Keys', shortcuts: 'Keys without Ctrl on', ok: 'OK',
  keys: { j: 'next conversation', k: 'previous conversation', a: 'take', r: 'reply', h: 'back to the assistant', q: 'to the queue', t: 'to a colleague', e: 'close', n: 'note for colleagues', x: 'run the step, where you may', i: 'go to the process', '/': 'find a standard text (in the reply)', Enter: 'send (in the reply)', Esc: 'leave the reply', '?': 'this help' },
  reason: {
    requested: 'The customer asks for a person', irritation: 'The customer is getting irritated', identity: 'The customer cannot prove who they are', action_failed: 'An action did not succeed',
    action_unknown: 'Unknown whether an action succeeded', mandate: 'The customer’s mandate does not cover it', outgrown: 'Our system no longer offers what this process needs', missing_information: 'The customer does not have something', not_understood: 'The assistant did not understand', not_handled: 'A message could not be handled',
    too_often: 'Tried too often', decision: 'A person has to decide', contest: 'The customer disagrees with a decision', stuck: 'The process got stuck', not_delivered: 'A reply could not be delivered', ran_after_all: 'Something that seemed to fail was done after all', bereavement: 'Bereavement', money_distress: 'Money worries', fraud_in_progress: 'Fraud is going on now', danger_to_life: 'Danger to a life',
    complaint: 'A complaint', leaving: 'The customer wants to end it', objection: 'An objection', privacy_request: 'Request to see or erase data',
    on_behalf_of: 'Somebody writes for another', passed_on: 'Put back by a colleague', agent_gone: 'A colleague lost the connection', customer: 'by the customer', undo_failed: 'Undoing did not succeed', not_told: 'The old contact was not told of a change',
  },
  note: {
    requested: (n) => `Agent asked for: ${n.detail}`, withdrawn: () => 'The request for an agent was taken back', left: () => 'The customer has put this conversation away and does not read it any more',
    claimed: (n) => `${n.name} took the conversation`, handed_back: (n) => `${n.name} handed back to the assistant`, to_queue: (n) => `${n.name} put the conversation in the queue${n.extra ? `: ${n.extra}` : ''}`,
    represents: (n) => (n.detail ? `Acts for customer ${n.detail}` : 'Acts for themselves'), ended: () => 'The conversation is closed: the customer began anew', closed: (n) => `${n.name} closed the conversation: ${n.detail}`, corrected: (n) => `${n.name} changed ${n.label}: ${n.detail}`, identity: (n) => `Identity proven${n.name ? `: ${n.name}` : ''} (${n.detail})`,
    action_done: (n) => `Done: ${n.detail}${n.extra ? `, reference ${n.extra}` : ''}`, action_refused: (n) => `Refused: ${n.detail}`, action_failed: (n) => `Failed: ${n.detail}`, action_unknown: (n) => `Outcome unknown: ${n.detail}`,
    agent_gone: (n) => `The connection with ${n.name} was lost; the conversation is back in the queue`,
    renumbered: () => 'The customer has another number; who they are must be proven again',
    another_device: () => 'The customer writes from another device; who they are must be proven again',
    file_late: () => 'A file of the customer is still on its way', file_missed: (n) => `A file of the customer was not taken in: ${{ kind: 'no photo or PDF', size: 'too large', empty: 'empty', unsafe: 'possibly harmful', many: 'too many files', lost: 'it could not be fetched' }[n.detail] ?? n.detail}`,
    alarm: (n) => `Attention: ${n.detail}`, noted: (n) => `Note by ${n.name}: ${n.extra}`,
  },
  problem: {
    taken: (p) => `${p.name || 'A colleague'} has this conversation already.`, stale: 'The conversation just changed hands. This is how it stands.', not_held: 'This conversation is not yours (any more). Take it first.', closed: 'This conversation is closed.',
    window: 'The customer has not written for 24 hours: this channel takes no reply any more. Call or mail the customer.', away: 'This colleague is no longer signed in.', running: 'The action is still running. Wait a moment.', settled: 'The outcome was known already.', not_runnable: 'This step cannot be run now: the process stands elsewhere, or the customer must agree first.', nothing: 'That value is not there, or its process is over.', gone: 'This conversation is not there (any more).',
    invalid: 'This value is not right', refused: 'The rules of the process do not take this', wrong: 'The name or the password is not right.', too_many: 'Too many tries. Wait a moment and try again.', signed_out: 'You are signed out. Sign in again.',
    network: 'No connection. Try again in a moment.', unavailable: 'That did not work just now. Try again.',
  },
  form: {
    empty: 'there is nothing in it', long: 'it is too long or not readable', options: 'it is none of the choices', yesno: 'choose yes or no', number: 'write a number, as 12 or 12.5', amount: 'write an amount, as 12.50',
    date: 'choose a day that exists', time: 'write a time, as 15:04', period: 'choose a first and a last day', email: 'write an e-mail address, as name@example.com', phone: 'write a phone number, as 06 12345678 or +32 470 12 34 56',
    iban: 'write an IBAN whose check digits are right', postcode: 'write a postcode, as 1234 AB', untyped: 'this cannot be typed',
  },
};

/** The browser's language; ?lang=nl or ?lang=en in the address goes first. */
const wanted = new URLSearchParams(location.search).get('lang') ?? navigator.languages?.[0] ?? navigator.language ?? 'en';
export const lang = wanted.toLowerCase().startsWith('nl') ? 'nl' : 'en';
export const t = lang === 'nl' ? nl : en;

/** A code in words; one that is not known is shown as it is written, readable. */
export const word = (group, code) => t[group][code] ?? String(code ?? '').replaceAll('_', ' ');

/** What a refusal says. Where the server knows more than the code, that is added. */
export function problem(p) {
  const own = t.problem[p.code];
  if (typeof own === 'function') return own(p);
  if (p.code === 'invalid') return `${own}: ${t.form[p.form] ?? p.detail}`;
  if (p.code === 'refused') return `${own}: ${p.detail}`;
  return own ?? p.detail ?? t.problem.unavailable;
}
