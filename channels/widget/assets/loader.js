// <script async src="https://…/widget.js" data-locale data-theme="light|dark" data-position="left"></script> draws one
// button; nothing is stored until it is pressed. The chat is an iframe of another origin, which this page cannot read.
(() => {
  'use strict';
  if (window.Balie) return;
  const C = /*CONFIG*/{};
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const set = script.dataset;
  const lang = [set.locale, document.documentElement.lang, C.languages[0]]
    .map((l) => (l || '').slice(0, 2).toLowerCase()).find((l) => C.languages.includes(l));
  const T = {
    nl: { open: 'Stel je vraag', close: 'Sluit de chat', unread: 'ongelezen', frame: 'Chat met ' },
    en: { open: 'Ask us', close: 'Close the chat', unread: 'unread', frame: 'Chat with ' },
  }[lang];
  const narrow = matchMedia('(max-width:480px)');
  let frame, alive, ready = false, open = false, unread = 0, queue = [];

  const make = (space) => (tag, attrs, ...children) => {
    const e = document.createElementNS(`http://www.w3.org/${space}`, tag);
    for (const k in attrs) e.setAttribute(k, attrs[k]);
    e.append(...children);
    return e;
  };
  const el = make('1999/xhtml'), draw = make('2000/svg');
  const icon = (c, d) => draw('svg', { class: c, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, draw('path', { d }));

  const host = el('div', { id: 'balie-chat' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(C.theme + `
:host{all:initial;color-scheme:light dark}
button{position:fixed;bottom:20px;right:20px;z-index:2147483000;display:flex;align-items:center;gap:10px;height:56px;min-width:56px;
padding:0 22px 0 18px;border:1px solid transparent;border-radius:28px;background:var(--accent);color:var(--on-accent);
font:600 16px/1 system-ui,sans-serif;cursor:pointer;box-shadow:0 4px 18px rgb(0 0 0/.22);transition:transform .15s}
button:hover{transform:translateY(-2px)}
button:focus-visible{outline:3px solid var(--on-accent);outline-offset:-6px;box-shadow:0 0 0 3px var(--accent)}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.x{display:none}.open .x{display:block}.open .o,.open .t{display:none}.open{padding:0 15px}
.n{position:absolute;top:-5px;right:-3px;min-width:22px;height:22px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;line-height:22px;text-align:center}
[hidden]{display:none!important}
iframe{position:fixed;bottom:90px;right:20px;z-index:2147483001;width:400px;height:min(640px,calc(100dvh - 110px));border:0;
border-radius:var(--corner);box-shadow:0 12px 48px rgb(0 0 0/.28);background:Canvas}
.left{right:auto!important;left:20px!important}
@media(max-width:480px){iframe{inset:0!important;width:100%;height:100dvh;border-radius:0}.open{display:none}button{bottom:14px;right:14px}}
@media(max-height:420px){iframe{inset:0 0 0 auto!important;height:100dvh;border-radius:0}}
@media(prefers-reduced-motion:reduce){button{transition:none}}
@media(forced-colors:active){button,iframe{border:1px solid}}`);
  root.adoptedStyleSheets = [sheet];

  const text = el('span', { class: 't' }, T.open);
  const badge = el('span', { class: 'n', 'aria-hidden': 'true', hidden: '' });
  const button = el('button', { type: 'button', 'aria-expanded': 'false' }, icon('o', 'M4 5h16v11H9l-5 4z'), icon('x', 'M6 6l12 12M18 6L6 18'), text, badge);
  if (set.position === 'left') button.classList.add('left');
  root.append(button);

  const remember = (v) => { try { v ? sessionStorage.setItem('balie', v) : sessionStorage.removeItem('balie'); } catch { } };
  const remembered = () => { try { return sessionStorage.getItem('balie'); } catch { return null; } };
  const post = (type, more) => {
    const m = { balie: 1, type, ...more };
    if (ready) frame.contentWindow.postMessage(m, origin);
    else queue.push(m);
  };

  function load() {
    if (frame) return;
    frame = el('iframe', {
      src: `${origin}/widget/`, title: T.frame + C.title, allow: 'clipboard-write', hidden: '',
      sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals',
    });
    if (set.position === 'left') frame.classList.add('left');
    frame.addEventListener('load', () => {
      ready = true;
      post('hello', { language: lang, theme: set.theme || '', page: { url: location.origin + location.pathname, title: document.title } });
      queue.splice(0).forEach((m) => frame.contentWindow.postMessage(m, origin));
      setTimeout(() => {
        if (alive) return;
        console.error(`Balie: no answer. Is ${location.origin} an allowed origin?`);
        turn(false, true);
      }, 5000);
    });
    root.append(frame);
  }

  function show() {
    button.classList.toggle('open', open);
    button.setAttribute('aria-expanded', String(open));
    button.setAttribute('aria-label', open ? T.close : unread ? `${T.open}, ${unread} ${T.unread}` : T.open);
    badge.textContent = unread;
    badge.hidden = open || !unread;
    if (frame) frame.hidden = !open;
  }

  function turn(on, focus) {
    if (on === open) return;
    open = on;
    if (on) load();
    remember(on ? 'open' : 'closed');
    if (on) unread = 0;
    show();
    post(on ? 'open' : 'close', { focus });
    if (on && focus) frame.focus();
    if (!on && focus) button.focus();
  }

  button.addEventListener('click', () => turn(!open, true));
  root.addEventListener('keydown', (e) => { if (e.key === 'Escape' && open) turn(false, true); });
  // On a phone the chat covers the page.
  document.addEventListener('focusin', (e) => { if (open && narrow.matches && e.target !== host) frame.focus(); });
  window.addEventListener('message', (e) => {
    if (!frame || e.source !== frame.contentWindow || e.origin !== origin || e.data?.balie !== 1) return;
    alive = true;
    if (e.data.type === 'close') turn(false, true);
    if (e.data.type === 'unread' && Number.isInteger(e.data.n)) { unread = open ? 0 : e.data.n; show(); }
  });

  window.Balie = Object.freeze({
    open: () => turn(true, true),
    close: () => turn(false, true),
    identify: (token) => { post('identify', { token: String(token) }); },
    logout: () => { remember(''); load(); post('logout'); turn(false, false); remember(''); },
  });
  show();
  const begin = () => {
    document.body.append(host);
    const was = remembered();
    if (was === 'open') turn(true, false);
    else if (was === 'closed') load();
  };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin, { once: true });
})();
