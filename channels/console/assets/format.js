// Times and values as people write them.
import { lang, t } from './texts.js';

const locale = lang === 'nl' ? 'nl-NL' : 'en-GB';
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const far = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

let ahead = 0; // the server's clock before ours
export const setClock = (now) => { ahead = Date.parse(now) - Date.now(); };
export const now = () => Date.now() + ahead;

export const clock = (at) => (Math.abs(now() - Date.parse(at)) < 18 * 3600e3 ? hour : far).format(new Date(at));

/** How long ago, short: 40 s, 5 min, 2 h, 3 d. */
export function ago(at) {
  const s = Math.max(0, Math.round((now() - Date.parse(at)) / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return lang === 'nl' ? `${Math.floor(s / 3600)} u` : `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

const date = (text) => { const d = new Date(`${text}T00:00:00Z`); return Number.isNaN(d.getTime()) ? text : day.format(d); };

/** A value of a slot, in the agent's language. */
export function value(v) {
  const raw = v.value;
  if (!raw?.type) return v.text ?? '';
  if (raw.type === 'yesno') return raw.yes ? t.yes : t.no;
  if (raw.type === 'number') return new Intl.NumberFormat(lang, { maximumFractionDigits: 10 }).format(raw.number ?? 0);
  if (raw.type === 'amount' && raw.amount) {
    try {
      return new Intl.NumberFormat(lang, { style: 'currency', currency: raw.amount.currency }).format(raw.amount.minor / 100);
    } catch { return v.text; }
  }
  if (raw.type === 'date') return date(raw.text);
  if (raw.type === 'period') return (raw.text ?? '').split('/').map(date).join(' – ');
  return v.text ?? '';
}
