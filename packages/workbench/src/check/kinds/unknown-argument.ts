/** A path to an argument that no tool of the rule has. */

import { suggest } from '@portcullis/engine'
import type { ArgumentUse } from '../argument-use.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted, spelled } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const unknownArgument: FindingKind = {
  code: 'unknown_argument',
  severity: 'error',
  title: 'An argument that the tool does not have',
  why: 'Where nothing stands, every operator but `exists` is false: in `deny_if` and `approve_if` the condition never holds, in `require` it refuses every call, and a limit that counts it refuses too. Take the path from the tool’s input schema.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        pay: { deny_if: [{ conditions: [{ path: 'args.ammount', op: 'gt', value: 100 }], on_deny: 'At most 100.' }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        pay: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], on_deny: 'At most 100.' }] },
      },
    },
    tools: [{ name: 'pay', inputSchema: { type: 'object', properties: { amount: { type: 'number' } } } }],
  },
}

function find(subject: Subject): readonly Draft[] {
  return subject.uses.flatMap((use) => {
    const governed = subject.governed(use.rule)
    const parts = governed.map((tool) => subject.partOf(tool, use))
    if (parts.length === 0 || parts.some(({ kind }) => kind !== 'absent') || isAbsenceAsked(use)) return []
    const named = [...new Set(parts.flatMap((part) => (part.kind === 'absent' ? part.named : [])))]
    const last = use.steps.findLast((step) => typeof step === 'string')
    const near = typeof last === 'string' ? suggest(last, named) : undefined
    const hint = near === undefined ? '' : `Did you mean ${quoted(near)}? `
    const list = named.length === 0 ? '' : ` Known there: ${named.slice(0, 12).map(spelled).join(', ')}.`
    const [first] = governed
    const whose =
      governed.length === 1 ? quoted(first?.name ?? '') : `none of the ${governed.length} tools of this rule`
    const message = governed.length === 1 ? `${whose} has no ${use.text}` : `${whose} has ${use.text}`
    return [{ path: use.path, message, remedy: `${hint}Correct the path.${list}` }]
  })
}

/** To ask that something is not there is right where it never is. */
function isAbsenceAsked({ wants }: ArgumentUse): boolean {
  return typeof wants === 'object' && wants.op === 'exists'
}
