// Files under a question that asks for them: chosen, dropped or pasted, looked at, sent together.
import { el } from './dom.js';

/** Makes the upload of a question; put(file, progress, signal) brings one file to the server, send(files) says them all. */
export function upload(e, words, { put, drop, send }) {
  const { accept, most, many } = e.upload;
  const chosen = []; // {file, row, id}
  const list = el('ul', { class: 'files', 'aria-label': words.files });
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const input = el('input', { type: 'file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', accept: [...accept, ...(accept.includes('image/jpeg') ? ['image/webp', 'image/gif'] : [])].join(','), multiple: many > 1, onchange: () => { add([...input.files]); input.value = ''; } });
  const pick = el('button', { type: 'button', onclick: () => input.click() }, words.pickFile(many));
  const go = el('button', { type: 'submit', class: 'primary', disabled: true }, words.sendFiles);
  const node = el('form', {
    class: 'form upload', 'aria-label': e.text,
    ondragover: (ev) => { ev.preventDefault(); node.classList.add('over'); },
    ondragleave: () => node.classList.remove('over'),
    ondrop: (ev) => { ev.preventDefault(); node.classList.remove('over'); add([...ev.dataTransfer.files]); },
    onsubmit: (ev) => { ev.preventDefault(); if (ready()) send(chosen.map((c) => c.kept)); },
  }, el('p', { class: 'hint' }, words.uploadHint(accept, Math.floor(most / 1048576) || 1, many)), input, pick, list, wrong, go);
  node.paste = (files) => add(files);

  const ready = () => chosen.length > 0 && chosen.every((c) => c.kept);
  const show = () => { go.disabled = !ready(); pick.hidden = chosen.length >= many; };

  function add(files) {
    wrong.textContent = '';
    for (const file of files) {
      if (chosen.length >= many) { wrong.textContent = words.tooManyFiles(many); break; }
      if (file.size > most) { wrong.textContent = words.fileSize(file.name, Math.floor(most / 1048576) || 1); continue; }
      start(file);
    }
    show();
  }

  function start(file) {
    const stop = new AbortController();
    const bar = el('progress', { max: 1, value: 0, 'aria-label': words.uploading(file.name) });
    const one = { file };
    const away = el('button', { type: 'button', 'aria-label': words.removeFile(file.name), onclick: () => take(one, stop) }, '×');
    const picture = file.type.startsWith('image/') ? el('img', { alt: '', src: URL.createObjectURL(file) }) : el('span', { class: 'paper', 'aria-hidden': 'true' }, 'PDF');
    one.row = el('li', {}, picture, el('span', { class: 'file' }, file.name), bar, away);
    list.append(one.row);
    chosen.push(one);
    put(file, (part) => { bar.value = part; }, stop.signal).then((kept) => {
      one.kept = kept;
      bar.remove();
      show();
    }).catch((problem) => {
      if (stop.signal.aborted) return;
      take(one, stop);
      wrong.textContent = `${file.name}: ${words.fileProblem[problem.code] ?? words.fileProblem.other}`;
    });
  }

  function take(one, stop) {
    stop.abort();
    if (one.kept) drop(one.kept.id);
    const img = one.row.querySelector('img');
    if (img) URL.revokeObjectURL(img.src);
    one.row.remove();
    chosen.splice(chosen.indexOf(one), 1);
    show();
    pick.focus();
  }

  show();
  return node;
}

/** What a customer sent, under their message. */
export const sentFiles = (files) => el('ul', { class: 'sent' }, ...files.map((f) => el('li', {}, f.name)));
