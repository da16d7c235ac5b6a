/* Before anything goes live: what is different, what is wrong, from when. Then it goes. */

import { ask } from './server.js';

export class Publishing {
  constructor(state, text, saving) {
    Object.assign(this, { state, text, saving });
    this.dialog = document.getElementById('review');
    this.place = this.dialog.querySelector('[data-review]');
    this.dialog.addEventListener('input', (event) => {
      if (event.target.name === 'at') this.dialog.querySelector('[value=later]').checked = true;
    });
  }

  async review() {
    await this.text.settle();
    const { document: told, code } = this.state;
    const answer = await ask('review', { document: told, code });
    if (answer?.status !== 200) return;
    this.place.innerHTML = answer.told;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async publish() {
    const { document: told, text } = this.state;
    const way = this.dialog.querySelector('[name=way]:checked')?.value;
    const at = way === 'later' ? this.dialog.querySelector('[name=at]').value : '';
    const more = Object.fromEntries([...this.dialog.querySelectorAll('[data-more]')].map((one) => [one.name, one.type === 'checkbox' ? one.checked : one.value]));
    const answer = await ask('publish', { document: told, text, way, at, ...more }, { newest: false });
    if (answer.status === 200) {
      this.saving.leave();
      location.assign(answer.told.href);
      return;
    }
    const place = this.place.querySelector('[data-refused]');
    const line = document.createElement('p');
    line.className = 'mo-wrong';
    line.setAttribute('role', 'alert');
    const words = document.createElement('span');
    words.innerHTML = answer.told?.refused ?? this.saving.words.failed;
    line.append(words);
    place.replaceChildren(line);
  }
}
