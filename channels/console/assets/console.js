// Ties the page together: sign-in, the stream, and what is drawn when something changes.
import * as acts from './acts.js';
import { api, listen } from './api.js';
import { drawContext } from './context.js';
import { askSignOut, help } from './dialog.js';
import { $ } from './dom.js';
import { clock, setClock } from './format.js';
import { keysOn, onKeys, setKeys } from './keys.js';
import { drawLists, order, tick } from './lists.js';
import { keepEnd } from './log.js';
import { toOpen, wireReplies } from './replies.js';
import { ping, setSound, soundOn } from './sound.js';
import { forget, look, onChange, refresh, state, takeLists, talk, write } from './store.js';
import { drawTalk } from './talk.js';
import { lang, problem, t } from './texts.js';

let stream;

function words() {
  document.documentElement.lang = lang;
  const texts = {
    'signin-intro': t.signinIntro, 'label-agent': t.agent, 'label-password': t.password, 'signin-go': t.signin, signout: t.signout, sound: t.sound, help: t.help,
    'label-reply': t.reply, send: t.send, 'send-hint': t.sendHint, 'to-lists': `‹ ${t.back}`, 'to-context': t.context, 'from-context': `‹ ${t.talk}`,
  };
  for (const [id, text] of Object.entries(texts)) $(id).textContent = text;
  for (const [id, label] of Object.entries({ lists: t.lists, log: t.log, context: t.context, replies: t.replies })) $(id).setAttribute('aria-label', label);
  $('sound').setAttribute('aria-pressed', String(soundOn()));
}

/** On a narrow screen one column is shown at a time. */
function showColumn(name) { $('room').dataset.column = name; }

function count() {
  const unread = [...state.talks.values()].reduce((n, k) => n + (k.view?.mine ? k.unread : 0), 0);
  const n = unread + (state.lists?.queue.length ?? 0);
  document.title = n ? `(${n}) Balie` : 'Balie';
}

/** Whether the customer of the conversation that is shown is writing. */
function drawTyping() {
  const l = state.lists;
  $('typing').hidden = !l?.mine.some((c) => c.id === state.current && c.typing);
  $('typing').textContent = t.typing;
}

function drawDesk() {
  const l = state.lists;
  if (!l) return;
  const next = l.open || !l.next ? '' : `, ${t.opens(clock(l.next))}`;
  $('desk-state').textContent = (l.open ? t.deskOpen : t.deskClosed) + next;
  $('desk-state').dataset.open = String(l.open);
}

const panelActs = {
  edit(k, key) {
    const was = k.editing;
    k.editing = key;
    k.editor = null;
    drawContext(k, panelActs);
    $('panel').querySelector(key ? `[data-key="field.${CSS.escape(key)}"]` : `[data-key="edit.${CSS.escape(was ?? '')}"]`)?.focus();
  },
  async correct(k, frame, slot, value) {
    await acts.correct(k, frame, slot, value); // what it is refused for is thrown, for the field to show
    drawContext(k, panelActs);
    if (!k.editing) $('panel').querySelector(`[data-key="edit.${CSS.escape(`${frame}.${slot}`)}"]`)?.focus();
  },
  settle: acts.settle,
  run: acts.run,
  elsewhere: acts.elsewhere,
  decide: acts.decide,
};

function draw(k) {
  if (k.id !== state.current) return;
  drawTalk(k, { retry: acts.send, buttons: acts.buttons });
  if (k.view) drawContext(k, panelActs);
}

/** What is shown and stands in none of the lists, such as what was just handed back, is told about all the same. */
function watch() {
  const l = state.lists;
  stream?.watch([...l.queue, ...l.mine, ...l.left].some((c) => c.id === state.current) ? '' : state.current);
}

async function open(id, column = 'talk') {
  $('reply').blur();
  const k = look(id);
  showColumn(column);
  drawLists(open, more);
  drawTyping();
  draw(k);
  count();
  watch();
  await refresh(id);
  if (state.current === id) draw(look(id));
}

async function more() {
  state.others = state.others ? null : (await api.open().catch(() => ({ open: [] }))).open;
  drawLists(open, more);
}

function move(by) {
  const ids = order();
  if (!ids.length) return;
  const at = ids.indexOf(state.current);
  const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
  open(ids[next]);
  $('lists').querySelector(`[data-id="${CSS.escape(ids[next])}"]`)?.scrollIntoView({ block: 'nearest' });
}

/** Does what a key stands for, when its button is there. */
function press(key) {
  const k = state.talks.get(state.current);
  if (k?.view) acts.buttons(k).find((b) => b.key === key)?.act(k);
}

function reply() {
  const k = state.talks.get(state.current);
  if (k?.view?.mine) $('reply').focus();
}

let wrote = 0; // when the customer was last told that we are writing

function writing(text) {
  write(state.current, text);
  if (!text.trim() || Date.now() - wrote < 2500) return;
  wrote = Date.now();
  api.typing(state.current).catch(() => {}); // nothing depends on it
}

function leave() {
  stream?.close();
  forget();
  $('room').hidden = true;
  $('door').hidden = false;
  document.title = 'Balie';
  $('agent').focus();
}

async function signIn(agent, password) {
  $('signin-go').disabled = true;
  $('signin-wrong').textContent = '';
  try {
    enter(await api.signIn(agent, password));
    $('signin').reset();
  } catch (e) {
    $('door').hidden = false;
    $('signin-wrong').textContent = problem(e);
    $('password').select();
  } finally {
    $('signin-go').disabled = false;
  }
}

function enter(me) {
  state.me = me;
  setClock(me.now);
  $('whoami').textContent = me.name;
  $('door').hidden = true;
  $('room').hidden = false;
  showColumn('lists');
  drawTalk(null, {});
  stream = listen({
    lists: takeLists,
    cut: (on) => { if (state.cut !== on) { state.cut = on; $('cut').textContent = on ? t.cut : ''; } },
    out: () => { leave(); $('signin-wrong').textContent = t.problem.signed_out; },
  });
}

async function out() {
  const n = state.lists?.mine.length ?? 0;
  if (n && !(await askSignOut(n))) return;
  await api.signOut().catch(() => {});
  leave();
}

function wire() {
  $('signin').addEventListener('submit', (e) => { e.preventDefault(); signIn($('agent').value.trim(), $('password').value); });
  $('signout').addEventListener('click', out);
  $('help').addEventListener('click', () => help(keysOn(), setKeys));
  $('sound').addEventListener('click', () => { setSound(!soundOn()); $('sound').setAttribute('aria-pressed', String(soundOn())); ping(); });
  $('to-lists').addEventListener('click', () => showColumn('lists'));
  $('to-context').addEventListener('click', () => showColumn('context'));
  $('from-context').addEventListener('click', () => showColumn('talk'));
  $('reply').addEventListener('input', (e) => writing(e.target.value));
  wireReplies();
  $('reply').addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); $('composer').requestSubmit(); }
  });
  $('composer').addEventListener('submit', (e) => {
    e.preventDefault();
    const text = $('reply').value.trim();
    if (text && state.current && !toOpen()) { acts.say(talk(state.current), text); $('reply').focus(); }
  });
  onKeys({
    j: () => move(1), k: () => move(-1), r: reply, x: () => { const k = state.talks.get(state.current); if (k?.view?.mine) acts.run(k); }, i: () => { showColumn('context'); $('panel').querySelector('button, summary')?.focus(); },
    a: () => press('a'), n: () => press('n'), h: () => press('h'), q: () => press('q'), t: () => press('t'), e: () => press('e'), '?': () => help(keysOn(), setKeys),
  }, () => { if (document.activeElement === $('reply')) { $('reply').blur(); $('log').focus({ preventScroll: true }); } });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && state.talks.has(state.current)) { look(state.current); drawLists(open, more); count(); }
  });
  keepEnd($('log'));
  setInterval(tick, 1000);
}

onChange((c) => {
  if (c.lists) { drawDesk(); drawTyping(); watch(); }
  drawLists(open, more);
  const k = c.id && state.talks.get(c.id);
  if (k) draw(k);
  if (c.heard && k?.view?.mine) $('announce').textContent = `${t.customer}: ${c.fresh.findLast((i) => i.from === 'customer')?.text ?? ''}`;
  if (c.waiting || (c.heard && k?.view?.mine)) ping();
  count();
});
acts.onAct(draw);

words();
wire();
const [, agent, password] = /^#([a-z0-9._-]+):([A-Za-z0-9]+)$/.exec(location.hash) ?? [];
if (agent) {
  history.replaceState(null, '', location.pathname + location.search);
  signIn(agent, password);
} else {
  api.me().then(enter, () => { $('door').hidden = false; $('agent').focus(); });
}
