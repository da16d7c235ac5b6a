/* The document as text: read as it is typed, its findings at their lines, and what may stand at the caret. */

import { ask, later } from './server.js';

const WAIT = 300;

export class Text {
  constructor(root, state, board, checks) {
    this.root = root;
    this.field = root.querySelector('textarea');
    this.gutter = root.querySelector('[data-gutter]');
    this.list = root.querySelector('[data-lines]');
    this.box = root.querySelector('#offers');
    this.icons = checks.icons;
    Object.assign(this, { state, board, checks, lines: [], offers: [], at: -1, unread: false });
    this.soon = later(() => this.read(), WAIT);
    this.offersSoon = later(() => this.complete(), 150);
    this.field.setAttribute('aria-controls', 'offers');
    this.field.setAttribute('aria-autocomplete', 'list');
    this.field.addEventListener('input', (event) => this.typed(event));
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.field.addEventListener('scroll', () => this.scrolled());
    this.field.addEventListener('blur', () => this.shut());
    this.box.addEventListener('mousedown', (event) => this.pressed(event));
    this.list.addEventListener('click', (event) => this.goes(event));
    root.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  }

  /* The text as it was typed while the document is the same; else written out anew. */
  async show() {
    if (this.state.text === null) {
      const answer = await ask('text', { document: this.state.document });
      if (answer?.status === 200) this.state.text = answer.told.text;
    }
    if (this.field.value !== this.state.text) this.field.value = this.state.text ?? '';
    await this.read();
  }

  typed(event) {
    this.unread = true;
    this.soon();
    if (event.inputType === 'insertText') this.offersSoon();
    else this.shut();
    this.draw();
  }

  async read() {
    const text = this.field.value;
    const answer = await ask('read', { text });
    if (answer?.status !== 200 || text !== this.field.value) return;
    this.unread = false;
    this.lines = answer.told.lines;
    if (answer.told.document) this.state.replace(answer.told.document, text, 'text');
    this.draw();
  }

  /* Everything typed so far is in the document, before something else is done with it. */
  async settle() {
    if (this.unread) await this.soon.now();
  }

  draw() {
    const count = this.field.value.split('\n').length;
    const by = new Map(this.lines.map((one) => [one.line, one.grave]));
    this.gutter.replaceChildren(
      ...Array.from({ length: count }, (_, n) => {
        const line = document.createElement('span');
        line.textContent = n + 1;
        if (by.has(n + 1)) line.className = by.get(n + 1) ? 'bad' : 'warn';
        return line;
      }),
    );
    this.scrolled();
    const key = JSON.stringify(this.lines);
    if (this.list.dataset.key === key) return;
    this.list.dataset.key = key;
    this.list.replaceChildren(...this.lines.slice(0, 20).map((one) => this.finding(one)));
  }

  finding(one) {
    const item = document.createElement('li');
    const body = document.createElement('div');
    body.className = 'body';
    const way = document.createElement('button');
    way.type = 'button';
    way.className = 'mo-link';
    way.dataset.line = one.line;
    way.textContent = `${JSON.parse(document.getElementById('editor-words').textContent).line} ${one.line}`;
    const words = document.createElement('span');
    words.innerHTML = one.text;
    body.append(way, ' ', words);
    item.append(this.icons[one.grave ? 0 : 1].cloneNode(true), body);
    return item;
  }

  goes(event) {
    const line = Number(event.target.closest('[data-line]')?.dataset.line);
    if (!line) return;
    const before = this.field.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    this.field.focus();
    this.field.setSelectionRange(before, before + (this.field.value.slice(before).split('\n')[0]?.length ?? 0));
    this.field.scrollTop = Math.max(0, (line - 6) * this.height());
  }

  height() {
    return Number.parseFloat(getComputedStyle(this.field).lineHeight);
  }

  scrolled() {
    this.gutter.scrollTop = this.field.scrollTop;
  }

  async complete() {
    const caret = this.field.selectionStart;
    const answer = await ask('complete', { text: this.field.value, caret });
    if (answer?.status !== 200 || caret !== this.field.selectionStart || document.activeElement !== this.field) return;
    this.begun = answer.told.begun;
    this.offers = answer.told.offers;
    this.at = -1;
    this.box.replaceChildren(...this.offers.map((one, n) => this.option(one, n)));
    this.box.hidden = !this.offers.length;
    if (!this.box.hidden) this.place();
  }

  option(one, n) {
    const option = document.createElement('li');
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.id = `offer-${n}`;
    option.dataset.n = n;
    const text = document.createElement('code');
    text.dir = 'ltr';
    text.textContent = one.text.trim();
    const label = document.createElement('span');
    label.textContent = one.label;
    option.append(text, label);
    option.title = one.help;
    return option;
  }

  place() {
    const before = this.field.value.slice(0, this.field.selectionStart).split('\n');
    const top = before.length * this.height() - this.field.scrollTop + 10;
    this.box.style.setProperty('--y', `${Math.min(Math.max(top, 20), this.field.clientHeight)}px`);
    const column = before.at(-1).length - this.begun.length;
    this.box.style.setProperty('--x', `${Math.min(column * 7.8 + 56, Math.max(8, this.field.clientWidth - 260))}px`);
  }

  key(event) {
    const open = !this.box.hidden;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      this.offersSoon.now();
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      this.walk(event.key === 'ArrowDown' ? 1 : -1);
    } else if (open && (event.key === 'Enter' || event.key === 'Tab') && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    } else if (open && event.key === 'Escape') {
      event.preventDefault();
      this.shut();
    } else if (event.key === 'Enter') {
      this.indent(event);
    }
  }

  /* A new line begins where the last one did. */
  indent(event) {
    const before = this.field.value.slice(0, this.field.selectionStart).split('\n').at(-1);
    const own = before.match(/^[ ]*(- )?/)[0].replace('-', ' ');
    const more = /:\s*$/.test(before) ? '  ' : '';
    if (!own && !more) return;
    event.preventDefault();
    this.insert(`\n${own}${more}`);
  }

  walk(step) {
    this.at = (this.at + step + this.offers.length) % this.offers.length;
    [...this.box.children].forEach((one, n) => one.setAttribute('aria-selected', String(n === this.at)));
    this.box.children[this.at].scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', `offer-${this.at}`);
  }

  pressed(event) {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    event.preventDefault();
    this.take(Number(option.dataset.n));
  }

  take(n) {
    const caret = this.field.selectionStart;
    this.field.setSelectionRange(caret - this.begun.length, caret);
    this.insert(this.offers[n].text);
    this.shut();
  }

  /* The browser's own way of typing, so that its undo knows it. */
  insert(text) {
    if (!document.execCommand('insertText', false, text)) {
      this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, 'end');
      this.field.dispatchEvent(new InputEvent('input'));
    }
  }

  shut() {
    this.box.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
    this.at = -1;
  }
}
