/** The form of what must come of a step. */
import * as z from 'zod'
import { EFFECTS, type Effect, type Expectation } from './suite.ts'

const names: z.ZodType<readonly string[]> = z.array(z.string().min(1).max(2_048)).max(5_000)
const pointer: z.ZodType<string> = z.string().min(1).max(4_096)
const amounts: z.ZodType<Readonly<Record<string, number | string>>> = z.record(
  z.string().min(1),
  z.union([z.number().min(0), z.string().regex(/^\d{1,16}(?:\.\d{1,6})?$/)]),
)

const decision = {
  effect: z.enum(EFFECTS).exactOptional().meta({
    description:
      '`hidden`: answered as if it did not exist. `withheld`: the call was made, and its result is kept back.',
  }),
  rule: pointer.exactOptional().meta({
    description: 'The rule that decides, as a JSON Pointer into its document.',
    examples: ['/tools/create_refund/deny_if/0', '(default deny)'],
  }),
  document: z.string().exactOptional().meta({ description: 'Id of the document that the rule stands in.' }),
  by: z
    .enum(['entry', 'pattern', 'class', 'default', 'hidden'])
    .exactOptional()
    .meta({ description: 'What governs the tool.' }),
  code: z
    .string()
    .exactOptional()
    .meta({ description: 'The code of the refusal.', examples: ['limit_exceeded'] }),
  message: z
    .union([z.string(), z.strictObject({ contains: z.string().min(1).meta({ description: 'A part of it.' }) })])
    .exactOptional()
    .meta({ description: 'What the agent is told: all of it, or a part.', examples: [{ contains: 'at most 20' }] }),
  retry_after: z.int().min(0).exactOptional().meta({ description: 'Seconds after which it may be tried again.' }),
  asks: names.exactOptional().meta({ description: 'All rules that want a person to answer.' }),
  shadow: z
    .strictObject({
      effect: z.enum(['allow', 'deny', 'ask']).exactOptional().meta({ description: 'Its effect.' }),
      rule: pointer.exactOptional().meta({ description: 'The rule that would have decided.' }),
      code: z.string().exactOptional().meta({ description: 'The code of its refusal.' }),
    })
    .nullable()
    .exactOptional()
    .meta({ description: 'What shadow mode would have said; null where nothing is in shadow mode.' }),
}

const consequences = {
  claims: amounts.exactOptional().meta({
    description: 'What the call takes, by name of the counter: all of it.',
    examples: [{ refunds: 25, refund_calls: 1 }],
  }),
  warnings: names.exactOptional().meta({ description: 'The counters that a warning is due of: all of them.' }),
  redacted: z
    .record(z.string().min(1), z.int().min(0))
    .exactOptional()
    .meta({ description: 'How often which detector replaced something: all of them.', examples: [{ email: 2 }] }),
  result: z
    .strictObject({
      contains: names.exactOptional().meta({ description: 'Parts that stand in it.' }),
      lacks: names.exactOptional().meta({ description: 'Parts that do not.' }),
    })
    .exactOptional()
    .meta({ description: 'The text of the result, as the client gets it.', examples: [{ lacks: ['@example.com'] }] }),
}

const lists = {
  shows: names.exactOptional().meta({ description: 'Names that stand in the list.' }),
  hides: names.exactOptional().meta({ description: 'Names that do not.' }),
  shows_only: names.exactOptional().meta({ description: 'All that stands in the list, in any order.' }),
}

/** What must come of a step: an effect, or more. */
export const expectationSchema: z.ZodType<Effect | Expectation> = z.union([
  z.enum(EFFECTS),
  z
    .strictObject({ ...decision, ...consequences, ...lists })
    .meta({ id: 'Expectation', description: 'What must come of a step. What is not named may be anything.' }),
])
