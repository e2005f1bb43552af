// Everything around the messages: header, menu, banner, typing, composer.
import { el } from './dom.js';
import { speaker } from './message.js';
import * as store from './session.js';
import { words } from './texts.js';

const $ = (id) => document.getElementById(id);
const coarse = matchMedia('(pointer: coarse)');

export class View {
  constructor(config, chat) {
    this.config = config;
    this.chat = chat;
    this.places = { log: $('log'), list: $('list'), jump: $('jump') };
    $('title').textContent = document.title = config.title;
    this.words = null;
    this.speak(config.languages.find((l) => navigator.language.startsWith(l)) || config.languages[0]);
    $('menu-language').parentElement.hidden = config.languages.length < 2;
    this.menus();
    this.composer();
    document.addEventListener('keydown', (e) => this.escape(e));
  }

  reset() {
    $('log').setAttribute('aria-live', 'off'); // what is only read again is not announced
    this.floor({ status: 'with_assistant' });
    this.banner('');
    this.busy(false);
  }

  /** From here on new messages are announced. */
  listen() { $('log').setAttribute('aria-live', 'polite'); }

  /** Puts the interface in a language. */
  speak(language) {
    if (!language || !this.config.languages.includes(language.slice(0, 2))) return;
    if (this.words?.language === language.slice(0, 2)) return;
    this.words = words(language);
    document.documentElement.lang = this.words.language;
    for (const e of document.querySelectorAll('[data-text]')) e.textContent = this.words[e.dataset.text];
    for (const e of document.querySelectorAll('[data-label]')) {
      e.setAttribute('aria-label', this.words[e.dataset.label]);
      if (e.tagName === 'BUTTON') e.title = this.words[e.dataset.label];
    }
    $('menu-language').lang = this.words.other;
    $('text').placeholder = this.words.label;
    if (this.now) this.floor(this.now);
    this.banner(this.told || '');
  }

  theme(theme) { if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme; }

  framed(yes) {
    this.inFrame = yes;
    $('close').hidden = !yes;
    document.documentElement.classList.toggle('alone', !yes);
  }

  /** Puts the cursor where one types; on a phone that would raise the keyboard over the answer. */
  focus() { (coarse.matches ? $('title') : $('text')).focus({ preventScroll: true }); }

  /** Says who serves the customer now; returns what is worth a line in the log. */
  floor(e, was) {
    const w = this.words;
    this.now = e;
    const text = {
      with_assistant: w.assistant, queued: w.waiting, with_person: w.employee(e.name || ''), closed: w.over,
    }[e.status];
    $('speaker').textContent = text;
    $('chat').dataset.status = e.status;
    $('badge').hidden = e.status !== 'with_assistant';
    $('person').hidden = e.status === 'with_person' || e.status === 'closed';
    $('person').disabled = $('menu-person').disabled = e.status !== 'with_assistant';
    if (!was || was === e.status) return '';
    this.announce(text);
    if (e.status === 'with_person') return w.nowPerson(e.name || '');
    if (e.status === 'closed') return w.ended;
    return ''; // back with the assistant, it says so itself
  }

  busy(on) {
    if (on === !$('typing').hidden) return;
    $('typing').hidden = !on;
    clearTimeout(this.slow);
    if (!on) { $('typing').lastElementChild.textContent = ''; return; }
    this.slow = setTimeout(() => { // only when it takes long enough to wonder
      const text = this.words.typing(speaker({ from: 'assistant' }, this.words));
      $('typing').lastElementChild.textContent = text;
      this.announce(text);
    }, 2500);
  }

  /** A person is writing: said for as long as signs of it come. */
  writes(name) {
    if ($('typing').hidden) this.announce(this.words.writes(name));
    this.busy(true);
    clearTimeout(this.slow);
    $('typing').lastElementChild.textContent = this.words.writes(name);
    this.slow = setTimeout(() => this.busy(false), 6000);
  }

  banner(key) {
    const changed = key && key !== this.told;
    this.told = key;
    $('banner').hidden = !key;
    $('banner').textContent = key ? this.words[key] : '';
    if (changed) this.announce(this.words[key]);
  }

  back() { if (this.told) this.announce(this.words.back); }

  announce(text) { $('status').textContent = text; }

  /** Says under a message of the customer how far it has come. */
  state(bubble, state, detail, retry) {
    const text = this.words[state];
    const at = bubble.querySelector('.state');
    bubble.dataset.state = state;
    at.replaceChildren(text);
    if (state === 'failed') {
      at.append(' ', el('button', { type: 'button', onclick: retry }, this.words.retry));
      if (detail) at.prepend(el('span', { class: 'detail' }, detail), ' ');
      this.announce(text);
    }
  }

  /** A message of this tab has come back as an event: it is read. */
  settle(bubble, e) {
    bubble.dataset.n = e.n;
    const shown = bubble.querySelector('.bubble');
    const said = [...shown.querySelectorAll('p')].map((p) => p.textContent).join('\n\n');
    if (e.text && said !== e.text) { // something in it was masked
      shown.querySelectorAll('p').forEach((p) => p.remove());
      shown.append(el('p', {}, e.text));
    }
    this.state(bubble, 'read');
  }

  menus() {
    const show = (on) => {
      $('choices').hidden = !on;
      $('menu').setAttribute('aria-expanded', String(on));
    };
    this.closeMenu = () => { const was = !$('choices').hidden; show(false); return was; };
    $('menu').addEventListener('click', () => show($('choices').hidden));
    $('choices').addEventListener('click', () => show(false));
    document.addEventListener('click', (e) => { if (!e.target.closest('.menu')) show(false); });
    document.querySelector('.menu').addEventListener('focusout', (e) => {
      if (e.relatedTarget && !e.relatedTarget.closest('.menu')) show(false);
    });
    const on = (id, act) => $(id).addEventListener('click', act);
    on('person', () => this.chat.person());
    on('menu-person', () => this.chat.person());
    on('menu-language', () => { this.chat.say(this.words.askOther); this.speak(this.words.other); this.focus(); });
    on('menu-transcript', () => { this.chat.transcript().catch((e) => this.announce(e.message)); $('menu').focus(); });
    on('menu-restart', () => $('sure').showModal());
    on('close', () => this.chat.leaveHost());
    $('sure').addEventListener('close', () => {
      if ($('sure').returnValue === 'yes') this.chat.restart();
      else $('menu').focus();
      $('sure').returnValue = '';
    });
  }

  escape(e) {
    if (e.key !== 'Escape' || e.isComposing || $('sure').open) return;
    if (this.closeMenu()) $('menu').focus();
    else this.chat.leaveHost();
  }

  composer() {
    const text = $('text');
    const max = this.config.max_text;
    const fit = () => {
      text.style.height = 'auto';
      text.style.height = `${Math.min(text.scrollHeight + 2, 132)}px`;
      const left = max - [...text.value].length;
      $('count').textContent = left < 400 ? this.words.left(left) : '';
      text.setAttribute('aria-invalid', String(left < 0));
      $('form').classList.toggle('empty', !text.value.trim());
      return left;
    };
    text.value = store.draft();
    fit();
    text.addEventListener('input', () => {
      fit();
      store.draft(text.value);
      this.chat.typing();
    });
    text.addEventListener('paste', (e) => {
      const open = document.querySelector('.upload:not([hidden])');
      if (!open || !e.clipboardData.files.length) return;
      e.preventDefault();
      open.paste([...e.clipboardData.files]);
    });
    text.addEventListener('keydown', (e) => {
      if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
      e.preventDefault();
      $('form').requestSubmit();
    });
    $('form').addEventListener('submit', (e) => {
      e.preventDefault();
      if (fit() < 0) return this.announce(this.words.tooLong);
      const said = text.value.trim();
      if (!said) return text.focus();
      text.value = '';
      store.draft('');
      fit();
      this.chat.say(said);
      text.focus();
    });
  }
}
