/* Before anything goes live: what is different, what is wrong, from when and for whom. Then it goes. */

import { ask } from './server.js';

export class Publishing {
  constructor(state, text, saving) {
    Object.assign(this, { state, text, saving });
    this.dialog = document.getElementById('review');
    this.place = this.dialog.querySelector('[data-review]');
    this.dialog.addEventListener('submit', (event) => {
      event.preventDefault();
      this.publish();
    });
  }

  async review() {
    await this.text.settle();
    const { document: told, code } = this.state;
    const answer = await ask('review', { document: told, code });
    if (answer?.status === 200) this.show(answer.told);
  }

  show(told) {
    this.place.innerHTML = told;
    if (!this.dialog.open) this.dialog.showModal();
    this.place.querySelector('[aria-invalid=true]')?.focus();
  }

  async publish() {
    if (this.busy) return;
    this.busy = true;
    await this.saving.rest();
    const { document: told, text, code, edition } = this.state;
    const form = Object.fromEntries(new FormData(this.place.querySelector('[data-publish]')));
    const answer = await ask('publish', { document: told, text, code, edition, form }, { newest: false });
    this.busy = false;
    if (answer.status === 200) {
      this.saving.leave();
      location.assign(answer.told.href);
      return;
    }
    if (typeof answer.told === 'string') this.show(answer.told);
    else this.saving.say(this.saving.words.failed);
    this.saving.soon();
  }
}
