/* A day typed in the Persian calendar: under its field stands, while it is typed, the day that the rest of the world
   calls it. Browsers can write Persian days but not read them, so a near day is guessed and set right by what it writes. */

const DAY = 86_400_000;
const JALALI_BEFORE = 1700;
const WRITTEN = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\s+\d{1,2}:\d{2})?$/;
const persian = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' });
const told = new Intl.DateTimeFormat('fa-u-ca-gregory', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' });

function isDay(at, year, month, day) {
  const parts = Object.fromEntries(persian.formatToParts(at).map((part) => [part.type, Number.parseInt(part.value, 10)]));
  return parts.year === year && parts.month === month && parts.day === day;
}

function fromPersian(year, month, day) {
  const guess = Date.UTC(year + 621, 2, 21) + DAY * ((month - 1) * 31 - Math.max(0, month - 7) + day - 1);
  return [0, -1, 1, -2, 2].map((shift) => guess + shift * DAY).find((at) => isDay(at, year, month, day));
}

function fromGregorian(year, month, day) {
  const at = Date.UTC(year, month - 1, day);
  return new Date(at).getUTCMonth() === month - 1 ? at : undefined;
}

/* The day that a text names, in milliseconds; undefined where it names none. */
function read(text) {
  const ascii = text.replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[\u200e\u200f\u2066-\u2069]/g, '').trim();
  const [, ...parts] = (WRITTEN.exec(ascii) ?? []).map(Number);
  if (!parts.length) return undefined;
  return parts[0] < JALALI_BEFORE ? fromPersian(...parts) : fromGregorian(...parts);
}

document.addEventListener('input', (event) => {
  const also = event.target.nextElementSibling;
  if (!also?.matches('output[data-gregorian]')) return;
  const at = read(event.target.value);
  also.textContent = at === undefined ? '' : also.dataset.gregorian.replace('{}', told.format(at));
});
