// The list of messages: what is drawn, what has been on the screen, where it is scrolled to.
import { el } from './dom.js';
import { draw } from './message.js';

const burst = 3000; // milliseconds between messages that are read as one answer

export class Log {
  constructor(ui) {
    Object.assign(this, ui); // log, list, jump, words(), choose(button), fill(form), open(), focus()
    this.clear();
    this.log.addEventListener('scroll', () => { this.ended = this.atEnd(); if (this.ended) this.missed(0); }, { passive: true });
    this.jump.addEventListener('click', () => { this.toEnd(); this.focus(); });
    new ResizeObserver(() => { if (this.ended) this.toEnd(); }).observe(this.log); // a banner or a keyboard takes room
  }

  clear() {
    this.list.replaceChildren();
    this.shown = 0; // highest number that was on the screen
    this.day = '';
    this.live = null; // the message whose buttons may be pressed
    this.top = null; // first message of what is new
    this.ended = true; // the end is on the screen
    this.missed(0);
    this.eyes?.disconnect();
    this.eyes = new IntersectionObserver((seen) => seen.forEach((s) => this.see(s)), { root: this.log, threshold: [0, 0.1, 0.25, 0.5, 0.75, 1] });
  }

  see({ target, intersectionRect: part, boundingClientRect: all, rootBounds: view }) {
    if (!view || part.height < Math.min(all.height * 0.5, view.height * 0.3) || !this.open()) return;
    this.shown = Math.max(this.shown, Number(target.dataset.n) || 0);
    this.eyes.unobserve(target);
  }

  message(e) {
    this.date(new Date(e.at));
    const item = draw(e, this.words(), { choose: this.choose, fill: this.fill, files: this.files });
    if (e.from === 'customer') this.retire();
    else if (e.form || e.upload || e.buttons?.length) { this.retire(); this.live = { event: e, groups: item.querySelectorAll('.form, .choices') }; }
    this.add(item, e.from);
    return item;
  }

  add(item, from) {
    const stay = !this.atEnd() && from !== 'customer';
    this.list.append(item);
    if (item.dataset.n) this.eyes.observe(item);
    if (from === 'customer') this.top = null;
    else if (!this.top || Date.now() - this.topAt > burst) this.top = item; // what comes later is new by itself
    this.topAt = Date.now();
    if (!stay) this.follow();
    else if (from) this.missed(this.below + 1);
  }

  /** A line across the log, for a change of hands. */
  line(text) { this.add(el('li', { class: 'line' }, el('span', {}, text))); }

  date(at) {
    const day = at.toDateString();
    const today = day === new Date().toDateString();
    if (day === this.day) return;
    if (!today || this.day) this.line(today ? this.words().today : this.words().date(at));
    this.day = day;
  }

  /** Takes the buttons of the last question away: they have been answered or overtaken. */
  retire() {
    this.live?.groups.forEach((g) => { g.hidden = true; });
    this.live = null;
  }

  atEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48; }
  toEnd() { this.log.scrollTop = this.log.scrollHeight; this.missed(0); }

  /** Shows what is new from its beginning: a long answer is read from the top. */
  follow() {
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = this.top ? Math.min(end, this.top.offsetTop - this.list.offsetTop) : end;
    this.missed(0);
  }

  missed(n) {
    this.below = n;
    this.jump.hidden = n === 0;
    this.jump.firstElementChild.textContent = n ? this.words().jump(n) : '';
  }
}
