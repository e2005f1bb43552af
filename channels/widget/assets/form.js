// A form under a question: what is asked, all at once. It may as well be answered in words.
import { el } from './dom.js';

/** How a field of each type is typed, and what a browser may fill in. */
const kinds = {
  email: { type: 'email', autocomplete: 'email', autocapitalize: 'none' },
  phone: { type: 'tel', autocomplete: 'tel' },
  postcode: { autocomplete: 'postal-code', autocapitalize: 'characters' },
  iban: { autocapitalize: 'characters', spellcheck: 'false' },
  number: { inputmode: 'decimal' },
  amount: { inputmode: 'decimal' },
  date: { type: 'date' },
  time: { type: 'time' },
};

let drawn = 0;

export function form(e, words, fill) {
  const fields = e.form.fields.map((f) => field(f, words, `field-${++drawn}`));
  const node = el('form', { class: 'form', novalidate: true, 'aria-label': e.text, onsubmit: (ev) => {
    ev.preventDefault();
    const wrong = fields.filter((f) => !f.check());
    if (wrong.length) { wrong[0].input.focus(); return; }
    const said = fields.filter((f) => f.input.value.trim()).map((f) => `${f.label}: ${f.shown()}`);
    fill({ id: e.form.id, fields: Object.fromEntries(fields.map((f) => [f.slot, f.input.value.trim()])), text: said.join('\n') });
  } }, ...fields.map((f) => f.node), el('button', { type: 'submit', class: 'primary' }, words.send));
  return node;
}

function field(f, words, id) {
  const common = { id, name: f.slot, required: !f.optional, 'aria-describedby': `${id}-wrong` };
  const input = f.options?.length
    ? el('select', common, el('option', { value: '' }, words.pick), ...f.options.map((o) => el('option', { value: o.id }, o.label)))
    : el('input', { type: 'text', autocomplete: 'off', maxlength: 500, ...kinds[f.type], ...common });
  const wrong = el('p', { class: 'wrong', id: `${id}-wrong` });
  const check = () => {
    input.value = input.type === 'text' ? input.value.trim() : input.value;
    const ok = input.validity.valid;
    input.setAttribute('aria-invalid', String(!ok));
    wrong.textContent = ok ? '' : (input.validity.valueMissing ? words.missing : words.wrong);
    return ok;
  };
  input.addEventListener('input', () => { if (wrong.textContent) check(); });
  const label = f.label.charAt(0).toUpperCase() + f.label.slice(1);
  const node = el('div', { class: 'field' },
    el('label', { for: id }, label, f.optional ? el('small', {}, ` (${words.optional})`) : null), input, wrong);
  const shown = () => (f.options?.length ? input.selectedOptions[0].textContent : input.value);
  return { slot: f.slot, label, node, input, check, shown };
}
