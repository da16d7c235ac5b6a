/* A field that offers what the club has: products, categories, members. Arrows walk, Enter takes, Esc closes;
   what is typed and not offered is taken as it is. */

import { later, look } from './server.js';

const fits = (text, one) => [one.code, one.name].some((word) => word && word.toLowerCase().includes(text.toLowerCase()));
let list;
let field;
let found = [];
let at = -1;

function listbox() {
  if (list) return list;
  list = document.createElement('ul');
  list.className = 'mo-offers floats';
  list.id = 'picks';
  list.setAttribute('role', 'listbox');
  list.hidden = true;
  document.querySelector('[data-editor]').append(list);
  list.addEventListener('mousedown', (event) => {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    event.preventDefault();
    take(Number(option.dataset.n));
  });
  return list;
}

async function search() {
  const asked = field;
  const text = asked.value.trim();
  const known = JSON.parse(asked.dataset.known ?? '[]').map(([code, name]) => ({ code, name }));
  let offered = known.filter((one) => fits(text, one));
  if (asked.dataset.pick) {
    const told = await look('suggest', { of: asked.dataset.pick, q: text });
    const codes = new Set(offered.map((one) => one.code));
    offered = [...offered, ...(told.found ?? []).filter((one) => !codes.has(one.code))];
  }
  if (asked === field && document.activeElement === asked) show(offered);
}
const soon = later(search, 150);

function show(offered) {
  found = offered.slice(0, 20);
  at = -1;
  const box = listbox();
  box.replaceChildren(...found.map(drawn));
  box.setAttribute('aria-label', field.getAttribute('aria-label') ?? field.labels?.[0]?.textContent ?? '');
  box.hidden = !found.length;
  field.setAttribute('aria-expanded', String(!box.hidden));
  field.setAttribute('aria-controls', 'picks');
  field.removeAttribute('aria-activedescendant');
  if (!box.hidden) place(box);
}

function drawn(one, n) {
  const option = document.createElement('li');
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  option.id = `pick-${n}`;
  option.dataset.n = n;
  const name = document.createElement('bdi');
  name.textContent = one.name || one.code;
  option.append(name);
  if (one.name && one.name !== one.code) {
    const code = document.createElement('bdi');
    code.className = 'mo-3';
    code.textContent = one.code;
    option.append(code);
  }
  return option;
}

function place(box) {
  const under = field.getBoundingClientRect();
  const editor = document.querySelector('[data-editor]').getBoundingClientRect();
  box.style.setProperty('--y', `${under.bottom - editor.top + 4}px`);
  const start = document.dir === 'rtl' ? editor.right - under.right : under.left - editor.left;
  const room = editor.width - start;
  const wide = Math.max(under.width, Math.min(280, editor.width - 24));
  box.style.setProperty('--x', `${Math.max(8, Math.min(start, editor.width - wide - 8, room > 0 ? start : 8))}px`);
  box.style.setProperty('--w', `${wide}px`);
}

function walk(step) {
  if (listbox().hidden) return;
  at = (at + step + found.length) % found.length;
  [...list.children].forEach((option, n) => option.setAttribute('aria-selected', String(n === at)));
  list.children[at].scrollIntoView({ block: 'nearest' });
  field.setAttribute('aria-activedescendant', `pick-${at}`);
}

function shut() {
  found = [];
  if (list) list.hidden = true;
  field?.setAttribute('aria-expanded', 'false');
  at = -1;
}

function take(n) {
  const chosen = n >= 0 ? found[n] : { code: field.value.trim(), name: '' };
  const taker = field;
  shut();
  if (chosen?.code) taker.dispatchEvent(new CustomEvent('moadon:picked', { bubbles: true, detail: chosen }));
}

export function start() {
  document.addEventListener('focusin', (event) => {
    if (!event.target.matches?.('[data-pick]')) return;
    field = event.target;
    if (field.value === '') soon();
  });
  document.addEventListener('focusout', (event) => {
    if (event.target === field) shut();
  });
  document.addEventListener('input', (event) => {
    if (!event.target.matches?.('[data-pick]')) return;
    field = event.target;
    soon();
  });
  document.addEventListener('keydown', (event) => {
    if (event.target !== field || !field?.matches('[data-pick]')) return;
    const open = list && !list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open) walk(event.key === 'ArrowDown' ? 1 : -1);
      else soon.now();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(open ? at : -1);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
  });
}
