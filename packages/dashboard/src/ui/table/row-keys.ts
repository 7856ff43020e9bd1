/** Arrow keys go from row to row; one row is in the order of Tab. */
import { type KeyboardEvent, useState } from 'react'

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  j: (at) => at + 1,
  k: (at) => at - 1,
  PageDown: (at) => at + 10,
  PageUp: (at) => at - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** Which row it is, and the keys. */
export interface RowKeys {
  readonly active: number
  readonly setActive: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** Keeps it. @param show scrolls to a row, which may have to be drawn first */
export function useRowKeys(count: number, show: (index: number) => void): RowKeys {
  const [active, setActive] = useState(0)
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined
    const { target, currentTarget } = event
    if (step === undefined || !(target instanceof HTMLElement) || target.dataset['rowLink'] === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(count - 1, step(active, count)))
    setActive(next)
    show(next)
    focusRow(currentTarget, next)
  }
  return { active: Math.min(active, Math.max(0, count - 1)), setActive, onKeyDown }
}

const FRAMES = 20

function focusRow(body: HTMLElement, index: number, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const link = body.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`)
    if (link !== null) link.focus({ preventScroll: true })
    else if (frames > 0) focusRow(body, index, frames - 1)
  })
}
