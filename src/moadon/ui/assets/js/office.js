/* Everything an office page does in the browser. Each part finds what is its own by a data attribute or a class. */

import htmx from 'htmx.org';
import './days.js';
import './dialogs.js';
import './find.js';
import './lists.js';
import './menus.js';
import './toasts.js';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.scrollBehavior = 'instant';
/* Nothing of a page stays in the browser's storage: going back asks the server again. */
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

/* What only some pages need comes when they need it, also when it arrives later inside a fragment. */
htmx.onLoad(async (part) => {
  if (part.matches('[data-chart]') || part.querySelector('[data-chart]')) {
    const { draw } = await import('./charts.js');
    await draw(part);
  }
});

if (document.querySelector('[x-data]')) {
  const { default: Alpine } = await import('@alpinejs/csp');
  document.dispatchEvent(new CustomEvent('moadon:alpine', { detail: Alpine }));
  Alpine.start();
}

if (document.querySelector('[data-editor]')) {
  const { start } = await import('./editor/main.js');
  start();
}

if (document.querySelector('[data-passkey]')) {
  const { start } = await import('./passkeys.js');
  start();
}

/* The first refused field has the focus. */
document.querySelector('[aria-invalid="true"]')?.focus();

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-prints]')) window.print();
});
