/** A limit that another one always reaches first. */
import { counterId, type PreparedLimit } from '@portcullis/engine'
import { type Counted, countingRules, guarantees, mostWithin } from '../../limit-order.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { limitedRules } from '../limits.ts'
import type { Subject } from '../subject.ts'

export const limitNeverBinds: FindingKind = {
  code: 'limit_never_binds',
  severity: 'warning',
  title: 'A limit that never binds',
  why: 'Other limits of the same calls let so little pass that this one is never reached: such as a smaller maximum for a longer window, or 10 an hour beside 300 a day. Usually the two maxima were exchanged, or one of them was left behind by an edit.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        send: {
          limits: [
            { counter: 'sent_hourly', window: 'hour', max: 100 },
            { counter: 'sent_daily', window: 'day', max: 50 },
          ],
        },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        send: {
          limits: [
            { counter: 'sent_hourly', window: 'hour', max: 10 },
            { counter: 'sent_daily', window: 'day', max: 50 },
          ],
        },
      },
    },
  },
}

function find(subject: Subject): readonly Draft[] {
  // What is only tried does not refuse, and what it is tried against stays.
  const held = limitedRules(subject).filter(({ isTried }) => !isTried)
  const sharing = countingRules(held)
  const rules = held.map(({ path, limits }) => ({
    path,
    limits: limits.map((limit): Counted => ({ limit, rules: sharing.get(counterId(limit)) ?? new Map() })),
  }))
  const general = rules.filter(({ path }) => path[0] === 'all_tools').flatMap(({ limits }) => limits)
  return rules.flatMap(({ path, limits }) => {
    const others = path[0] === 'all_tools' ? limits : [...general, ...limits]
    return limits.flatMap((each) => {
      const cap = others.find((other) => other !== each && isIdleBeside(each, other, others))
      if (cap === undefined) return []
      const message = `${cap.limit.rule} always refuses first, or at the same call`
      const remedy = 'Lower this "max", raise the other one, or remove one of them.'
      return [{ path: maxOf(each.limit), message, remedy }]
    })
  })
}

function isIdleBeside(idle: Counted, cap: Counted, order: readonly Counted[]): boolean {
  const { limit } = idle
  if (cap.limit.onExceed !== 'deny' || !guarantees(cap, idle)) return false
  // The engine says this of limits that share a counter.
  if (limit.onExceed !== 'deny' && counterId(limit) === counterId(cap.limit)) return false
  if (limit.warnAt !== undefined && limit.warnAt <= mostWithin(cap.limit, limit)) return false
  // Of two equal ones the later one is idle.
  return !guarantees(idle, cap) || order.indexOf(cap) < order.indexOf(idle)
}

/** The short form has its maximum within. */
function maxOf({ place }: PreparedLimit): Draft['path'] {
  return place.at(-1) === 'rate_limit' ? place : [...place, 'max']
}
