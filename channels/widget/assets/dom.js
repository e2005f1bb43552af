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

/** Text with its paragraphs, and its web addresses as links. */
export function prose(text, words) {
  return text.split(/\n{2,}/).map((part) => {
    const p = el('p');
    for (const piece of part.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/)) {
      p.append(/^https?:\/\//.test(piece) ? outside(piece, piece.replace(/^https?:\/\//, ''), words) : piece);
    }
    return p;
  });
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const a = el('a', { href: url, download: name });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
