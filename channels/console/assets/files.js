// What customers sent: a picture to look at, and anything to save. The server gives a file only to who is signed in.
import { el } from './dom.js';
import { t } from './texts.js';

/** The files of a message or of a value; nothing when there are none. */
export function files(k, list) {
  const there = list.filter((f) => f.id);
  if (!there.length) return null;
  const at = (f) => `api/conversations/${encodeURIComponent(k.id)}/files/${encodeURIComponent(f.id)}`;
  return el('ul', { class: 'sent-files' }, there.map((f) => el('li', {},
    f.media.startsWith('image/') ? el('img', { src: `${at(f)}?show`, alt: '', loading: 'lazy' }) : null,
    el('a', { href: at(f), download: f.name }, f.name, el('span', { class: 'unseen' }, ` (${t.saveFile})`)))));
}

/** The files that a slot's value refers to: one, or those of a list. */
export function filesOf(value) {
  if (value?.type === 'list') return (value.items ?? []).flatMap(filesOf);
  if (value?.type !== 'file') return [];
  const text = (name) => value.fields?.[name]?.text ?? '';
  return [{ id: text('id'), name: text('name'), media: text('media') }];
}
