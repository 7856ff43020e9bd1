/** The shape of conditions. */
import * as z from 'zod'
import { compileComparison, misusedMember } from '../condition/comparison.ts'
import type { Setting } from '../condition/condition.ts'
import { OPERATOR_NAMES, OPERATORS } from '../condition/operators.ts'
import { parsePath } from '../condition/path.ts'
import type { JsonValue } from '../decide/request.ts'
import type { Comparison, Condition } from './condition.ts'
import { raise, raising } from './schema-check.ts'

const MAX_BRANCHES = 200

/** What is right or wrong about a comparison does not depend on where it stands. */
const ANYWHERE: Setting = { quantifier: 'any', timezone: 'UTC' }

const literal: z.ZodType<JsonValue> = z.json().meta({ id: 'Json', description: 'Any JSON value.' })

const comparison: z.ZodType<Comparison> = z
  .strictObject({
    path: z
      .string()
      .superRefine(raising(parsePath))
      .meta({
        description:
          'What is looked at. An argument: args.name, args.list[0].id, args.list[*].id for all elements, args["odd.key"]. The tool: tool.name, tool.server, tool.category (read, write, execute, destructive, financial), tool.risk (low, medium, high, critical), tool.annotations.readOnlyHint and the like, as its server says. The grant: grant.label, grant.owner, grant.tags.name. The caller: client.name and client.version as it reports itself, request.ip. The time in the document\u2019s zone: time.hour (0 to 23), time.weekday (monday to sunday), time.date. What was read before: seen.private, seen.untrusted, seen.secrets. A continued call\u2019s answers: input.name. In "results": result.isError, result.content[*].text, result.structuredContent.name, result.size. What is absent or null makes every operator but "exists" false.',
        examples: ['args.amount', 'args.items[*].price', 'args["discount-code"]', 'grant.tags.team', 'time.hour'],
      }),
    op: z.enum(OPERATOR_NAMES).meta({
      description: Object.entries(OPERATORS)
        .map(([name, { summary }]) => `${name}: ${summary}.`)
        .join(' '),
      examples: ['lte', 'in', 'regex'],
    }),
    value: literal.meta({
      description:
        'What it is compared with. Types are never converted: "1" is not 1. An array for "in" and "not_in", true or false for "exists", an RE2 pattern for "regex".',
      examples: [500, 'EUR', ['EUR', 'USD'], true],
    }),
    match: z
      .enum(['any', 'all'])
      .exactOptional()
      .meta({
        description:
          'For a path with [*]: whether one element that fits is enough, or every one has to. Omitted, the safe reading: every one in "require", one in "deny_if" and "approve_if", and the other way round inside "not".',
        examples: ['all'],
      }),
    ignore_case: z
      .boolean()
      .exactOptional()
      .meta({
        description:
          'Texts that differ in case only are equal: for operators on texts and for eq, neq, in, not_in with texts.',
        default: false,
        examples: [true],
      }),
  })
  .superRefine(checkValue)
  .meta({ id: 'Comparison', description: 'One question about the call.' })

/** A condition: a comparison, or a combination of conditions. */
export const conditionSchema: z.ZodType<Condition> = z
  .lazy(() => z.union([comparison, any, all, not]))
  .meta({
    id: 'Condition',
    description: 'A comparison, or a combination: any, all, not.',
  })

const branches: z.ZodType<readonly Condition[]> = z.array(conditionSchema).min(1).max(MAX_BRANCHES)

const any = z
  .strictObject({
    any: branches.meta({
      description: 'One of them holds.',
      examples: [
        [
          { path: 'args.amount', op: 'gt', value: 500 },
          { path: 'args.currency', op: 'neq', value: 'EUR' },
        ],
      ],
    }),
  })
  .meta({ id: 'AnyOf', description: 'Holds where one of several conditions does.' })
const all = z
  .strictObject({
    all: branches.meta({
      description: 'Every one holds.',
      examples: [
        [
          { path: 'args.amount', op: 'gt', value: 500 },
          { path: 'args.currency', op: 'eq', value: 'EUR' },
        ],
      ],
    }),
  })
  .meta({ id: 'AllOf', description: 'Holds where every one of several conditions does.' })
const not = z
  .strictObject({
    not: conditionSchema.meta({
      description: 'It does not hold.',
      examples: [{ path: 'args.branch', op: 'glob', value: 'release-*' }],
    }),
  })
  .meta({ id: 'Not', description: 'Holds where a condition does not. What cannot be judged is refused all the same.' })

/** The path has its own check, so only what is wrong with the rest is said here. */
function checkValue(written: Comparison, context: z.RefinementCtx): void {
  if (!parsePath(written.path).ok) return
  const misused = misusedMember(written)
  if (misused !== undefined) return raise(context, misused.flaw, [misused.member])
  const compiled = compileComparison(written, ANYWHERE)
  if (!compiled.ok) raise(context, compiled.flaw, ['value'])
}
