/* Menus are <details class="mo-menu">: here they close on Esc, on a press elsewhere, and when another opens. */

const opened = () => [...document.querySelectorAll('details.mo-menu[open]')];

document.addEventListener('click', (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('focusin', (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('details.mo-menu[open]');
  if (!menu) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (event.target.matches('input, select, textarea')) return;
    const stops = [...menu.querySelectorAll('summary, .mo-pop a, .mo-pop button')];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    event.preventDefault();
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  }
});
