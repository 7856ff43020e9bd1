/** Keys that work everywhere but where somebody types. */
import { useEffect, useRef } from 'react'

/** What a key does; `g s` is one after the other. */
export type Shortcuts = Readonly<Record<string, () => void>>

/** Milliseconds in which the second key has to follow. */
const FOLLOWS = 1200

/** Makes them work as long as whoever uses it is shown. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts)
  current.current = shortcuts
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    function wait(name: string): void {
      first = name
      timer = setTimeout(() => {
        first = ''
      }, FOLLOWS)
    }
    function onKeyDown(event: KeyboardEvent): void {
      const name = nameOf(event)
      if (name === undefined) return
      clearTimeout(timer)
      const action = actionOf(current.current, first === '' ? name : `${first} ${name}`)
      first = ''
      if (action === undefined) {
        if (Object.keys(current.current).some((one) => one.startsWith(`${name} `))) wait(name)
        return
      }
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

const actionOf = (shortcuts: Shortcuts, name: string): (() => void) | undefined =>
  Object.hasOwn(shortcuts, name) ? shortcuts[name] : undefined

/** `mod+k`, `g`, `?`; undefined: somebody types, a dialog is open, or it was taken already. */
function nameOf(event: KeyboardEvent): string | undefined {
  const { key, ctrlKey, metaKey, altKey, target } = event
  if (altKey || event.defaultPrevented || event.isComposing) return undefined
  if (ctrlKey || metaKey) return `mod+${key.toLowerCase()}`
  const typing =
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="alertdialog"], [role="menu"]',
    )
  return typing ? undefined : key
}
