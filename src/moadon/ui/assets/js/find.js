/* "/" opens the search from anywhere; arrows walk through what was found, Enter in the field opens the first. */

import { open } from './dialogs.js';

const typing = (element) => element.matches?.('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', (event) => {
  const dialog = document.getElementById('find');
  if (!dialog) return;
  if (event.key === '/' && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open(dialog, document.activeElement);
    dialog.querySelector('input').select();
  }
  if (dialog.open) walk(dialog, event);
});

function walk(dialog, event) {
  const field = dialog.querySelector('input');
  const found = [...dialog.querySelectorAll('.mo-found a')];
  if (event.key === 'Enter' && event.target === field && found.length) {
    event.preventDefault();
    found[0].click();
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const stops = [field, ...found];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    event.preventDefault();
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  }
}
