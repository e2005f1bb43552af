// Makes elements without ever turning text into markup.
export function el(tag, attrs = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (v === undefined || v === null || v === false) continue;
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? '' : v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

/** Only addresses of the web become links. */
export function href(link) {
  try {
    const u = new URL(link, location.href);
    return u.protocol === 'https:' || u.protocol === 'http:' ? u.href : null;
  } catch {
    return null;
  }
}

const link = (url, text, words) => el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' },
  text, el('span', { class: 'unseen' }, ` (${words.newTab})`));

export const outside = (url, text, words) => (href(url) ? link(href(url), text, words) : text);

/** A telephone number as one writes it for people: in groups, or short. It is kept on one line and may be called. */
const grouped = /(?<![\w+]|[A-Z\d] )(?=\+?(?:[ -]?\d){10,11}(?![ -]?\d|\w))(?:\+31 |0)\d{1,3}(?:[ -]\d{2,4}){2,4}/.source;
const short = /(?<![\w€+-]|[€\d] )(?:11[23](?![-%€\w]|[.,]\d| ?[\d€]| [a-z]{3})|0[89]00-\d{4}(?!\w))/.source;
const phone = new RegExp(`^(?:${grouped}|${short})$`);
const pieces = new RegExp(`(https?:\\/\\/[^\\s<>"]+[^\\s<>".,;:!?)\\]']|${grouped}|${short})`);

function piece(text, words) {
  if (/^https?:\/\//.test(text)) return outside(text, text.replace(/^https?:\/\//, ''), words);
  if (phone.test(text)) return el('a', { href: `tel:${text.replace(/[^+\d]/g, '')}`, class: 'phone' }, text);
  return text;
}

/** Text with its paragraphs, and its web addresses and telephone numbers as links. */
export const prose = (text, words) => text.split(/\n{2,}/).map((part) => el('p', {}, ...part.split(pieces).map((t) => piece(t, words))));

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const a = el('a', { href: url, download: name });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
