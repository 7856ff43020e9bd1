/** Asks before something is done that cannot be taken back, and says what will happen. */
import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react'

/** What is asked. */
export interface Question {
  /** “Revoke the grant `ci`?” */
  readonly title: string
  /** What will happen: “Its two clients are refused from now on.” */
  readonly consequence: ReactNode
  /** The button: “Revoke it”. */
  readonly action: string
  /** It can be taken back: the button is not red. */
  readonly mild?: boolean
  /** Has to be typed first, for what concerns everybody. */
  readonly typed?: string
}

/** A question that waits for its answer. */
export interface AskedQuestion extends Question {
  readonly answer: (confirmed: boolean) => void
}

let asked: AskedQuestion | undefined
const watchers = new Set<() => void>()

function setAsked(next: AskedQuestion | undefined): void {
  asked = next
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Asks; resolves to whether it was confirmed. Who asked before, and has no answer yet, is told no. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false)
  return new Promise((resolve) => {
    setAsked({
      ...question,
      answer(confirmed) {
        setAsked(undefined)
        resolve(confirmed)
      },
    })
  })
}

const Confirmation = lazy(async () => ({ default: (await import('./confirmation.tsx')).Confirmation }))

/** Where questions are shown; once, in the shell. */
export function Confirmations() {
  const question = useSyncExternalStore(watch, () => asked)
  return <Suspense>{question && <Confirmation key={question.title} question={question} />}</Suspense>
}
