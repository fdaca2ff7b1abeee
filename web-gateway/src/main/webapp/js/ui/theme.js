// Light or dark: as the system has it until the user presses the button. style.css does the rest by color-scheme.

const KEY = 'tidings.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export function initTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function toggleTheme() {
  const now = document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  const next = now === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEY, next);
}
