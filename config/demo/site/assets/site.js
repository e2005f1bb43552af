// The demo company's own site: it signs customers in, as a company's site would, and shows what they receive.
'use strict';
const lang = document.documentElement.lang;
const $ = (id) => document.getElementById(id);
const make = (tag, attrs, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) typeof v === 'function' ? e.addEventListener(k, v) : e.setAttribute(k, v);
  e.append(...children);
  return e;
};

for (const b of document.querySelectorAll('[data-chat]')) b.addEventListener('click', () => window.Balie?.open());

/** Copies a text and says so on its button; where that is not allowed, the text is at least selected. */
async function copy(text, button, done) {
  try {
    await navigator.clipboard.writeText(text);
    const was = button.textContent;
    button.textContent = done;
    setTimeout(() => { button.textContent = was; }, 1500);
  } catch {
    getSelection().selectAllChildren(button);
  }
}
for (const b of document.querySelectorAll('[data-copy]')) {
  const text = b.textContent;
  b.addEventListener('click', () => copy(text, b, `${text} · ${b.dataset.done}`));
}

// Who the visitor is: signed in on this site, and known to the chat by a signed token.
const WHO = 'demo.customer';
const people = [...document.querySelectorAll('[data-customer]')];
const unknown = $('who-now')?.textContent;

async function signIn(id) {
  const res = await fetch('/site/sign-in', { method: 'POST', body: JSON.stringify({ Customer: id }) });
  if (!res.ok) return;
  const { token, name } = await res.json();
  sessionStorage.setItem(WHO, id);
  window.Balie?.identify(token);
  mark(id, name);
}

function mark(id, name) {
  for (const b of people) b.setAttribute('aria-pressed', String(b.dataset.customer === id));
  if (!$('who-now')) return;
  $('who-now').textContent = name ? `${$('who-now').dataset.known} ${name}.` : unknown;
  $('sign-out').hidden = !name;
}

for (const b of people) b.addEventListener('click', () => signIn(b.dataset.customer));
$('sign-out')?.addEventListener('click', () => {
  sessionStorage.removeItem(WHO);
  window.Balie?.logout();
  mark('', '');
});
addEventListener('load', () => { if (sessionStorage.getItem(WHO)) signIn(sessionStorage.getItem(WHO)); });

// The customers' phone and mailbox.
const list = $('messages');
const name = Object.fromEntries(people.map((b) => [b.dataset.customer, b.querySelector('strong').textContent]));
const seen = new Set();
let first = true;

async function look() {
  if (!document.hidden) {
    try {
      const res = await fetch('/site/messages');
      if (res.ok) show(await res.json());
    } catch { /* the demo is starting again: look later */ }
  }
  setTimeout(look, 1500);
}

function show({ phone, mailbox }) {
  const all = [...phone.map((m) => ({ ...m, where: list.dataset.phone })), ...mailbox.map((m) => ({ ...m, where: list.dataset.mailbox }))];
  all.sort((a, b) => String(b.at).localeCompare(String(a.at)));
  const fresh = all.filter((m) => !seen.has(m.id));
  fresh.forEach((m) => seen.add(m.id));
  if (fresh.length) {
    list.replaceChildren(...all.slice(0, 12).map((m) => make('li', { class: 'note' }, ...note(m))));
    if (!first) push(fresh[0]);
  }
  first = false;
}

function note(m) {
  const at = new Date(m.at);
  const day = at.toDateString() === new Date().toDateString() ? {} : { day: 'numeric', month: 'short' };
  const when = new Intl.DateTimeFormat(lang === 'nl' ? 'nl-NL' : 'en-GB', { hour: '2-digit', minute: '2-digit', ...day }).format(at);
  const code = /\b\d{6}\b/.exec(m.text || '')?.[0];
  const parts = [make('small', {}, make('span', {}, `${m.where} · ${name[m.customer] || m.customer}`), make('time', { datetime: m.at }, when)), m.text || ''];
  if (code) parts.push(make('button', { type: 'button', click: (e) => copy(code, e.currentTarget, list.dataset.done) }, `${list.dataset.copyCode} ${code}`));
  return parts;
}

/** Shows what came in just now, wherever on the page one is. */
let away;
function push(m) {
  clearTimeout(away);
  $('push').replaceChildren(make('div', { class: 'note' }, ...note(m)));
  away = setTimeout(() => $('push').replaceChildren(), 15000);
}
addEventListener('keydown', (e) => { if (e.key === 'Escape') $('push')?.replaceChildren(); });
if (list) look();
