// Follows one conversation: reads what happened, then listens, and goes on after any break from the last number.
import { Backoff, list, stream } from './api.js';

const visible = () => document.visibilityState === 'visible';

export class Follower {
  constructor(on) { // before(event), event(event, fresh), writes(name), caughtUp(), lost(), renew(token), banner(key), back()
    this.on = on;
    this.backoff = new Backoff();
  }

  start(session, fromNow) {
    this.stop();
    this.running = new AbortController();
    this.run(session, this.running.signal, !fromNow);
  }

  stop() {
    this.running?.abort();
    this.last = 0; // number of the last event that was handled
  }

  /** Somebody looks, or looks away, or there is a network again. A tab that nobody looks at gives its connection back
      after a while: a browser has only a few for each server. */
  wake() {
    clearTimeout(this.tired);
    if (visible()) this.backoff.now();
    else this.tired = setTimeout(() => this.nap?.abort(), 20000);
  }

  async run(session, signal, behind) {
    for (let failures = 0, asleep = false; !signal.aborted; asleep = this.nap?.signal.aborted) {
      try {
        if (behind || asleep) await this.catchUp(session, signal, !behind);
        if (behind) this.on.caughtUp();
        behind = false;
        if (asleep && !visible()) {
          await this.backoff.wait(30000);
          continue;
        }
        this.nap = new AbortController();
        for await (const e of stream(session, this.last, AbortSignal.any([signal, this.nap.signal]))) {
          if (failures) this.on.back();
          failures = 0;
          this.backoff.reset();
          this.on.banner('');
          if (e?.type === 'typing') this.on.writes(e.name);
          else if (e) await this.handle(e, true, signal);
        }
      } catch (e) {
        if (signal.aborted) return;
        if (e.name === 'AbortError' && this.nap?.signal.aborted) continue;
        if ([401, 403, 410].includes(e.status)) return this.on.lost();
        if (++failures > 1 || !navigator.onLine) this.on.banner(navigator.onLine && e.status ? 'unavailable' : 'offline');
        await this.backoff.wait(e.retry);
        continue;
      }
      await this.backoff.wait();
    }
  }

  async catchUp(session, signal, fresh) {
    for (;;) {
      const page = await list(session, this.last, signal);
      if (page.token) this.on.renew(page);
      for (const e of page.events) await this.handle(e, fresh, signal);
      if (page.next <= this.last && !page.events.length) return;
      this.last = Math.max(this.last, page.next);
    }
  }

  async handle(e, fresh, signal) {
    if (e.n <= this.last) return;
    await this.on.before(e);
    if (signal.aborted) return;
    this.last = e.n;
    this.on.event(e, fresh);
  }
}
