/* Runs before anything is drawn: the chosen theme, or the one the system asks for. */

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

function apply() {
  const chosen = root.dataset.theme;
  root.dataset.bsTheme = chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light';
}

apply();
dark.addEventListener('change', apply);
