// A value corrected in place, with the field that fits its type.
import { el } from './dom.js';
import { t } from './texts.js';

const fields = {
  date: { type: 'date' }, time: { type: 'time' }, email: { type: 'email' }, phone: { type: 'tel', placeholder: '06 12345678' },
  number: { inputmode: 'decimal' }, amount: { inputmode: 'decimal', placeholder: '12.50' },
};

function current(v) {
  const raw = v.value ?? {};
  if (raw.type === 'amount' && raw.amount) return (raw.amount.minor / 100).toFixed(2);
  if (raw.type === 'number') return String(raw.number ?? 0);
  return raw.text || v.text || '';
}

function choice(v, attrs, options, chosen) {
  return el('select', attrs, v.set ? null : el('option', { value: '' }, '…'), options.map((o) => el('option', { value: o.key, selected: o.key === chosen }, o.label)));
}

/** The field and how to read it. */
function field(v, attrs) {
  if (v.options?.length) {
    const e = choice(v, attrs, v.options, v.key);
    return { elements: [e], read: () => e.value };
  }
  if (v.type === 'yesno') {
    const e = choice(v, attrs, [{ key: 'true', label: t.yes }, { key: 'false', label: t.no }], v.set ? String(Boolean(v.value?.yes)) : '');
    return { elements: [e], read: () => e.value };
  }
  if (v.type === 'period') {
    const [from, to] = (v.value?.text ?? '/').split('/');
    const a = el('input', { ...attrs, type: 'date', value: from, 'aria-label': `${v.label}: ${t.from}` });
    const b = el('input', { type: 'date', value: to, 'aria-label': `${v.label}: ${t.to}` });
    return { elements: [a, b], read: () => `${a.value}/${b.value}` };
  }
  const e = el('input', { ...attrs, ...(fields[v.type] ?? { type: 'text' }), maxlength: '1000', value: v.set ? current(v) : '' });
  const unit = v.type === 'amount' ? v.value?.amount?.currency ?? 'EUR' : '';
  return { elements: unit ? [el('span', { class: 'soft' }, unit), e] : [e], read: () => (unit && e.value.trim() ? `${e.value.trim().replace(',', '.')} ${unit}` : e.value) };
}

export function drawEdit(k, p, v, acts) {
  const key = `${p.frame}.${v.slot}`;
  if (k.editor?.key === key) return k.editor.form; // what is being typed stays when news comes in
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const f = field(v, { 'data-key': `field.${key}`, 'aria-label': v.label });
  const form = el('form', {
    class: 'edit', novalidate: true,
    onsubmit: (e) => { e.preventDefault(); wrong.textContent = ''; acts.correct(k, p.frame, v.slot, f.read()).catch((problem) => { wrong.textContent = problem; }); },
    onkeydown: (e) => { if (e.key === 'Escape') { e.stopPropagation(); acts.edit(k, ''); } },
  }, f.elements, el('button', { class: 'small primary' }, t.save), el('button', { type: 'button', class: 'small', onclick: () => acts.edit(k, '') }, t.cancel), wrong);
  k.editor = { key, form };
  return form;
}
