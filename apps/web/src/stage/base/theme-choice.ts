const dark = matchMedia('(prefers-color-scheme: dark)');

export function shownTheme(): 'light' | 'dark' {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : dark.matches ? 'dark' : 'light';
}

/** A projector in a bright room wants the other theme than the laptop it hangs on. Returns what is shown now. */
export function switchTheme(): 'light' | 'dark' {
  const next = shownTheme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  return next;
}
