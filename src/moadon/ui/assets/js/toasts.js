/* Toasts: success leaves after 6 s (10 with a way back), failure stays. Nobody loses one while looking at it. */

const SECONDS = { done: 6, undo: 10 };

function watch(toast) {
  const seconds = SECONDS[toast.dataset.leaves];
  if (!seconds) return;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), seconds * 1000); };
  const stop = () => clearTimeout(timer);
  for (const name of ['mouseenter', 'focusin']) toast.addEventListener(name, stop);
  for (const name of ['mouseleave', 'focusout']) toast.addEventListener(name, () => { stop(); start(); });
  start();
}

function shelf() {
  return document.getElementById('toasts');
}

function failed() {
  const template = document.getElementById('toast-failed');
  if (!template || shelf().querySelector('[data-failed]')) return;
  shelf().append(template.content.cloneNode(true));
}

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-dismisses]')) event.target.closest('.mo-toast').remove();
});
document.addEventListener('htmx:responseError', failed);
document.addEventListener('htmx:sendError', failed);
/* An answer may carry toasts of its own for the shelf (hx-swap-oob). */
document.addEventListener('htmx:oobAfterSwap', (event) => {
  if (event.detail.target.id === 'toasts') shelf().querySelectorAll('.mo-toast').forEach(watch);
});
shelf()?.querySelectorAll('.mo-toast').forEach(watch);
