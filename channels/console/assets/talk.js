// The middle column: who speaks, what can be done, the log and the field to answer in.
import { $, el, fill } from './dom.js';
import { drawLog } from './log.js';
import { problem, t, word } from './texts.js';

function speaks(v) {
  if (v.mine) return t.with_me;
  if (v.status === 'with_person') return t.with_other(v.person);
  return t[v.status];
}

function nothing(text, hint) {
  $('conversation').hidden = true;
  $('context').hidden = true;
  $('nothing').hidden = false;
  fill($('nothing'), () => [el('p', {}, text), hint ? el('p', { class: 'soft' }, hint) : null]);
}

/** The button that was pressed is gone afterwards: go on where one would. */
async function press(b, k) {
  await b.act(k);
  if (document.activeElement === document.body) (k.view.mine ? $('reply') : $('talk-title')).focus();
}

function drawActs(k, buttons) {
  fill($('acts'), () => buttons(k).map((b) => el('button', {
    type: 'button', class: b.primary ? 'primary' : '', 'data-key': `act.${b.key}`, 'aria-keyshortcuts': b.key, title: b.long, onclick: () => press(b, k),
  }, b.label, ' ', el('kbd', { 'aria-hidden': 'true' }, b.key))));
}

function drawComposer(k) {
  const v = k.view;
  $('composer').hidden = !v.mine;
  $('looking').hidden = v.mine;
  $('looking').textContent = v.status === 'closed' ? t.over : t.looking;
  if ($('reply').dataset.of !== k.id || $('reply').value !== k.draft) {
    $('reply').dataset.of = k.id;
    $('reply').value = k.draft;
  }
}

/** Draws a conversation; null draws that none is chosen. */
export function drawTalk(k, { retry, buttons }) {
  if (!k) { nothing(t.choose, t.chooseHint); return; }
  if (!k.view) { nothing(k.trouble ? problem(k.trouble) : t.loading); return; }
  const v = k.view;
  $('nothing').hidden = true;
  $('conversation').hidden = false;
  $('context').hidden = false;
  $('talk-title').textContent = v.summary.who.name || v.summary.wants[0]?.title || t.customer;
  $('talk-state').textContent = `${speaks(v)} · ${word('channel', v.channel)} · ${word('languages', v.language)}${v.left ? ` · ${t.away}` : ''}${v.until ? ` · ${t.until(v.until)}` : ''}`;
  $('conversation').dataset.status = v.mine ? 'mine' : v.status;
  $('trouble').textContent = k.trouble ? problem(k.trouble) : '';
  drawActs(k, buttons);
  drawComposer(k);
  drawLog($('log'), k, retry);
}
