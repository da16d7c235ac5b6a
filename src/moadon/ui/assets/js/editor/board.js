/* The page of fields: what is typed goes into the document, buttons add, take away and move, sections are drawn anew. */

import { follow, renameWallet, sortOf } from './naming.js';
import * as pointers from './pointers.js';
import { ask, look } from './server.js';
import { valueOf } from './typed.js';

/* As many cards of a section the server draws unasked. */
const MOST_DRAWN = 60;

export class Board {
  constructor(root, state, checks) {
    this.root = root;
    this.state = state;
    this.checks = checks;
    this.open = new Set();
    this.fresh = new Set();
    this.turn = 0;
    root.addEventListener('input', (event) => this.typed(event));
    root.addEventListener('change', (event) => this.chosen(event));
    root.addEventListener('click', (event) => this.pressed(event));
    root.addEventListener('moadon:picked', (event) => this.picked(event));
    root.addEventListener('submit', (event) => event.preventDefault());
  }

  typed(event) {
    const field = event.target.closest('[data-at][data-kind]');
    if (!field || field.tagName === 'SELECT' || field.type === 'checkbox') return;
    if (field.dataset.kind === 'day') return;
    this.write(field, field.id);
  }

  async chosen(event) {
    const which = event.target.closest('[data-which]');
    if (which) return this.which(which);
    const renames = event.target.closest('[data-renames]');
    if (renames) return this.rename(renames);
    const field = event.target.closest('[data-at][data-kind]');
    if (!field) return undefined;
    if (field.dataset.kind === 'day') return this.day(field);
    if (field.tagName === 'SELECT' || field.type === 'checkbox') this.write(field);
    const sort = sortOf(field.dataset.at);
    if (sort) this.state.change((document) => follow(document, sort, field.defaultValue, field.value), field.id);
    /* The basis of a ladder or the wallet of a rule says what its amounts are; names and ids are offered elsewhere. */
    if (/\/(basis|wallet|group|id|kind)$|\/name\//.test(field.dataset.at)) await this.draw();
    return undefined;
  }

  write(field, where = '') {
    const { at, up } = field.dataset;
    const value = valueOf(field);
    this.fresh.add(field);
    this.state.change((document) => {
      if (value === undefined || (field.dataset.kind === 'flag' && value === false)) pointers.remove(document, at, up ?? null);
      else pointers.set(document, at, value);
    }, where);
  }

  /* The code of a wallet is its key: what fills it and what is paid from it goes along. */
  async rename(field) {
    const at = field.dataset.renames;
    const was = pointers.lastOf(at);
    const is = field.value.trim();
    if (is === was) return;
    let free = false;
    if (is) {
      this.state.change((document) => {
        free = renameWallet(document, was, is);
      });
    }
    if (!free) {
      const words = JSON.parse(document.getElementById('editor-words').textContent);
      const slot = field.parentElement.querySelector('[data-wrong]');
      this.checks.fill(slot, at, is ? [{ grave: true, text: words.taken }] : []);
      field.value = was;
      return;
    }
    const now = `${pointers.parentOf(at)}/${pointers.escape(is)}`;
    if (this.open.delete(at)) this.open.add(now);
    await this.draw(`${pointers.idOf(now)}-code`);
  }

  /* A day is typed in the reader's calendar, and written as ISO. */
  async day(field) {
    const text = field.value.trim();
    const iso = /^\d{4}-\d\d-\d\d$/.test(text) && Number(text.slice(0, 4)) > 1700 ? text : (await look('day', { text })).day;
    this.state.change((document) => pointers.set(document, field.dataset.at, iso || text));
  }

  async which(field) {
    const at = field.dataset.which;
    const value = JSON.parse(field.value);
    this.state.change((document) => {
      if ('whole' in field.dataset) {
        pointers.set(document, at, value);
        return;
      }
      const part = pointers.get(document, at);
      for (const key of field.dataset.keys.split(' ')) delete part[key];
      Object.assign(part, value);
    });
    await this.draw(field.id);
  }

  async picked(event) {
    const field = event.target;
    const { code } = event.detail;
    if (field.dataset.adds !== undefined || field.dataset.maps !== undefined) field.value = '';
    if (field.dataset.adds !== undefined) {
      this.state.change((document) => {
        const list = pointers.get(document, field.dataset.adds);
        const codes = Array.isArray(list) ? list : [];
        if (!codes.includes(code)) pointers.set(document, field.dataset.adds, [...codes, code]);
      });
      await this.draw(field.id);
    } else if (field.dataset.maps !== undefined) {
      const at = `${field.dataset.maps}/${pointers.escape(code)}`;
      this.state.change((document) => pointers.set(document, at, JSON.parse(field.dataset.value)));
      await this.draw(field.id, at);
    } else if (field.dataset.at) {
      field.value = code;
      this.write(field);
    }
  }

  async pressed(event) {
    const button = event.target.closest('[data-do]');
    if (!button) return;
    const { at, up } = button.dataset;
    const doing = this[`do_${button.dataset.do}`];
    if (doing) await doing.call(this, at, button, up);
  }

  async do_toggle(at) {
    if (this.open.has(at)) this.open.delete(at);
    else this.open.add(at);
    await this.draw(`${pointers.idOf(at)}-open`);
  }

  async do_all(at) {
    this.open.add(at);
    await this.draw();
  }

  async do_append(at, button) {
    const value = pointers.withFreeIds(this.state.document, JSON.parse(button.dataset.value));
    let n = 0;
    this.state.change((document) => {
      const list = pointers.get(document, at);
      n = Array.isArray(list) ? list.length : 0;
      pointers.set(document, at, [...(Array.isArray(list) ? list : []), value]);
    });
    await this.added(`${at}/${n}`);
  }

  async do_put(at, button) {
    this.state.change((document) => pointers.set(document, at, JSON.parse(button.dataset.value)));
    await this.added(at);
  }

  async added(at) {
    this.reveal(at);
    await this.draw(null, at);
  }

  async do_remove(at, button, up) {
    const holder = button.closest('[data-card]')?.dataset.card ?? '';
    this.state.change((document) => pointers.remove(document, at, up || null));
    if (holder === at) this.forget(at);
    await this.draw(holder && holder !== at ? `${pointers.idOf(holder)}-open` : `add-${pointers.split(at)[0]}`);
  }

  async do_up(at) {
    await this.moves(at, -1);
  }

  async do_down(at) {
    await this.moves(at, 1);
  }

  async moves(at, step) {
    const from = Number(pointers.lastOf(at));
    await this.moveTo(pointers.parentOf(at), from, from + step, step > 0 ? 'down' : 'up');
  }

  async moveTo(list, from, to, focus = 'open') {
    let moved = false;
    this.state.change((document) => {
      moved = pointers.move(document, list, from, to);
    });
    if (!moved) return;
    const open = [...Array(pointers.get(this.state.document, list).length).keys()].map((n) => this.open.has(`${list}/${n}`));
    open.splice(to, 0, ...open.splice(from, 1));
    open.forEach((is, n) => this.open[is ? 'add' : 'delete'](`${list}/${n}`));
    await this.draw(`${pointers.idOf(`${list}/${to}`)}-${focus}`);
  }

  /* A card that is gone leaves those after it one place further up. */
  forget(at) {
    const list = pointers.parentOf(at);
    const gone = Number(pointers.lastOf(at));
    if (Number.isNaN(gone)) this.open.delete(at);
    else {
      const after = [...this.open].filter((one) => pointers.parentOf(one) === list && Number(pointers.lastOf(one)) >= gone);
      for (const one of after) this.open.delete(one);
      for (const one of after) if (Number(pointers.lastOf(one)) > gone) this.open.add(`${list}/${Number(pointers.lastOf(one)) - 1}`);
    }
  }

  /* Draws every section anew; the focus stays where it was, or goes to what was just added. */
  async draw(focus = null, added = null) {
    const before = document.activeElement;
    this.root.setAttribute('aria-busy', 'true');
    this.fresh.clear();
    this.turn += 1;
    const { turn } = this;
    const [answer] = await Promise.all([
      ask('draw', { document: this.state.document, open: [...this.open], code: this.state.code }),
      this.checks.fetch(),
    ]);
    if (turn !== this.turn) return; // A newer drawing is on its way.
    this.root.removeAttribute('aria-busy');
    if (answer?.status !== 200) return;
    /* Whoever went on meanwhile stays where they are, with what they have begun to type. */
    const wandered = document.activeElement !== before && document.activeElement?.matches('input, select') && this.root.contains(document.activeElement);
    const held = (wandered ? null : focus) ?? document.activeElement?.id;
    const begun = [...this.root.querySelectorAll('[data-adds], [data-maps]')].filter((one) => one.value);
    const typed = [...begun, ...this.fresh].map(({ id, value, checked }) => [id, value, checked]);
    const { id: typing, selectionStart: start, selectionEnd: end } = document.activeElement ?? {};
    const y = document.getElementById(held)?.getBoundingClientRect().top;
    const asked = this.root.querySelector('dialog[open]')?.id;
    this.root.innerHTML = answer.told;
    for (const [id, value, checked] of typed) {
      const field = document.getElementById(id);
      if (field) Object.assign(field, field.type === 'checkbox' ? { checked } : { value });
    }
    this.checks.show();
    /* Leaving a field can draw anew while its reader is choosing what to add: the question stays. */
    if (asked) {
      document.getElementById(asked)?.showModal();
      return;
    }
    const next = (added && !wandered && this.firstIn(added)) || document.getElementById(held) || document.getElementById(`${held}`.replace(/-(up|down)$/, '-open'));
    if (!next) return;
    const usable = next.disabled ? document.getElementById(next.id.replace(/-(up|down)$/, '-open')) ?? next : next;
    usable.focus({ preventScroll: true });
    if (added || y === undefined) usable.scrollIntoView({ block: 'nearest' });
    else window.scrollBy(0, usable.getBoundingClientRect().top - y);
    /* What was marked stays marked: what is typed next takes its place. */
    if (usable.id === typing && usable.type === 'text') usable.setSelectionRange(start, end);
  }

  /* The card that holds a place is open, and drawn though its section may be long. */
  reveal(at) {
    const [section, key] = pointers.split(at);
    if (key === undefined || document.querySelector(`[data-list='/${section}']`) === null) return;
    this.open.add(`/${section}/${pointers.escape(key)}`);
    if (Number(key) >= MOST_DRAWN) this.open.add(`/${section}`);
  }

  firstIn(at) {
    const own = document.getElementById(pointers.idOf(at));
    if (own) return own;
    const inside = [...this.root.querySelectorAll('[data-at], [data-adds], [data-maps], [data-which]')].find((one) => {
      const where = one.dataset.adds ?? one.dataset.maps ?? one.dataset.which ?? one.dataset.at;
      return (where === at || where.startsWith(`${at}/`)) && one.matches('input, select');
    });
    return inside ?? document.getElementById(`${pointers.idOf(at)}-open`);
  }

  /* Opens the card that holds a place and goes to its field. */
  async goTo(at) {
    this.reveal(at);
    await this.draw();
    let where = at;
    while (where && !this.firstIn(where)) where = pointers.parentOf(where);
    const field = this.firstIn(where);
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }
}
