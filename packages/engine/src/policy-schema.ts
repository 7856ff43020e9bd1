/** The shape of a policy document: the one source of its JSON Schema, its reference and its problems. */
import * as z from 'zod'
import type { ClassName } from './label.ts'
import { MAX_PATTERN_LENGTH, parsePattern } from './pattern.ts'
import type { Classes, ClassRule, Policy, Rule } from './policy.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { classRuleSchema, ruleSchema } from './rule-schema.ts'
import { raising } from './schema-check.ts'

/** Upper bounds for the parts of a document. */
const BOUNDS = { tools: 5_000, hide: 1_000 } as const

const toolPattern: z.ZodType<string> = z.string().superRefine(raising(parsePattern))

const classRules: { readonly [name in ClassName]: z.ZodExactOptional<z.ZodType<ClassRule>> } = {
  read: ofClass('Tools that return data and change nothing.'),
  write: ofClass('Tools that create or update what can be changed back.'),
  execute: ofClass('Tools that run code, commands or queries: their effect depends on the arguments.'),
  destructive: ofClass('Tools whose effect cannot be undone.'),
  financial: ofClass('Tools that move or commit money.'),
  unknown: ofClass('Tools that have no label. Without this class they are refused wherever a document has classes.'),
  'risk:low': ofClass('Tools of low risk, whatever their category.'),
  'risk:medium': ofClass('Tools of medium risk.'),
  'risk:high': ofClass('Tools of high risk.'),
  'risk:critical': ofClass('Tools of critical risk.'),
}

const classes: z.ZodType<Classes> = z.strictObject(classRules).meta({
  id: 'Classes',
  description:
    'Rules by class: a category of the tools’ labels, or a level of risk. A class allows only tools that an operator labelled, unless it trusts derived labels.',
})

function ofClass(description: string): z.ZodExactOptional<z.ZodType<ClassRule>> {
  return classRuleSchema.exactOptional().meta({ description })
}

/** The whole document. Its output is the document as it was written: nothing is added or changed. */
export const policySchema: z.ZodType<Policy> = z
  .strictObject({
    $schema: z
      .string()
      .max(2_048)
      .exactOptional()
      .meta({
        description: 'Where editors find the schema of this document. Not read otherwise.',
        examples: ['./policy.schema.json'],
      }),
    version: z.literal('1').meta({ description: 'Version of the policy language.', examples: ['1'] }),
    name: z
      .string()
      .max(200)
      .exactOptional()
      .meta({ description: 'A short name for people.', examples: ['Klaviyo, marketing agents'] }),
    description: z
      .string()
      .max(4_000)
      .exactOptional()
      .meta({
        description: 'What the policy is for.',
        examples: ['Agents may read everything, and create up to 30 coupon codes a minute.'],
      }),
    default: z.enum(['allow', 'deny']).meta({
      description:
        'For tools that no entry governs. Under "deny" everything else of the server is refused too: resources, prompts, and what it asks of clients.',
      examples: ['deny'],
    }),
    hide: z
      .array(toolPattern)
      .max(BOUNDS.hide)
      .exactOptional()
      .meta({
        description:
          'Names or patterns of tools that are dropped from lists and refused as unknown ones are, whatever else is written. "*" hides everything.',
        default: [],
        examples: [['delete_*', 'admin_tool']],
      }),
    all_tools: ruleSchema.exactOptional().meta({
      description:
        'A rule for every call, beside the governing one. The most restrictive of both wins, and the limits of both hold.',
      examples: [{ rate_limit: '100/minute' }],
    }),
    tools: z
      .record(toolPattern, ruleSchema)
      .superRefine(raising(countEntries))
      .exactOptional()
      .meta({
        description: `Rules by name of tool. Names may be patterns of at most ${MAX_PATTERN_LENGTH} characters: * stands for any run of characters, ? for one; \\\\* and \\\\? are literal. An exact name wins over patterns, and of these the one with the most literal characters.`,
        default: {},
        examples: [{ create_coupon_code: { rate_limit: '30/minute' }, 'get_*': {}, 'delete_*': { action: 'deny' } }],
      }),
    classes: classes.exactOptional().meta({
      description:
        'Rules by what tools can do, as their labels say. All classes of a tool apply, together with the best pattern; an entry with its exact name displaces both.',
      default: {},
      examples: [{ destructive: { action: 'hide' }, 'risk:critical': { action: 'require_approval' } }],
    }),
  })
  .meta({ title: 'Portcullis policy', description: 'What an agent may do with the tools of an MCP server.' })

function countEntries(tools: Readonly<Record<string, Rule>>): OrFlaw<number> {
  const count = Object.keys(tools).length
  if (count <= BOUNDS.tools) return sound(count)
  return flawed(
    'too_complex',
    `"tools" has ${count} entries`,
    `Use at most ${BOUNDS.tools}: several tools share one rule by a pattern.`,
  )
}
