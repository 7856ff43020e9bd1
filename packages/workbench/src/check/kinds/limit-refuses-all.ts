/** A limit that not even one call fits into. */
import type { Draft, FindingKind } from '../finding.ts'
import { limitedRules } from '../limits.ts'
import type { Subject } from '../subject.ts'

export const limitRefusesAll: FindingKind = {
  code: 'limit_refuses_all',
  severity: 'warning',
  title: 'A limit that no call fits into',
  why: 'One call takes more than the maximum, so every call is refused (or asked about, with `on_exceed`). Where that is meant, `"action": "deny"` says so, and the agent is not told to wait for the next window.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { render: { limits: [{ counter: 'credits', window: 'day', max: 5, increment: 10 }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { render: { limits: [{ counter: 'credits', window: 'day', max: 50, increment: 10 }] } },
    },
  },
}

function find(subject: Subject): readonly Draft[] {
  return limitedRules(subject).flatMap(({ limits }) =>
    limits.flatMap(({ increment, max, onExceed, place }) => {
      if (increment.kind !== 'fixed' || increment.amount <= max) return []
      const path = place.at(-1) === 'rate_limit' ? place : [...place, 'max']
      const fate = onExceed === 'deny' ? 'refused' : 'asked about'
      const message = `a call takes more than the maximum, so every call is ${fate}`
      const remedy =
        onExceed === 'deny'
          ? 'Raise it, or write "action": "deny".'
          : 'Raise it, or write "action": "require_approval".'
      return [{ path, message, remedy }]
    }),
  )
}
