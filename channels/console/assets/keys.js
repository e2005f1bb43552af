// Everything by keyboard. Single keys work only outside fields and dialogs, and can be switched off.
const stored = 'keys.off';
export const keysOn = () => localStorage.getItem(stored) !== '1';
export const setKeys = (on) => (on ? localStorage.removeItem(stored) : localStorage.setItem(stored, '1'));

const typing = (e) => e?.matches?.('input, textarea, select, [contenteditable]');

export function onKeys(keys, escape) {
  document.addEventListener('keydown', (e) => {
    if (document.querySelector('dialog[open]') || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'Escape') { escape(e); return; }
    if (typing(e.target) || !keysOn()) return;
    const act = keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
}
