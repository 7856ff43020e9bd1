/** Rules over arguments of tools whose definition cannot be judged by: any type may stand there. */
import { pointerOf } from '@portcullis/engine'
import type { ArgumentUse } from '../argument-use.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const typesNotJudged: FindingKind = {
  code: 'types_not_judged',
  severity: 'warning',
  title: 'Arguments whose types nobody checks',
  why: 'The gateway refuses calls whose arguments do not fit the tool’s input schema before rules read them. A schema with something that cannot be judged here (a pattern that looks ahead, a reference to elsewhere, a keyword that is not known) is left aside as a whole: only its defaults hold. Then `"true"` or `1` may stand where the server takes it for `true`, and a rule that refuses `true` lets it pass. Say in `require` what may stand there, instead of what may not; or have the schema mended. Comparisons that are defined on one type only (`lt`, `regex`, …) refuse the others by themselves, and are not told of.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { push: { deny_if: [{ conditions: [{ path: 'args.force', op: 'eq', value: true }] }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { push: { require: [{ conditions: [{ path: 'args.force', op: 'eq', value: false }] }] } },
    },
    tools: [
      {
        name: 'push',
        inputSchema: {
          type: 'object',
          properties: { branch: { type: 'string', pattern: '^(?!main$)' }, force: { type: 'boolean' } },
        },
      },
    ],
  },
}

function find({ uses, governed, unjudged }: Subject): readonly Draft[] {
  const told = new Set<string>()
  return uses.filter(isOpenToOtherTypes).flatMap(({ rule, path, text }): readonly Draft[] => {
    const place = `${pointerOf(rule)} ${text}`
    const [tool, ...others] = told.has(place) ? [] : governed(rule).filter((each) => unjudged(each) !== undefined)
    if (tool === undefined) return []
    told.add(place)
    const more = others.length === 0 ? '' : ` (nor by that of ${others.length} more)`
    const message = `${text} may be of any type: nothing is judged by the input schema of ${quoted(tool.name)}${more}: ${unjudged(tool)}`
    const remedy =
      'Say in "require" what may stand there: values of another type are refused then. Or have the schema mended.'
    return [{ path, message, remedy }]
  })
}

/** Operators that are defined on every type. */
const EQUALITY: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])

/** Whether a value of another type passes where the one that is meant would not, or is counted apart from it. */
function isOpenToOtherTypes({ guard, wants }: ArgumentUse): boolean {
  if (guard === undefined) return wants === 'scalar'
  return !guard.opens && EQUALITY.has(guard.comparison.op)
}
