/** What an import says while it works, on standard error: one line that changes at a terminal, else a line now and then. */
import { type Clock, systemClock } from '../ports/clock.ts'
import { safeLine } from '../ports/safe-text.ts'

export interface Progress {
  tell(text: string): void
  /** Ends the line that changes. */
  end(): void
}

/** Milliseconds between lines where nobody watches. */
const NOW_AND_THEN = 5000

/** @param write to standard error */
export function openProgress(write: (text: string) => void, isTerminal: boolean, clock: Clock = systemClock): Progress {
  let last = Number.NEGATIVE_INFINITY
  let open = false
  return {
    tell(text) {
      if (isTerminal) {
        write(`\r\u001b[K${safeLine(text.slice(0, 110))}`)
        open = true
        return
      }
      if (clock.monotonic() - last < NOW_AND_THEN) return
      last = clock.monotonic()
      write(`${safeLine(text)}\n`)
    },
    end() {
      if (open) write('\n')
      open = false
    },
  }
}
