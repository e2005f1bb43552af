// Messages on their way: sent one after the other, again after a failure, each under its own id, so that none is lost
// and none counts twice.
import { Backoff, Problem, post } from './api.js';
import * as store from './session.js';

export class Outbox {
  constructor(on) {
    this.on = on; // session(), state(item, state), accepted(item, answer), closed(item), refused(item, problem)
    this.items = store.outbox();
    this.backoff = new Backoff();
    this.flight = null;
  }

  add(item) {
    this.items.push(item);
    this.keep();
    this.pump();
  }

  keep() { store.outbox(this.items); }
  clear() { this.items = []; this.keep(); this.backoff.now(); }
  now() { this.backoff.now(); this.pump(); }

  retry(item) {
    item.failed = false;
    this.pump();
  }

  /** Waits for the answer of the message that is being sent, at most for a moment. */
  settled() { return this.flight ? Promise.race([this.flight, new Promise((r) => setTimeout(r, 3000))]) : null; }

  async pump() {
    if (this.pumping) return;
    this.pumping = true;
    for (let item; (item = this.items.find((i) => !i.failed));) {
      if (!this.on.session()) break;
      this.on.state(item, navigator.onLine ? 'sending' : 'waitingSend');
      const answer = await (this.flight = this.send(item));
      this.flight = null;
      if (answer === 'again') await this.backoff.wait(this.pause);
      if (answer === 'stop') break;
    }
    this.pumping = false;
  }

  async send(item) {
    const session = this.on.session();
    const { id, text, choice, fields, seen } = item;
    const files = item.files?.map((f) => f.id);
    try {
      const answer = await post(session, 'messages', { id, choice, fields, files, text, seen });
      if (!this.items.includes(item)) return 'next'; // the conversation was left meanwhile
      this.remove(item);
      this.backoff.reset();
      this.on.accepted(item, answer);
      return 'next';
    } catch (e) {
      return this.refused(item, e);
    }
  }

  refused(item, e) {
    if (!(e instanceof Problem)) throw e;
    if (!this.items.includes(item)) return 'next'; // the conversation was left meanwhile
    if (e.passing) {
      this.pause = e.retry;
      this.on.state(item, 'waitingSend');
      return 'again';
    }
    if (e.code === 'closed' || e.status === 401 || e.status === 410) {
      this.on.closed(item, e);
      return 'stop';
    }
    item.failed = true;
    this.keep();
    this.on.state(item, 'failed', e.message);
    return 'next';
  }

  remove(item) {
    this.items = this.items.filter((i) => i !== item);
    this.keep();
  }
}
