/** Tokens as colours that a canvas takes: it knows nothing of style sheets. */
import { useSyncExternalStore } from 'react'

/** The colour of a token as it is where the element stands. @param token `accent` */
export function colourOf(within: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${token})`
  within.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const dark = matchMedia('(prefers-color-scheme: dark)')

/** Whether the system wants dark colours. */
export const usePrefersDark = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      dark.addEventListener('change', watcher)
      return () => dark.removeEventListener('change', watcher)
    },
    () => dark.matches,
  )
