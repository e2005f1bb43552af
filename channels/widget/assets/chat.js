// The chat: follows one conversation by the numbers of its events, and says what the customer says.
import { Backoff, Problem, create, drop, post, put, transcript } from './api.js';
import { save } from './dom.js';
import { Follower } from './follow.js';
import { numbered } from './choices.js';
import { connect, tell } from './host.js';
import { Log } from './log.js';
import { why } from './message.js';
import { Outbox } from './outbox.js';
import * as store from './session.js';
import { View } from './view.js';

class Chat {
  constructor(config) {
    this.config = config;
    this.session = null;
    this.openNow = false;
    this.page = undefined;
    this.identity = '';
    this.view = new View(config, this);
    this.log = new Log({
      ...this.view.places, words: () => this.view.words, choose: (b) => this.choose(b), fill: (f) => this.fill(f), files: this.files(), open: () => this.visible(), focus: () => this.view.focus(),
    });
    this.outbox = new Outbox({
      session: () => this.session, state: (i, s, t) => this.state(i, s, t), accepted: (i, a) => this.accepted(i, a), closed: () => this.anew('ended'),
    });
    this.backoff = new Backoff();
    this.follower = new Follower({
      before: (e) => (e.type === 'message' && e.from === 'customer' && !this.mine.has(e.input) ? this.outbox.settled() : null),
      event: (e, fresh) => this.apply(e, fresh), writes: (name) => { if (this.status === 'with_person') this.view.writes(name); }, caughtUp: () => this.deliver(), lost: () => this.anew('expired'),
      renew: (t) => this.renew(t), banner: (key) => this.view.banner(key), back: () => this.view.back(),
    });
    this.forget();
    store.watch((s) => this.elsewhere(s));
    addEventListener('online', () => { this.view.banner(''); this.wake(); });
    addEventListener('offline', () => this.view.banner('offline'));
    document.addEventListener('visibilitychange', () => this.wake());
  }

  visible() { return this.openNow && document.visibilityState === 'visible'; }

  wake() {
    this.follower.wake();
    if (document.visibilityState !== 'visible') return;
    this.backoff.now();
    this.outbox.now();
  }

  /** Empties everything that belongs to one conversation. */
  forget() {
    this.follower.stop();
    this.session = null;
    this.ready = false; // what was said before is on the screen
    this.mine = new Map(); // input number → bubble of this tab, until its event comes
    this.drawn = new Map(); // message id → bubble
    this.read = new Set(); // inputs whose events have come
    this.awaited = 0; // highest input that waits for a turn
    this.trace = [];
    this.unread = 0;
    this.status = 'with_assistant';
    this.log.clear();
    this.view.reset();
  }

  open(focus) {
    this.openNow = true;
    this.unread = 0;
    tell('unread', { n: 0 });
    if (focus) this.view.focus();
    this.log.follow();
    this.begin();
  }

  close() { this.openNow = false; }

  /** Asks the page around the chat to put it away. */
  leaveHost() { tell('close'); }

  /** Tells the server, now and then, that more is coming. */
  typing() {
    if (!this.session || Date.now() - (this.typed || 0) < 1500) return;
    this.typed = Date.now();
    post(this.session, 'typing').catch(() => {}); // nothing depends on it
  }

  begin() { return this.starting ||= this.start().finally(() => { this.starting = null; }); }

  /** Resumes the conversation of this browser, or starts one. */
  async start() {
    while (!this.session) {
      const kept = store.load();
      if (kept) return this.follow(kept);
      try {
        const body = { language: this.view.words.language, page: this.page };
        if (this.identity) body.identity_token = this.identity;
        this.view.busy(true);
        const s = await create(body);
        store.save(s);
        this.ready = true; // there is nothing to catch up with
        return this.follow(s);
      } catch (e) {
        if (!(e instanceof Problem)) throw e;
        if (e.code === 'identity') this.identity = ''; // then as somebody unknown
        this.view.banner(navigator.onLine ? 'unavailable' : 'offline');
        await this.backoff.wait(e.retry);
      }
    }
  }

  follow(session) {
    this.session = session;
    if (this.ready) this.deliver();
    this.follower.start(session, this.ready);
  }

  /** Shows and sends what waited for the conversation to be there. */
  deliver() {
    this.ready = true;
    this.log.topAt = 0; // what comes from here on is new by itself
    if (this.moved) this.log.toEnd(); // and what is read again of another conversation is not
    this.moved = false;
    this.view.listen();
    this.outbox.items.forEach((i) => this.pending(i));
    this.outbox.pump();
  }

  renew({ token, expires }) {
    this.session = Object.assign(this.session, { token, expires });
    store.save(this.session);
  }

  apply(e, fresh) {
    if (e.because || e.why) this.trace.push(e);
    if (e.input) this.read.add(e.input);
    if (e.type === 'message') this.message(e, fresh);
    if (e.type === 'status') this.floor(e);
    if (e.type === 'turn_ended') this.turnEnded();
    if (e.type === 'continued') this.move({ id: e.in, token: e.token, expires: e.expires });
  }

  message(e, fresh) {
    if (e.language) this.view.speak(e.language);
    if (e.from === 'customer') {
      const bubble = this.mine.get(e.input);
      this.awaited = Math.max(this.awaited, e.input);
      this.mine.delete(e.input);
      if (bubble) this.view.settle(bubble, e);
      else this.log.message(e);
      return this.view.busy(this.status !== 'with_person');
    }
    if (e.from === 'person') this.view.busy(false);
    this.log.message(e);
    if (fresh && !this.visible()) tell('unread', { n: ++this.unread });
  }

  floor(e) {
    const was = this.status;
    this.status = e.status;
    const line = this.view.floor(e, was);
    if (line) this.log.line(line);
    if (e.status === 'with_person') this.log.retire(); // what the assistant offered is off the table
    if (e.status === 'with_person' || e.status === 'closed') this.view.busy(false);
  }

  turnEnded() {
    if (this.trace.length) this.log.add(why(this.trace.splice(0), this.view.words, this.explain, this.config.names ?? {}));
    if (this.read.has(this.awaited) || !this.awaited) this.view.busy(false);
  }

  /** What the customer typed; a number may stand for a button. */
  say(text) {
    const n = /^\d{1,2}[.)]?$/.test(text) && this.log.live ? parseInt(text, 10) : 0;
    const button = n ? numbered(this.log.live.event)[n - 1] : null;
    if (button) this.choose(button);
    else this.send({ text });
  }

  choose(button) {
    if (button.id === 'login') { this.login(); return; }
    this.send({ choice: button.id, text: button.label });
    this.view.focus();
  }

  fill({ id, fields, text }) {
    this.send({ choice: id, fields, text });
    this.view.focus();
  }

  /** What a question for files needs. */
  files() {
    return {
      put: (file, progress, signal) => put(this.session, file, progress, signal),
      drop: (id) => drop(this.session, id),
      send: (files) => { this.send({ files, text: '' }); this.view.focus(); },
    };
  }

  person() { this.choose({ id: this.config.person, label: this.view.words.person }); }

  async send(what) {
    const item = { id: store.newID(), seen: this.log.shown, at: new Date().toISOString(), ...what };
    if (this.status === 'closed') await this.anew();
    if (this.ready) this.pending(item);
    this.outbox.add(item);
    this.begin();
  }

  pending(item) {
    if (this.drawn.has(item.id)) return;
    const bubble = this.log.message({ from: 'customer', text: item.text, files: item.files, at: item.at });
    this.drawn.set(item.id, bubble);
    this.state(item, item.failed ? 'failed' : navigator.onLine ? 'sending' : 'waitingSend');
  }

  state(item, state, detail) {
    const bubble = this.drawn.get(item.id);
    if (bubble) this.view.state(bubble, state, detail, () => this.outbox.retry(item));
  }

  accepted(item, { n, token, expires }) {
    if (token) this.renew({ token, expires });
    const bubble = this.drawn.get(item.id);
    this.drawn.delete(item.id);
    if (this.read.has(n)) return bubble?.remove(); // its event was here before its answer
    this.awaited = Math.max(this.awaited, n);
    this.view.state(bubble, 'sent');
    this.mine.set(n, bubble);
    this.view.busy(this.status !== 'with_person');
  }

  /** The conversation is over or out of reach: what was not sent yet begins the next one. */
  anew(line) {
    this.renewing ||= (async () => {
      this.turnPage();
      if (line) this.log.line(this.view.words[line]);
      await this.begin();
    })().finally(() => { this.renewing = null; });
    return this.renewing;
  }

  /** The customer goes on in another conversation. */
  move(session) {
    this.moved = true;
    this.turnPage();
    store.save(session);
    this.follow(session);
  }

  /** Leaves the conversation, but takes along what was not sent yet. */
  turnPage() {
    const items = this.outbox.items.map((i) => ({ ...i, seen: 0 }));
    this.leave();
    this.outbox.items = items;
    this.outbox.keep();
  }

  leave() {
    store.clear();
    this.outbox.clear();
    this.forget();
  }

  /** Tells the server that this conversation is put away. */
  quit() {
    if (this.session) post(this.session, 'leave').catch(() => {}); // then it ends by itself, later
    this.leave();
  }

  async restart() {
    this.quit();
    this.view.focus();
    await this.begin();
  }

  /** Another tab began, left or renewed the conversation. */
  elsewhere(kept) {
    if (kept && this.session && kept.id === this.session.id) { Object.assign(this.session, kept); return; }
    if (!this.session && !this.openNow) return;
    this.outbox.clear();
    this.forget();
    if (kept) this.follow(kept);
    else if (this.openNow) this.view.banner('elsewhere');
  }

  async identify(token) {
    this.identity = token;
    const s = this.session || store.load();
    if (!s) return;
    try {
      await post(s, 'identity', { token });
    } catch (e) {
      if (e.code === 'other_customer') return this.restart();
      console.error(`Balie: identify: ${e.message}`);
    }
  }

  /** Opens the company's login in a window of its own, which hands back what it proves. */
  async login() {
    const s = this.session;
    if (!s) return;
    const win = window.open('', '_blank', 'popup,width=480,height=720');
    this.view.banner(win ? '' : 'loginBlocked');
    if (!win) return;
    let watch = 0;
    const over = (told) => {
      clearInterval(watch);
      window.removeEventListener('message', proven);
      this.view.banner(told);
    };
    const proven = async (m) => {
      if (m.source !== win || m.origin !== window.location.origin || !m.data?.balie_login) return;
      over('');
      try {
        await post(s, 'identity', { token: m.data.balie_login });
      } catch (e) {
        if (e.code === 'other_customer') this.restart();
        else this.view.banner('loginFailed');
      }
      this.view.focus();
    };
    window.addEventListener('message', proven);
    // What it proves comes before it closes; a window that is closed and has said nothing was left.
    let gone = 0;
    watch = setInterval(() => { if (win.closed && (gone += 1) > 2) { over('loginLeft'); this.view.focus(); } }, 250);
    try {
      const { url } = await post(s, 'login', { language: this.view.words.language });
      win.location.assign(new URL(url, window.location.href));
    } catch {
      win.close();
      over('loginFailed');
    }
  }

  logout() {
    this.identity = '';
    this.quit();
  }

  async transcript() { if (this.session) save(await transcript(this.session), 'chat.txt'); }
}

const config = await (await fetch('config.json')).json();
const chat = new Chat(config);
if (config.why) chat.explain = (await import('./trace.js')).explain; // a demonstration's
const framed = connect(config.origins, (type, m) => {
  switch (type) {
    case 'hello':
      tell('ready');
      chat.page = m.page;
      chat.view.theme(m.theme);
      chat.view.speak(m.language);
      if (store.load() && !chat.session) chat.follow(store.load());
      break;
    case 'open': chat.open(m.focus); break;
    case 'close': chat.close(); break;
    case 'identify': chat.identify(String(m.token)); break;
    case 'logout': chat.logout(); break;
  }
});
chat.view.framed(framed);
if (!framed) chat.open(true);
