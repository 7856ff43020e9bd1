/** What was typed and is not saved: whoever leaves the page is asked first, whichever way they leave. */
import { useEffect } from 'react'
import type { AroundNavHandler } from 'wouter'
import { confirm } from './confirm.tsx'

/** What becomes of it. */
interface Unsaved {
  readonly consequence: string
}

const LOST = 'What you typed here is lost.'
const unsaved = new Set<Unsaved>()

/**
 * Guards changes as long as whoever uses it is shown.
 * @param consequence what becomes of them within the dashboard; without its window they are lost
 */
export function useUnsaved(changed: boolean, consequence = LOST): void {
  useEffect(() => {
    if (!changed) return
    const mine = { consequence }
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    unsaved.add(mine)
    window.addEventListener('beforeunload', ask)
    return () => {
      unsaved.delete(mine)
      window.removeEventListener('beforeunload', ask)
    }
  }, [changed, consequence])
}

/** Asks where something would be left behind. */
async function mayLeave(): Promise<boolean> {
  const [first] = unsaved
  if (first === undefined) return true
  return confirm({
    title: 'Leave without saving?',
    consequence: first.consequence,
    action: 'Leave',
    mild: first.consequence !== LOST,
  })
}

/** Links and keys. What only narrows the page, and moves of the page's own (they replace), go on without a question. */
export const guardedNavigation: AroundNavHandler = (navigate, to, options) => {
  const stays = new URL(to, location.href).pathname === location.pathname
  if (unsaved.size === 0 || stays || options?.replace === true) return navigate(to, options)
  void mayLeave().then((sure) => sure && navigate(to, options))
}

/** The browser's own way back: has to be begun before any page is shown. */
export function guardHistory(): void {
  let shown = location.href
  let going = false
  const note = (): void => {
    shown = location.href
  }
  // The router tells by these events what it did.
  for (const name of ['pushState', 'replaceState']) window.addEventListener(name, note)
  window.addEventListener(
    'popstate',
    (event) => {
      const stays = new URL(shown).pathname === location.pathname
      if (going || unsaved.size === 0 || stays) {
        going = false
        return note()
      }
      // The browser has gone already: it is brought back, and goes again once that is what they want.
      event.stopImmediatePropagation()
      history.pushState(undefined, '', shown)
      void mayLeave().then((sure) => {
        if (!sure) return
        going = true
        history.back()
      })
    },
    { capture: true },
  )
}
