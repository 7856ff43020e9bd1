/** Decisions with their outcomes: two lines of the log, joined by id. */
import type { DecisionLine, GapLine, LogLine, OutcomeLine, UnidentifiedLine } from '../store/jsonl/read-line.ts'

/** What is shown as one. */
export type Joined =
  | { readonly line: DecisionLine; readonly outcome: OutcomeLine | undefined }
  | { readonly line: UnidentifiedLine | GapLine }

export interface Join {
  /** Takes the next line; gives what is complete by it. */
  next(line: LogLine): Joined | undefined
  /** Calls whose outcome did not come. */
  open(): readonly Joined[]
}

/** An allowed call is complete with its outcome, everything else by itself. Outcomes of calls that were not seen are left out. */
export function join(): Join {
  const calls = new Map<string, DecisionLine>()
  return {
    next(line) {
      if (line.type === 'outcome') {
        const call = calls.get(line.id)
        calls.delete(line.id)
        return call === undefined ? undefined : { line: call, outcome: line }
      }
      if (line.type !== 'decision') return { line }
      if (line.effect === 'deny') return { line, outcome: undefined }
      calls.set(line.id, line)
      return undefined
    },
    open: () => Array.from(calls.values(), (line) => ({ line, outcome: undefined })),
  }
}
