/** A limit that another one always reaches first. */
import { counterId, type PreparedLimit } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { bindsFirst, limitedRules } from '../limits.ts'
import type { Subject } from '../subject.ts'

export const limitNeverBinds: FindingKind = {
  code: 'limit_never_binds',
  severity: 'warning',
  title: 'A limit that never binds',
  why: 'Another limit of the same calls has a smaller maximum for a window that contains this one, so it always refuses first. Usually the two maxima were exchanged, or one of them was left behind by an edit.',
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
  const rules = limitedRules(subject).filter(({ isTried }) => !isTried)
  const general = rules.filter(({ path }) => path[0] === 'all_tools').flatMap(({ limits }) => limits)
  return rules.flatMap(({ path, limits }) => {
    const others = path[0] === 'all_tools' ? limits : [...general, ...limits]
    return limits.flatMap((limit) => {
      const cap = others.find((other) => other !== limit && isIdleBeside(limit, other, others))
      if (cap === undefined) return []
      const message = `${cap.rule} always refuses first: at a smaller number, and for at least as long`
      return [{ path: maxOf(limit), message, remedy: 'Lower this "max", raise the other one, or remove one of them.' }]
    })
  })
}

function isIdleBeside(limit: PreparedLimit, cap: PreparedLimit, order: readonly PreparedLimit[]): boolean {
  if (!bindsFirst(cap, limit)) return false
  // The engine says this of limits that share a counter.
  if (limit.onExceed !== 'deny' && counterId(limit) === counterId(cap)) return false
  if (limit.warnAt !== undefined && limit.warnAt <= cap.max) return false
  // Of two equal ones the later one is idle.
  return !bindsFirst(limit, cap) || order.indexOf(cap) < order.indexOf(limit)
}

/** The short form has its maximum within. */
function maxOf({ place }: PreparedLimit): Draft['path'] {
  return place.at(-1) === 'rate_limit' ? place : [...place, 'max']
}
