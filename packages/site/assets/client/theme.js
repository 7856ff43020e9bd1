// @ts-check
/** Runs before the page is painted, so that nothing flashes: says that scripts run, and sets the chosen theme. */
{
  const root = document.documentElement
  root.dataset['js'] = ''
  try {
    const theme = localStorage.getItem('portcullis.theme')
    if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme
  } catch {
    // Storage is switched off: the system's theme stands.
  }
}
