/** The shape of conditions. */
import * as z from 'zod'
import { compileComparison } from './condition.ts'
import { OPERATOR_NAMES, OPERATORS } from './operators.ts'
import { parsePath } from './path.ts'
import type { Comparison, Condition } from './policy.ts'
import type { JsonValue } from './request.ts'
import { raise, raising } from './schema-check.ts'

const MAX_BRANCHES = 200

const literal: z.ZodType<JsonValue> = z.json().meta({ id: 'Json', description: 'Any JSON value.' })

const comparison: z.ZodType<Comparison> = z
  .strictObject({
    path: z
      .string()
      .superRefine(raising(parsePath))
      .meta({
        description:
          'What is looked at: an argument (args.name, args.list[0].id, args["odd.key"]), tool.name, tool.server, tool.category, tool.risk, grant.label, grant.owner or grant.tags.name. tool.category is read, write, execute, destructive or financial; tool.risk is low, medium, high or critical. An argument that is absent or null makes every operator but "exists" false.',
        examples: ['args.amount', 'args.items[0].id', 'args["discount-code"]', 'grant.tags.team'],
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
  .strictObject({ any: branches.meta({ description: 'One of them holds.' }) })
  .meta({ id: 'AnyOf', description: 'Holds where one of several conditions does.' })
const all = z
  .strictObject({ all: branches.meta({ description: 'Every one holds.' }) })
  .meta({ id: 'AllOf', description: 'Holds where every one of several conditions does.' })
const not = z
  .strictObject({ not: conditionSchema.meta({ description: 'It does not hold.' }) })
  .meta({ id: 'Not', description: 'Holds where a condition does not. What cannot be judged is refused all the same.' })

/** The path has its own check, so only what is wrong with the value is said here. */
function checkValue(written: Comparison, context: z.RefinementCtx): void {
  if (!parsePath(written.path).ok) return
  const compiled = compileComparison(written)
  if (!compiled.ok) raise(context, compiled.flaw, ['value'])
}
