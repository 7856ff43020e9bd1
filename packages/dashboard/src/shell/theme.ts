/** Light and dark: as the system says, or as was chosen here; the catalogue keeps the choice under the same name. */
import { useSyncExternalStore } from 'react'

/** What can be chosen. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'portcullis.theme'
const watchers = new Set<() => void>()

/** What was chosen. */
function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Makes it hold on this page. What was chosen before holds before anything is painted: a script of its own sees to it. */
function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** Chooses. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  applyTheme(theme)
  for (const watcher of watchers) watcher()
}

/** What was chosen, as it changes. */
export const useTheme = (): Theme =>
  useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, chosenTheme)
