/* The basket at the side: who, what, when; judged by the document on the page a moment after anything changes. */

import { ask, later } from './server.js';
import { ascii } from './typed.js';

const WAIT = 300;

/* Codes with commas of any script between. */
const listed = (text) => text.split(/[,،]/).map((one) => one.trim()).filter(Boolean);

/* The segments that a document speaks of, wherever it does. */
function segmentsIn(part) {
  if (Array.isArray(part)) return part.flatMap(segmentsIn);
  if (part === null || typeof part !== 'object') return [];
  const own = part.segment ?? [];
  const named = typeof own === 'string' ? [own] : Array.isArray(own) ? own : Object.keys(own);
  return [...named.filter((code) => typeof code === 'string'), ...Object.values(part).flatMap(segmentsIn)];
}

export class Trying {
  constructor(root, state) {
    this.root = root;
    this.form = root.querySelector('[data-try]');
    this.items = root.querySelector('[data-items]');
    this.out = root.querySelector('[data-tried]');
    this.state = state;
    this.who = '';
    this.soon = later(() => this.judge(), WAIT);
    this.count = 0;
    this.redeem = new Map();
    this.taken = root.querySelector('[data-taken]');
    this.add(false);
    this.people();
    state.onChange(() => {
      this.people();
      this.soon();
    });
    this.form.addEventListener('input', () => this.soon());
    this.form.addEventListener('change', () => {
      this.shows();
      this.soon();
    });
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('moadon:picked', (event) => this.picked(event));
    root.addEventListener('click', (event) => this.pressed(event));
    this.shows();
  }

  pressed(event) {
    const button = event.target.closest('[data-do]');
    if (button?.dataset.do === 'take') this.take(JSON.parse(button.dataset.redeem));
    if (button?.dataset.do === 'untake') this.untake(button.dataset.promotion);
    if (button?.dataset.do === 'leave') this.leave(button.closest('[data-segment]'));
    if (button?.dataset.do === 'item') this.add(true);
    if (button?.dataset.do === 'no-item') {
      button.closest('.item').remove();
      if (!this.items.children.length) this.add(false);
      this.form.querySelector('#try-add').focus();
      this.soon();
    }
  }

  add(focus) {
    const item = document.getElementById('try-item').content.cloneNode(true);
    this.count += 1;
    for (const field of item.querySelectorAll('input')) {
      field.id = `try-${field.name}-${this.count}`;
      field.closest('.mo-field').querySelector('label').htmlFor = field.id;
    }
    this.items.append(item);
    if (focus) this.items.lastElementChild.querySelector('input').focus();
  }

  take(redeem) {
    this.redeem.set(redeem.promotion, redeem);
    const chip = document.getElementById('try-taken').content.cloneNode(true);
    chip.querySelector('bdi').textContent = redeem.promotion;
    chip.querySelector('button').dataset.promotion = redeem.promotion;
    this.taken.append(chip);
    this.taken.lastElementChild.querySelector('button').focus();
    this.soon();
  }

  untake(promotion) {
    this.redeem.delete(promotion);
    this.taken.querySelector(`[data-promotion="${promotion}"]`)?.closest('.mo-chip').remove();
    this.soon();
  }

  /* A segment becomes a chip before its field; one that is there already stays the one. */
  join(code) {
    if (this.segments().includes(code)) return;
    const words = JSON.parse(document.getElementById('editor-words').textContent);
    const chip = document.getElementById('try-segment').content.cloneNode(true);
    chip.firstElementChild.dataset.segment = code;
    chip.querySelector('bdi').textContent = code;
    chip.querySelector('button').setAttribute('aria-label', words.leave.replace('{code}', code));
    this.form.elements.segments.before(chip);
  }

  leave(chip) {
    chip.remove();
    this.form.elements.segments.focus();
    this.soon();
  }

  segments() {
    return [...this.form.querySelectorAll('[data-segment]')].map((chip) => chip.dataset.segment);
  }

  picked(event) {
    const field = event.target;
    if (field.name === 'segments') {
      for (const code of listed(event.detail.code)) this.join(code);
      field.value = '';
      this.soon();
      return;
    }
    field.value = event.detail.code;
    const price = field.closest('.item')?.querySelector('[name=price]');
    if (field.name === 'sku' && price && event.detail.price && !price.value) price.value = event.detail.price;
    this.soon();
  }

  shows() {
    const who = this.form.elements.who.value;
    for (const part of this.form.querySelectorAll('[data-who]')) part.hidden = part.dataset.who !== who;
  }

  named(part, fallback) {
    return part?.name?.[document.documentElement.lang] || Object.values(part?.name ?? {})[0] || fallback;
  }

  /* Ladders and wallets of the document are what somebody made up can have. */
  people() {
    const { tiers, wallets } = this.state.document;
    const spoken = new Set(segmentsIn(this.state.document));
    this.form.elements.segments.dataset.known = JSON.stringify([...spoken].sort().map((code) => [code, '']));
    const ladders = (Array.isArray(tiers) ? tiers : []).map((one) => [one.id, this.named(one, one.id), (one.levels ?? []).map((level) => [level.id, this.named(level, level.id)])]);
    const purses = Object.entries(wallets ?? {}).map(([key, one]) => [key, this.named(one, key)]);
    const key = JSON.stringify([ladders, purses]);
    if (key === this.who) return;
    this.who = key;
    const words = JSON.parse(document.getElementById('editor-words').textContent);
    this.form.querySelector('[data-levels]').replaceChildren(...ladders.map(([id, name, levels]) => this.field(`level-${id}`, name, this.select(levels, words.no_level))));
    this.form.querySelector('[data-balances]').replaceChildren(
      ...purses.map(([id, name]) => {
        const input = document.createElement('input');
        input.className = 'form-control w-sm num';
        input.inputMode = 'decimal';
        return this.field(`balance-${id}`, `${words.has}: ${name}`, input);
      }),
    );
  }

  field(name, label, control) {
    const field = document.createElement('div');
    field.className = 'mo-field';
    const words = document.createElement('label');
    words.textContent = label;
    control.name = name;
    control.id = `try-${name}`;
    words.htmlFor = control.id;
    const held = this.form.elements[name];
    if (held) control.value = held.value;
    field.append(words, control);
    return field;
  }

  select(options, none) {
    const select = document.createElement('select');
    select.className = 'form-select';
    select.append(new Option(none, ''), ...options.map(([id, name]) => new Option(name, id)));
    return select;
  }

  basket() {
    const { elements } = this.form;
    const starting = (prefix) => Object.fromEntries([...this.form.elements].filter((one) => one.name.startsWith(prefix)).map((one) => [one.name.slice(prefix.length), ascii(one.value)]));
    const lines = [...this.items.querySelectorAll('.item')].map((item) => {
      const of = (name) => item.querySelector(`[name=${name}]`).value.trim();
      return { sku: of('sku'), unit_price: ascii(of('price')), quantity: ascii(of('quantity')), category: of('category'), brand: of('brand'), unit_cost: ascii(of('cost')) };
    });
    return {
      who: elements.who.value,
      member: elements.member.value.trim(),
      made_up: { levels: starting('level-'), balances: starting('balance-'), segments: [...this.segments(), ...listed(elements.segments.value)], birthday: elements.birthday.checked, first: elements.first.checked },
      lines,
      at: elements.at.value,
      branch: elements.branch.value,
      channel: elements.channel.value,
      payment: elements.payment.value,
      coupons: listed(elements.coupons.value),
      redeem: [...this.redeem.values()],
      alone: elements.alone.checked,
    };
  }

  async judge() {
    this.out.classList.add('htmx-request');
    const answer = await ask('try', { document: this.state.document, basket: this.basket() });
    if (answer === null) return;
    this.out.classList.remove('htmx-request');
    if (answer.status !== 200) return;
    const open = new Set([...this.out.querySelectorAll('.no details[open] b')].map((one) => one.textContent));
    this.out.innerHTML = answer.told;
    for (const title of this.out.querySelectorAll('.no details b')) if (open.has(title.textContent)) title.closest('details').open = true;
  }
}
