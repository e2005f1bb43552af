// The demo company's own page: it signs customers in, as a company's site would, and shows what they receive.
'use strict';
const dutch = document.documentElement.lang === 'nl';
const who = document.getElementById('who');
const out = document.getElementById('out');
const unknown = who.textContent;
let shown = '';

document.getElementById('ask').addEventListener('click', () => window.Balie && window.Balie.open());

for (const button of document.querySelectorAll('[data-customer]')) {
  button.addEventListener('click', async () => {
    const res = await fetch('/site/sign-in', { method: 'POST', body: JSON.stringify({ Customer: button.dataset.customer }) });
    if (!res.ok) return;
    const { token, name } = await res.json();
    window.Balie.identify(token);
    mark(button, (dutch ? 'Je bent ingelogd als ' : 'You are signed in as ') + name + '.');
  });
}
out.addEventListener('click', () => { window.Balie.logout(); mark(null, unknown); });

function mark(button, text) {
  for (const b of document.querySelectorAll('[data-customer]')) b.setAttribute('aria-pressed', String(b === button));
  who.textContent = text;
  out.hidden = !button;
}

async function look() {
  try {
    const res = await fetch('/site/messages');
    if (res.ok) show(await res.json());
  } catch { /* the demo is starting again: look later */ }
  setTimeout(look, 2000);
}

function show({ phone, mailbox }) {
  const all = [...phone.map((m) => [m, dutch ? 'Telefoon' : 'Phone']), ...mailbox.map((m) => [m, dutch ? 'Mailbox' : 'Mailbox'])];
  all.sort((a, b) => String(b[0].at).localeCompare(String(a[0].at)));
  const key = JSON.stringify(all);
  if (key === shown) return;
  shown = key;
  const list = document.getElementById('messages');
  list.replaceChildren(...all.slice(0, 12).map(([m, where]) => {
    const li = document.createElement('li');
    const small = document.createElement('small');
    small.textContent = where + ' · ' + m.customer;
    li.append(small, m.text || m.subject || '');
    return li;
  }));
}
look();
