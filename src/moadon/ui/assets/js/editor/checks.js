/* What the document says and what is wrong with it, each put at its place. Fields are never drawn anew for it. */

import { idOf, parentOf } from './pointers.js';
import { ask, later } from './server.js';

const WAIT = 300;

export class Checks {
  constructor(root, state, given) {
    this.root = root;
    this.state = state;
    this.told = given;
    this.judged = JSON.stringify(state.document);
    this.icons = document.getElementById('finding-icons').content.querySelectorAll('svg');
    this.soon = later(() => this.check(), WAIT);
    state.onChange(() => this.soon());
  }

  async check() {
    if (await this.fetch()) this.show();
  }

  /* What the document says now, to be shown once it has been drawn. */
  async fetch() {
    const asked = JSON.stringify(this.state.document);
    if (asked === this.judged) return true;
    const answer = await ask('check', { document: this.state.document });
    if (answer?.status !== 200) return false;
    this.told = answer.told;
    this.judged = asked;
    return true;
  }

  show() {
    const slots = new Map([...this.root.querySelectorAll('[data-wrong]')].map((slot) => [slot.dataset.wrong, slot]));
    const wanted = new Map();
    for (const finding of this.told.findings) {
      let at = finding.at;
      while (at && !slots.has(at)) at = parentOf(at);
      if (slots.has(at)) wanted.set(at, [...(wanted.get(at) ?? []), finding]);
    }
    for (const [at, slot] of slots) this.fill(slot, at, wanted.get(at) ?? []);
    this.sentences();
    this.marks();
    this.summary();
  }

  fill(slot, at, findings) {
    const key = JSON.stringify(findings);
    if ((slot.dataset.key ?? '[]') === key) return;
    slot.dataset.key = key;
    slot.replaceChildren(...findings.map((finding) => this.line(finding)));
    const field = document.getElementById(idOf(at));
    if (!field) return;
    const wrong = findings.some((finding) => finding.grave);
    if (wrong) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    (field.closest('.mo-money') ?? field).classList.toggle('is-invalid', wrong);
    slot.id = `${field.id}-wrong`;
    if (findings.length) field.setAttribute('aria-describedby', slot.id);
    else field.removeAttribute('aria-describedby');
  }

  line(finding) {
    const line = document.createElement('p');
    line.className = finding.grave ? 'mo-wrong' : 'mo-wrong mild';
    const words = document.createElement('span');
    words.innerHTML = finding.text;
    line.append(this.icons[finding.grave ? 0 : 1].cloneNode(true), words);
    return line;
  }

  sentences() {
    for (const place of this.root.querySelectorAll('[data-say]')) {
      const told = (this.told.say[place.dataset.say] ?? []).map((text) => `<p>${text}</p>`).join('');
      const silent = !told && !this.told.whole;
      place.classList.toggle('stale', silent);
      if (!silent && place.dataset.told !== told) {
        place.innerHTML = told;
        place.dataset.told = told;
      }
    }
  }

  marks() {
    for (const mark of this.root.querySelectorAll('[data-mark]')) {
      const at = mark.dataset.mark;
      const inside = this.told.findings.filter((one) => one.at === at || one.at.startsWith(`${at}/`));
      const grave = inside.some((one) => one.grave);
      mark.replaceChildren(...(inside.length ? [this.icons[grave ? 0 : 1].cloneNode(true)] : []));
    }
  }

  summary() {
    const place = document.querySelector('[data-findings]');
    const grave = this.told.findings.filter((one) => one.grave);
    const key = JSON.stringify(grave);
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    place.replaceChildren(
      ...grave.slice(0, 8).map((finding) => {
        const line = this.line({ ...finding, text: '' });
        const way = document.createElement('button');
        way.type = 'button';
        way.className = 'mo-link';
        way.dataset.goes = finding.at;
        way.textContent = finding.place || '/';
        const words = document.createElement('span');
        words.innerHTML = finding.text;
        line.lastChild.replaceChildren(way, ' ', words);
        return line;
      }),
    );
  }
}
