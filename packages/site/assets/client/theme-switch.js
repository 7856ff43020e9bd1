// @ts-check
/** Light and dark by a button; the choice is kept. */

/** Makes the button work. */
export function switchTheme() {
  const button = document.querySelector('[data-theme-toggle]')
  button?.addEventListener('click', () => {
    const root = document.documentElement
    const isDark =
      (root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
    const theme = isDark ? 'light' : 'dark'
    root.dataset['theme'] = theme
    try {
      localStorage.setItem('portcullis.theme', theme)
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
  })
}
