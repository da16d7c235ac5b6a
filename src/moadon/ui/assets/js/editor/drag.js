/* Cards are dragged by their grip; the buttons beside it do the same. */

import { lastOf, parentOf } from './pointers.js';

export function start(root, board) {
  let from = null;
  root.addEventListener('dragstart', (event) => {
    const grip = event.target.closest?.('[data-grip]');
    if (!grip) return;
    from = grip.dataset.grip;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', from);
    const card = grip.closest('[data-card]');
    event.dataTransfer.setDragImage(card, 12, 12);
    card.classList.add('dragged');
  });
  root.addEventListener('dragover', (event) => {
    const over = event.target.closest?.('[data-card]');
    if (!from || !over || parentOf(over.dataset.card) !== parentOf(from)) return;
    event.preventDefault();
    mark(root, over);
  });
  root.addEventListener('drop', async (event) => {
    const over = event.target.closest?.('[data-card]');
    if (!from || !over || parentOf(over.dataset.card) !== parentOf(from)) return;
    event.preventDefault();
    const [list, was, to] = [parentOf(from), Number(lastOf(from)), Number(lastOf(over.dataset.card))];
    done(root);
    from = null;
    if (was !== to) await board.moveTo(list, was, to);
  });
  root.addEventListener('dragend', () => {
    from = null;
    done(root);
  });
}

function mark(root, over) {
  for (const card of root.querySelectorAll('.mo-part.target')) card.classList.remove('target');
  over.classList.add('target');
}

function done(root) {
  for (const card of root.querySelectorAll('.mo-part.target, .mo-part.dragged')) card.classList.remove('target', 'dragged');
}
