/* From what is typed in a field to the value in the document. Digits of any script are taken. */

const GROUPS = /(?<=\d)[,٬](?=\d{3}(?!\d))/g;

export function ascii(text) {
  return text
    .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x06f0)
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x0660)
    .replaceAll('٫', '.')
    .replace(GROUPS, '')
    .trim();
}

/* 12.5 per cent is 0.125: the point moves as text, so that no share is ever rounded. What is no number stays. */
export function shared(text) {
  const given = ascii(text).replace(/[%٪]/g, '').trim();
  if (!/^\d+(\.\d*)?$/.test(given)) return given;
  const [whole, rest = ''] = given.split('.');
  const digits = whole.padStart(3, '0');
  const cut = digits.length - 2;
  const moved = `${digits.slice(0, cut).replace(/^0+(?=\d)/, '')}.${digits.slice(cut)}${rest}`;
  return moved.replace(/\.?0+$/, '') || '0';
}

const whole = (text) => (/^\d{1,15}$/.test(ascii(text)) ? Number(ascii(text)) : ascii(text));

/* The value of a field; undefined where it is empty and may be. */
export function valueOf(field) {
  const { kind } = field.dataset;
  const may = 'empty' in field.dataset;
  if (kind === 'flag') return field.checked;
  if (kind === 'days') return [...field.closest('fieldset').querySelectorAll('input:checked')].map((one) => one.value);
  if (kind === 'length') return lengthOf(field.closest('[data-length]'));
  const text = field.value;
  if (may && text.trim() === '') return undefined;
  if (kind === 'share') return shared(text);
  if (kind === 'whole') return whole(text);
  if (['amount', 'factor', 'hour', 'hours'].includes(kind)) return ascii(text);
  if (kind === 'day') return text;
  return text;
}

function lengthOf(holder) {
  const [number, unit] = holder.querySelectorAll('input, select');
  return { [unit.value]: whole(number.value) };
}
