// The answers to choose from under a message: buttons in a row, a list where they are many, with a search where they
// are very many. Arrow keys go from one to the next; a number beside each may be typed instead.
import { el } from './dom.js';

const asList = 4; // more than these stand below each other
const searched = 8; // more than these can be searched

/** Which buttons a typed number may mean: never a confirmation, and only where there is something to choose from. */
export function numbered(e) {
  const main = (e.buttons || []).filter((b) => b.style !== 'quiet');
  return e.kind === 'confirm' || main.length < 2 ? [] : main;
}

export function choices(e, words, choose) {
  const main = e.buttons.filter((b) => b.style !== 'quiet');
  const group = el('div', { class: main.length > asList ? 'choices many' : 'choices', role: 'group', 'aria-label': words.choices });
  const counted = numbered(e);
  const buttons = e.buttons.map((b) => {
    const n = counted.indexOf(b) + 1;
    return el('button', { type: 'button', class: b.style || 'plain', onclick: () => choose(b) },
      n ? el('span', { class: 'number', 'aria-hidden': 'true' }, String(n)) : null, b.label);
  });
  if (main.length > searched) group.append(search(e.buttons, buttons, words));
  group.append(...buttons);
  group.addEventListener('keydown', (ev) => step(ev, group));
  return group;
}

/** Arrow keys, Home and End among the buttons that are shown. */
function step(ev, group) {
  const shown = [...group.querySelectorAll('button:not([hidden])')];
  const at = shown.indexOf(document.activeElement);
  const field = ev.target.tagName === 'INPUT';
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(field ? {} : { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }) }[ev.key];
  if (to === undefined || !shown.length) return;
  ev.preventDefault();
  const input = group.querySelector('input');
  if (to < 0 && input) input.focus();
  else shown[(to + shown.length) % shown.length].focus();
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function search(all, buttons, words) {
  const none = el('p', { class: 'none', role: 'status' });
  const input = el('input', {
    type: 'search', 'aria-label': words.search, placeholder: words.search, autocomplete: 'off', enterkeyhint: 'search',
    oninput: () => {
      const wanted = plain(input.value.trim());
      let n = 0;
      all.forEach((b, i) => { buttons[i].hidden = b.style !== 'quiet' && !plain(b.label).includes(wanted); n += buttons[i].hidden ? 0 : 1; });
      none.textContent = n ? '' : words.nothingFound;
    },
    onkeydown: (ev) => {
      const left = buttons.filter((b) => !b.hidden && !b.classList.contains('quiet'));
      if (ev.key !== 'Enter' || ev.isComposing) return;
      ev.preventDefault();
      if (left.length === 1) left[0].click();
      else left[0]?.focus();
    },
  });
  return el('div', { class: 'search' }, input, none);
}
