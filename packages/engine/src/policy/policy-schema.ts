/** The shape of a policy document: the one source of its JSON Schema, its reference and its problems. */
import * as z from 'zod'
import { parseZone } from '../limit/zone.ts'
import type { ClassName } from '../name/label.ts'
import { MAX_PATTERN_LENGTH, parsePattern } from '../name/pattern.ts'
import {
  elicitationSchema,
  methodsSchema,
  promptsSchema,
  resourcesSchema,
  rootsSchema,
  samplingSchema,
} from '../surface/surface-schema.ts'
import { parseDuration } from './duration.ts'
import { mode, until } from './field.ts'
import type { Classes, ClassRule, Policy } from './policy.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { resultsSchema } from './results-schema.ts'
import type { Rule } from './rule.ts'
import { classRuleSchema, ruleSchema } from './rule-schema.ts'
import { raising } from './schema-check.ts'

/** Upper bounds for the parts of a document. */
const BOUNDS = { tools: 5_000, hide: 1_000 } as const

/** A week, in milliseconds. */
const MAX_FLOW_WINDOW = 604_800_000

const toolPattern: z.ZodType<string> = z.string().superRefine(raising(parsePattern))

const classRules: { readonly [name in ClassName]: z.ZodExactOptional<z.ZodType<ClassRule>> } = {
  read: ofClass('Tools that return data and change nothing.', { trust: 'derived' }),
  write: ofClass('Tools that create or update what can be changed back.', { rate_limit: '30/minute' }),
  execute: ofClass('Tools that run code, commands or queries: their effect depends on the arguments.', {
    action: 'require_approval',
  }),
  destructive: ofClass('Tools whose effect cannot be undone.', { action: 'hide' }),
  financial: ofClass('Tools that move or commit money.', {
    limits: [{ counter: 'spend', window: 'day', max: 500, increment_from: 'args.amount' }],
  }),
  unknown: ofClass('Tools that have no label. Without this class they are refused wherever a document has classes.', {
    action: 'deny',
  }),
  'risk:low': ofClass('Tools of low risk, whatever their category.', { trust: 'derived' }),
  'risk:medium': ofClass('Tools of medium risk.', { rate_limit: '10/minute' }),
  'risk:high': ofClass('Tools of high risk.', { action: 'require_approval' }),
  'risk:critical': ofClass('Tools of critical risk.', { action: 'deny', reason: 'Ask the operator.' }),
}

const classes: z.ZodType<Classes> = z.strictObject(classRules).meta({
  id: 'Classes',
  description:
    'Rules by class: a category of the tools’ labels, or a level of risk. A class allows only tools that an operator labelled, unless it trusts derived labels.',
})

function ofClass(description: string, example: ClassRule): z.ZodExactOptional<z.ZodType<ClassRule>> {
  return classRuleSchema.exactOptional().meta({ description, examples: [example] })
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
    timezone: z
      .string()
      .superRefine(raising(parseZone))
      .exactOptional()
      .meta({
        description:
          'Time zone of calendar windows and of time.hour, time.weekday and time.date: a name of the IANA database.',
        default: 'UTC',
        examples: ['Europe/Berlin'],
      }),
    mode: mode.exactOptional().meta({
      description:
        '"shadow": the document is judged and what it would have done is recorded, beside another one that is enforced. Needs "until".',
      default: 'enforce',
      examples: ['enforce'],
    }),
    until: until.exactOptional().meta({
      description: 'When a document in shadow mode begins to be enforced.',
      examples: ['2026-12-31T00:00:00Z'],
    }),
    arguments: z
      .enum(['schema', 'any'])
      .exactOptional()
      .meta({
        description:
          '"schema": where rules read arguments and the tool’s schema is known, arguments have to fit it, and absent ones are judged as its defaults. "any": they are judged as they are.',
        default: 'schema',
        examples: ['any'],
      }),
    new_tools: z
      .enum(['refuse', 'follow'])
      .exactOptional()
      .meta({
        description:
          'For tools that joined the server’s list after it was accepted, where lists are accepted. "follow": the rules hold for them as for others.',
        default: 'refuse',
        examples: ['follow'],
      }),
    list: z
      .enum(['all', 'callable'])
      .exactOptional()
      .meta({
        description: '"callable": tools that would be refused whatever their arguments are left out of lists.',
        default: 'all',
        examples: ['callable'],
      }),
    flow_window: z
      .union([z.string(), z.number()])
      .superRefine(raising((written) => parseDuration(written, MAX_FLOW_WINDOW)))
      .exactOptional()
      .meta({
        description:
          'How long what was read before counts in seen.private, seen.untrusted and seen.secrets: a duration, or seconds.',
        default: '30m',
        examples: ['2h'],
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
      default: {},
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
    resources: resourcesSchema.exactOptional().meta({
      description: 'Which resources of the server may be used. Without it: as "default" says.',
      examples: [{ allow: ['file:///srv/docs/**'] }],
    }),
    prompts: promptsSchema.exactOptional().meta({
      description: 'Which prompts of the server may be used. Without it: as "default" says.',
      examples: [{ allow: ['summarise_*'] }],
    }),
    elicitation: elicitationSchema.exactOptional(),
    sampling: samplingSchema.exactOptional(),
    roots: rootsSchema.exactOptional(),
    methods: methodsSchema.exactOptional(),
    results: resultsSchema.exactOptional().meta({
      description: 'What holds for the results of every call, and for what resources and prompts give.',
      examples: [{ redact: [{ detector: 'secret' }] }],
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
