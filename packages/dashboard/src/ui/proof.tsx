/** Asks who looks on to say again who they are, where the API wants a young proof. */
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { onProofRequired } from '../api/api.ts'

/** Answers: whether they did. */
export type ProofAnswer = (proved: boolean) => void

let waiting: ProofAnswer | undefined
const watchers = new Set<() => void>()

function setWaiting(next: ProofAnswer | undefined): void {
  waiting = next
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

let asked: Promise<boolean> | undefined

// What is wanted by several at once is asked once.
onProofRequired(() => {
  asked ??= new Promise((resolve) => {
    setWaiting((proved) => {
      asked = undefined
      setWaiting(undefined)
      resolve(proved)
    })
  })
  return asked
})

const ProofDialog = lazy(async () => ({ default: (await import('./proof-dialog.tsx')).ProofDialog }))

/** Where it is asked; once, in the shell. */
export function Proofs() {
  const answer = useSyncExternalStore(watch, () => waiting)
  return <Suspense>{answer && <ProofDialog answer={answer} />}</Suspense>
}
