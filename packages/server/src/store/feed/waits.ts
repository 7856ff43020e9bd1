/** Who waits for a question to be answered. */
import type { Approval } from '../../ports/approval-store.ts'

type Wake = (approval: Approval | undefined) => void

/** Waits by the questions' ids. */
export class Waits {
  readonly #waiting = new Map<string, Set<Wake>>()

  /** What is waited for. */
  ids(): readonly string[] {
    return [...this.#waiting.keys()]
  }

  has(id: string): boolean {
    return this.#waiting.has(id)
  }

  /** Resolves when the question is told to be in another state than pending, or to undefined as `signal` ends the wait. */
  wait(id: string, signal: AbortSignal): Promise<Approval | undefined> {
    if (signal.aborted) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const wakes = this.#waiting.get(id) ?? new Set()
      const end: Wake = (approval) => {
        signal.removeEventListener('abort', giveUp)
        wakes.delete(end)
        if (wakes.size === 0) this.#waiting.delete(id)
        resolve(approval)
      }
      const giveUp = (): void => end(undefined)
      signal.addEventListener('abort', giveUp)
      this.#waiting.set(id, wakes.add(end))
    })
  }

  /** How it stands; one that is not there any more is not waited for either. */
  tell(id: string, approval: Approval | undefined): void {
    if (approval?.state === 'pending') return
    for (const wake of [...(this.#waiting.get(id) ?? [])]) wake(approval)
  }
}
