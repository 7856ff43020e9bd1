/** How people are asked about one call that several rules ask about: the strictest of their terms hold. */
import { type AskRule, type AskTerms, parseDuration, type ToolCategory, type ToolLabel } from '@portcullis/engine'

/** For how long, for how many calls, and for which calls one answer serves. */
export interface Reusing {
  readonly same: 'tool' | 'call'
  /** From the approval on, milliseconds. */
  readonly forMs: number
  /** Undefined: as many as there are. */
  readonly maxUses: number | undefined
}

/** What holds for one question. */
export interface JoinedTerms extends Omit<AskTerms, 'approvers' | 'reuse'> {
  /** Whoever answers has to be in each of these lists. */
  readonly approvers: readonly (readonly string[])[]
  /** Undefined: an answer serves once. */
  readonly reuse: Reusing | undefined
}

/** @param asks at least one */
export function joinTerms(asks: readonly AskRule[]): JoinedTerms {
  return {
    timeout: Math.min(...asks.map(({ timeout }) => timeout)),
    hold: Math.min(...asks.map(({ hold }) => hold)),
    quorum: Math.max(...asks.map(({ quorum }) => quorum)),
    fourEyes: asks.some(({ fourEyes }) => fourEyes),
    approvers: asks.map(({ approvers }) => approvers),
    reuse: asks.map(reusing).reduce(stricter),
  }
}

function reusing({ reuse }: AskRule): Reusing | undefined {
  if (reuse === 'once') return undefined
  const length = parseDuration(reuse.for, Number.MAX_SAFE_INTEGER)
  return length.ok ? { same: reuse.same, forMs: length.value, maxUses: reuse.max_uses } : undefined
}

function stricter(one: Reusing | undefined, other: Reusing | undefined): Reusing | undefined {
  if (one === undefined || other === undefined) return undefined
  const uses = [one.maxUses, other.maxUses].filter((each) => each !== undefined)
  return {
    same: one.same === 'call' ? 'call' : other.same,
    forMs: Math.min(one.forMs, other.forMs),
    maxUses: uses.length === 0 ? undefined : Math.min(...uses),
  }
}

const GRAVE: ReadonlySet<ToolCategory> = new Set(['execute', 'destructive', 'financial'])

/** Whether one answer may serve for calls with other arguments: never where a call cannot be taken back, or nobody knows. */
export function servesTool({ reuse }: Pick<JoinedTerms, 'reuse'>, label: ToolLabel | undefined): boolean {
  return reuse?.same === 'tool' && reuse.maxUses !== undefined && label !== undefined && !GRAVE.has(label.category)
}
