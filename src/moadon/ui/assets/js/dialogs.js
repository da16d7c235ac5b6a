/* [data-opens="id"] opens that <dialog>, [data-closes] and a press on the ground around it close it.
   The drawer is a dialog that borrows the page's own navigation while it is open. */

function open(dialog, opener) {
  if (!dialog || dialog.open) return;
  dialog.dataset.borrows && borrow(dialog);
  dialog.showModal();
  dialog.addEventListener('close', () => opener?.focus(), { once: true });
}

function borrow(dialog) {
  const lent = document.querySelector(dialog.dataset.borrows);
  const place = document.createComment('');
  lent.replaceWith(place);
  dialog.append(lent);
  dialog.addEventListener('close', () => place.replaceWith(lent), { once: true });
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest?.('[data-opens]');
  if (opener) {
    event.preventDefault();
    open(document.getElementById(opener.dataset.opens), opener);
    return;
  }
  const dialog = event.target.closest?.('dialog[open]');
  if (!dialog) return;
  const box = dialog.getBoundingClientRect();
  const outside =
    event.target === dialog &&
    (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom);
  if (outside || event.target.closest('[data-closes]')) dialog.close();
});

/* A wide window shows the navigation again by itself. */
matchMedia('(min-width: 900px)').addEventListener('change', (wide) => {
  if (wide.matches) document.querySelector('dialog.mo-drawer[open]')?.close();
});

export { open };
