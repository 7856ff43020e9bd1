/** A predicate that holds for every call. */
import type { Draft, FindingKind } from '../finding.ts'
import type { PredicateKey } from '../guard.ts'
import type { Subject } from '../subject.ts'
import { verdictsOf } from '../verdicts.ts'

export const alwaysTrue: FindingKind = {
  code: 'always_true',
  severity: 'warning',
  title: 'A predicate that holds for every call',
  why: 'In `require` it does nothing; in `deny_if` it refuses every call, and in `approve_if` it asks about every call. Where that is meant, say it plainly: `"action": "deny"`, `"action": "require_approval"`, or no conditions. Only what can be shown is reported.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { search: { require: [{ conditions: [{ path: 'args.limit', op: 'lte', value: 100 }] }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { search: { require: [{ conditions: [{ path: 'args.limit', op: 'lte', value: 20 }] }] } },
    },
    tools: [
      {
        name: 'search',
        inputSchema: {
          type: 'object',
          properties: { limit: { type: 'integer', minimum: 1, maximum: 50 } },
          required: ['limit'],
        },
      },
    ],
  },
}

const EFFECTS: Readonly<Record<PredicateKey, string>> = {
  deny_if: 'so every call is refused',
  require: 'so this refuses nothing',
  approve_if: 'so every call is asked about',
  results: 'so every result is withheld',
}

function find(subject: Subject): readonly Draft[] {
  return verdictsOf(subject).flatMap(({ predicate, always }) => {
    if (!always) return []
    const message = `this holds for every call, ${EFFECTS[predicate.key]}`
    return [{ path: predicate.path, message, remedy: 'Correct the conditions, or remove the predicate.' }]
  })
}
