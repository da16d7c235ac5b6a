/* The editor of a programme: one document, shown as a page of fields and as text, tried at the side. */

import { Board } from './board.js';
import { Checks } from './checks.js';
import { start as startDrag } from './drag.js';
import { start as startPick } from './pick.js';
import { Publishing } from './publishing.js';
import { Saving } from './saving.js';
import { State } from './state.js';
import { Text } from './text.js';
import { Trying } from './trying.js';

export function start() {
  const editor = document.querySelector('[data-editor]');
  const given = JSON.parse(document.getElementById('editor-state').textContent);
  const root = editor.querySelector('[data-board]');
  const state = new State(given);
  const checks = new Checks(root, state, given.checked);
  const board = new Board(root, state, checks);
  const text = new Text(editor.querySelector('[data-panel=text]'), state, board, checks);
  const saving = new Saving(state, text);
  const publishing = new Publishing(state, text, saving);
  new Trying(editor.querySelector('.mo-try'), state);
  startPick();
  startDrag(root, board);
  checks.show();
  views(editor, board, text);
  steps(editor, state, board, text);

  const doing = {
    save: () => saving.save(true),
    review: () => publishing.review(),
    'keep-mine': () => saving.keepMine(),
    'take-theirs': () => saving.takeTheirs(),
  };
  editor.addEventListener('click', (event) => {
    const goes = event.target.closest('[data-goes]');
    if (goes) show(editor, 'form', board, text).then(() => board.goTo(goes.dataset.goes));
    doing[event.target.closest('[data-do]')?.dataset.do]?.();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && letter(event) === 's') {
      event.preventDefault();
      saving.save(true);
    }
  });
  editor.dataset.ready = '';
}

/* The Latin letter of a key: on a Hebrew or Persian keyboard, the one that is printed beside its own. */
function letter(event) {
  return (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '')).toLowerCase();
}

async function show(editor, which, board, text) {
  const from = editor.querySelector('[role=tab][aria-selected=true]').dataset.view;
  if (from === which) return;
  if (from === 'text') await text.settle();
  for (const tab of editor.querySelectorAll('[role=tab]')) {
    tab.setAttribute('aria-selected', String(tab.dataset.view === which));
    tab.tabIndex = tab.dataset.view === which ? 0 : -1;
  }
  for (const panel of editor.querySelectorAll('[data-panel]')) panel.hidden = panel.dataset.panel !== which;
  if (which === 'text') await text.show();
  else await board.draw();
}

function views(editor, board, text) {
  const list = editor.querySelector('[role=tablist]');
  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) show(editor, tab.dataset.view, board, text);
  });
  list.addEventListener('keydown', (event) => {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const other = list.querySelector('[aria-selected=false]');
    other.focus();
    show(editor, other.dataset.view, board, text);
  });
}

function steps(editor, state, board, text) {
  const buttons = { undo: editor.querySelector('[data-do=undo]'), redo: editor.querySelector('[data-do=redo]') };
  const step = async (which) => {
    const moved = which === 'undo' ? state.back() : state.forth();
    if (!moved) return;
    if (editor.querySelector('[data-panel=text]').hidden) await board.draw();
    else await text.show();
  };
  const able = () => {
    buttons.undo.disabled = !state.past.length;
    buttons.redo.disabled = !state.future.length;
  };
  state.onChange(able);
  for (const which of ['undo', 'redo']) buttons[which].addEventListener('click', () => step(which));
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.('.mo-try, textarea, dialog[open]')) return;
    const key = letter(event);
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    step(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  });
}
