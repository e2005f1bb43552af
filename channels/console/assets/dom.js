// Makes elements without ever turning text into markup.
export function el(tag, attrs = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (v === undefined || v === null || v === false) continue;
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (k === 'value') e.value = v;
    else e.setAttribute(k, v === true ? '' : v);
  }
  e.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return e;
}

export const $ = (id) => document.getElementById(id);

/** Replaces what an element holds by what make() gives, and keeps the focus where it was when the same key is still there. */
export function fill(parent, make) {
  const at = document.activeElement;
  const key = parent.contains(at) ? at.dataset.key : undefined;
  const { scrollTop } = parent;
  parent.replaceChildren(...[make()].flat(Infinity).filter(Boolean)); // make() may move what has the focus
  parent.scrollTop = scrollTop;
  const again = key && parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again && again !== document.activeElement) again.focus();
}

/** A link, when the address is one of the web; else its text. */
export function outside(link, text) {
  try {
    const u = new URL(link);
    if (u.protocol === 'https:' || u.protocol === 'http:') return el('a', { href: u.href, target: '_blank', rel: 'noopener noreferrer' }, text);
  } catch { /* no address */ }
  return el('span', {}, text);
}
