/** The shape of predicates. */
import * as z from 'zod'
import { conditionSchema } from './condition-schema.ts'
import { sentence } from './field.ts'
import type { Predicate } from './rule.ts'

const MAX_CONDITIONS = 200

/** Conditions that are ANDed. */
export const conditionsSchema: z.ZodType<Predicate['conditions']> = z
  .array(conditionSchema)
  .max(MAX_CONDITIONS)
  .meta({
    description: 'Conditions that are ANDed. An empty list always holds.',
    examples: [[{ path: 'args.amount', op: 'lte', value: 500 }]],
  })

/** Conditions, and what the agent is told. */
export const predicateSchema: z.ZodType<Predicate> = z
  .strictObject({
    conditions: conditionsSchema,
    on_deny: sentence.exactOptional().meta({
      description: 'What the agent is told when this refuses the call. Say what it may do instead.',
      examples: ['Coupons of more than 20 percent need a person. Use at most 20.'],
    }),
  })
  .meta({
    id: 'Predicate',
    description: 'Conditions, and what the agent is told when the call is refused because of them.',
  })
