// A short tone for what is new. Off until an agent wants it.
const stored = 'sound.on';
let audio;
export const soundOn = () => localStorage.getItem(stored) === '1';
export const setSound = (on) => (on ? localStorage.setItem(stored, '1') : localStorage.removeItem(stored));

export function ping() {
  if (!soundOn()) return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = 660;
  gain.gain.setValueAtTime(0.08, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.35);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.36);
}
