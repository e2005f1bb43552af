// Talks with the page around the iframe: only with the window that holds us, only when its origin is allowed, and
// only to that very origin.
const early = [];
let origin = null, allowed = null, handle = null;

const framed = parent !== window;

addEventListener('message', (e) => {
  if (!framed || e.source !== parent || e.data?.balie !== 1 || typeof e.data.type !== 'string') return;
  if (handle) receive(e);
  else if (early.length < 20) early.push(e);
});

function receive(e) {
  if (!allowed.includes(e.origin)) {
    console.error(`Balie: ${e.origin} is not in the list of allowed origins`);
    return;
  }
  origin = e.origin;
  handle(e.data.type, e.data);
}

/** Starts listening; messages that came before are handled now. */
export function connect(origins, on) {
  allowed = [...origins, location.origin];
  handle = on;
  early.splice(0).forEach(receive);
  return framed;
}

export const tell = (type, more) => { if (origin) parent.postMessage({ balie: 1, type, ...more }, origin); };
