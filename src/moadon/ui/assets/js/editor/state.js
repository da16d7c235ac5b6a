/* The document as it is being written, with everything before and after it. */

const MOST = 200;

export class State {
  constructor(given) {
    this.document = given.document;
    this.text = given.text;
    this.code = given.code;
    this.edition = given.edition;
    this.past = [];
    this.future = [];
    this.saved = JSON.stringify(given.document);
    this.typing = '';
    this.listeners = [];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  /* `where` names the field that is typed in: what follows in the same field is one step back. */
  change(doing, where = '') {
    const before = { document: JSON.stringify(this.document), text: this.text };
    doing(this.document);
    if (JSON.stringify(this.document) === before.document) return false;
    this.text = null;
    this.keep(before, where);
    return true;
  }

  /* A whole document, read from a text that stays as it was typed. */
  replace(document, text, where = '') {
    const before = { document: JSON.stringify(this.document), text: this.text };
    this.document = document;
    this.text = text;
    if (JSON.stringify(document) !== before.document) this.keep(before, where);
  }

  keep(before, where) {
    if (!where || where !== this.typing) this.past.push(before);
    if (this.past.length > MOST) this.past.shift();
    this.typing = where;
    this.future = [];
    this.tell();
  }

  back() {
    return this.step(this.past, this.future);
  }

  forth() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    const next = from.pop();
    if (!next) return false;
    to.push({ document: JSON.stringify(this.document), text: this.text });
    this.document = JSON.parse(next.document);
    this.text = next.text;
    this.typing = '';
    this.tell();
    return true;
  }

  get dirty() {
    return JSON.stringify(this.document) !== this.saved;
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}
