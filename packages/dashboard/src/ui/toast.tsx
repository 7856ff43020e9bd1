/** Short words about what was done, or why not; they go by themselves, unless somebody is reading them. */
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { sayProblem } from '../api/problem-text.ts'
import { classes } from '../lib/classes.ts'
import { IconButton } from './button.tsx'

interface Words {
  readonly id: number
  readonly text: string
  readonly remedy: string | undefined
  readonly failed: boolean
}

const MOST = 4
const DONE_FOR = 5000
const FAILED_FOR = 12_000

let shown: readonly Words[] = []
let last = 0
const watchers = new Set<() => void>()

function setShown(next: readonly Words[]): void {
  shown = next
  for (const watcher of watchers) watcher()
}

function say(words: Omit<Words, 'id'>): void {
  last += 1
  setShown([...shown, { ...words, id: last }].slice(-MOST))
}

/** Says that something was done: “The grant is revoked.” */
export const sayDone = (text: string): void => say({ text, remedy: undefined, failed: false })

/** Says why something was not done. For whatever is no field of a form on the screen. */
export function sayFailed(error: unknown): void {
  const { detail, remedy } = sayProblem(error)
  say({ text: detail, remedy, failed: true })
}

/** Where they are shown; once, in the shell. */
export function Toasts() {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => shown,
  )
  return (
    <section
      aria-label="What was done"
      className="pointer-events-none fixed right-4 bottom-4 z-70 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 max-md:bottom-18"
    >
      {all.map((words) => (
        <Toast key={words.id} words={words} />
      ))}
    </section>
  )
}

function Toast({ words }: { readonly words: Words }) {
  const { id, text, remedy, failed } = words
  const [isRead, setRead] = useState(false)
  const close = (): void => setShown(shown.filter((one) => one.id !== id))
  useEffect(() => {
    if (isRead) return
    const timer = setTimeout(() => setShown(shown.filter((one) => one.id !== id)), failed ? FAILED_FOR : DONE_FOR)
    return () => clearTimeout(timer)
  }, [isRead, id, failed])
  const Icon = failed ? CircleAlert : CircleCheck
  return (
    <div
      role={failed ? 'alert' : 'status'}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
      className="popup pointer-events-auto flex items-start gap-2.5 p-3"
    >
      <Icon size={18} aria-hidden className={classes('mt-0.5 shrink-0', failed ? 'text-critical' : 'text-low')} />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{text}</p>
        {remedy !== undefined && <p className="mt-0.5 break-words text-ink-soft">{remedy}</p>}
      </div>
      <IconButton icon={X} label="Close" size="small" onClick={close} />
    </div>
  )
}
