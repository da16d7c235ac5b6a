/* The draft is kept by itself a while after something changed, and by its button; nobody's work is overwritten. */

import { ask, later } from './server.js';

const WAIT = 4000;

export class Saving {
  constructor(state, text) {
    this.state = state;
    this.text = text;
    this.place = document.querySelector('[data-saved]');
    this.words = JSON.parse(document.getElementById('editor-words').textContent);
    this.clash = null;
    this.busy = null;
    this.soon = later(() => this.save(), WAIT);
    state.onChange(() => {
      this.say(this.words.unsaved);
      if (!this.clash) this.soon();
    });
    window.addEventListener('beforeunload', (event) => {
      if (this.unsaved) event.preventDefault();
    });
  }

  get unsaved() {
    return this.state.dirty || this.text.unread;
  }

  say(told) {
    this.place.innerHTML = told;
  }

  async save(asked = false) {
    if (this.busy) await this.busy;
    this.busy = this.send(asked);
    try {
      return await this.busy;
    } finally {
      this.busy = null;
    }
  }

  /* What is being kept is kept, and nothing more by itself until the next change: the edition stays what it is. */
  async rest() {
    this.soon.off();
    if (this.busy) await this.busy;
  }

  async send(asked) {
    if (this.clash && !asked) return false;
    await this.text.settle();
    if (!this.state.dirty && this.state.code && !asked) return true;
    const { document: told, text, code, edition } = this.state;
    const sent = JSON.stringify(told);
    const answer = await ask('save', { document: told, text, code, edition }, { newest: false });
    if (answer.status === 200) return this.kept(answer.told, sent);
    if (answer.status === 412) this.conflict(answer.told);
    else this.say(answer.told?.refused ?? this.words.failed);
    return false;
  }

  kept(told, sent) {
    const fresh = !this.state.code;
    Object.assign(this.state, { code: told.code, edition: told.edition, saved: sent });
    if (fresh) history.replaceState(null, '', told.href);
    this.say(this.state.dirty ? this.words.unsaved : told.told);
    return true;
  }

  conflict(told) {
    this.clash = told;
    this.say(this.words.clash);
    const dialog = document.getElementById('conflict');
    dialog.querySelector('[data-clash]').innerHTML = told.told;
    if (!dialog.open) dialog.showModal();
  }

  async keepMine() {
    this.state.edition = this.clash.edition;
    this.clash = null;
    document.getElementById('conflict').close();
    await this.save(true);
  }

  takeTheirs() {
    this.leave();
    location.reload();
  }

  leave() {
    this.state.saved = JSON.stringify(this.state.document);
    this.text.unread = false;
  }
}
