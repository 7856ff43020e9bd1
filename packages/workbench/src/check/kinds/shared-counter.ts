/** A counter that rules share, and take from in different ways. */
import { counterId, type PreparedLimit } from '@portcullis/engine'
import type { Draft, FindingKind, Severity } from '../finding.ts'
import { limitedRules } from '../limits.ts'
import type { Subject } from '../subject.ts'

export const sharedCounter: FindingKind = {
  code: 'shared_counter',
  severity: 'warning',
  title: 'A counter that is shared by accident',
  why: 'Limits with the same name, window, kind, scope and `by` share one counter, across tools too. Here they do not count alike, or do not allow alike: calls of one tool use up what was meant for the other. Give each its own name; to share on purpose, give both the same maximum and let both count calls, or both amounts.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        search: { limits: [{ counter: 'hourly', window: 'hour', max: 500 }] },
        refund: { limits: [{ counter: 'hourly', window: 'hour', max: 3 }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        search: { limits: [{ counter: 'searches', window: 'hour', max: 500 }] },
        refund: { limits: [{ counter: 'refunds', window: 'hour', max: 3 }] },
      },
    },
  },
}

function find(subject: Subject): readonly Draft[] {
  const first = new Map<string, PreparedLimit>()
  const named = limitedRules(subject).filter(({ path }) => path[0] === 'tools')
  return named.flatMap(({ path, limits }) =>
    limits.flatMap((limit): readonly Draft[] => {
      const other = first.get(counterId(limit))
      if (other === undefined) first.set(counterId(limit), limit)
      if (other === undefined || other.place[1] === path[1]) return []
      const difference = differenceOf(other, limit)
      if (difference === undefined) return []
      const { says, severity } = difference
      const message = `the counter "${limit.counter.name}" is shared with ${other.rule}, which ${says}`
      const remedy = 'Give it a name of its own. Where sharing is meant, count alike, with the same "max".'
      return [{ path: [...limit.place, 'counter'], message, remedy, severity }]
    }),
  )
}

interface Difference {
  readonly says: string
  readonly severity: Severity
}

function differenceOf(other: PreparedLimit, limit: PreparedLimit): Difference | undefined {
  const { increment: theirs } = other
  const { increment: own } = limit
  if (theirs.kind !== own.kind) {
    // One thing by one call, and several things by one call, are counted together for good reasons.
    if (countsThings(other) || countsThings(limit)) return undefined
    const says = theirs.kind === 'fixed' ? 'counts calls and not an amount' : 'counts an amount and not calls'
    return { says, severity: 'warning' }
  }
  if (theirs.kind === 'fixed' && own.kind === 'fixed' && theirs.amount !== own.amount) {
    return { says: 'takes another number for a call', severity: 'note' }
  }
  // A ladder has two: one that asks, one that refuses.
  if (other.onExceed !== limit.onExceed || other.max === limit.max) return undefined
  return { says: 'has another maximum', severity: isFar(other, limit) ? 'warning' : 'note' }
}

const countsThings = ({ increment }: PreparedLimit): boolean =>
  increment.kind === 'argument' && increment.id.startsWith('["count"')

/** A maximum that is nearly nothing beside the other one was hardly meant for the same counter. */
const FAR = 20

const isFar = ({ max: one }: PreparedLimit, { max: other }: PreparedLimit): boolean =>
  Math.max(one, other) > FAR * Math.min(one, other)
