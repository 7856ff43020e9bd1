/** The form of `cases.yaml`: the one source of its JSON Schema and of what is wrong with a file. */
import type { JsonObject } from '@portcullis/engine'
import { TOOL_CATEGORIES, TOOL_RISKS } from '@portcullis/engine'
import * as z from 'zod'
import { expectationSchema } from './expectation-schema.ts'
import {
  ASKING_KEYS,
  CALL_OUTCOMES,
  type Case,
  type Circumstances,
  type Given,
  LIST_NAMES,
  QUESTION_NAMES,
  type Step,
  type Suite,
  type ToolFacts,
} from './suite.ts'

/** Bounds of a file. */
const BOUNDS = { cases: 5_000, steps: 1_000, times: 10_000, tools: 5_000, layers: 8 } as const

const name: z.ZodType<string> = z.string().min(1).max(1_024)
const path: z.ZodType<string> = z.string().min(1).max(4_096)
const object: z.ZodType<JsonObject> = z.record(z.string(), z.json())
const FLOW_KINDS = ['private', 'untrusted', 'secrets'] as const

/** A number, or the text of one: `"0.000001"`. */
const amount: z.ZodType<number | string> = z.union([z.number().min(0), z.string().regex(/^\d{1,16}(?:\.\d{1,6})?$/)])

const toolFacts: z.ZodType<ToolFacts> = z
  .strictObject({
    label: z
      .strictObject({
        category: z.enum(TOOL_CATEGORIES).meta({ description: 'What it does in the worst of its ordinary uses.' }),
        risk: z.enum(TOOL_RISKS).meta({ description: 'How much harm one wrong call can do.' }),
        source: z
          .enum(['derived', 'reviewed'])
          .exactOptional()
          .meta({ description: 'Whether an operator vouches for it.', default: 'reviewed' }),
      })
      .exactOptional()
      .meta({
        description: 'What classes go by. An operator vouches for it, unless `source` is `derived`.',
        examples: [{ category: 'financial', risk: 'high' }],
      }),
    annotations: object.exactOptional().meta({
      description: 'What the server says of the tool’s behaviour.',
      examples: [{ readOnlyHint: true }],
    }),
    input_schema: object.exactOptional().meta({
      description: 'JSON Schema of the arguments: they are held against it before rules read them.',
      examples: [{ type: 'object', properties: { amount: { type: 'number' } } }],
    }),
    reads: z
      .array(z.enum(FLOW_KINDS))
      .exactOptional()
      .meta({ description: 'What its results bring in, for `seen.*`.', examples: [['private']] }),
  })
  .meta({ id: 'Tool', description: 'What is known of a tool.' })

const tools: z.ZodType<Readonly<Record<string, ToolFacts>>> = z.record(name, toolFacts)

const circumstances = {
  organisation: name.exactOptional().meta({ description: 'Id of the organisation.', default: 'local' }),
  server: name.exactOptional().meta({ description: 'Slug of the server.', default: 'server' }),
  grant: z
    .strictObject({
      id: name.exactOptional().meta({ description: 'Its id: counters hang on it.', default: 'grant' }),
      label: name.exactOptional().meta({ description: '`grant.label`.', default: 'grant' }),
      owner: name.exactOptional().meta({ description: '`grant.owner`.', default: 'owner' }),
      tags: z.record(name, z.string()).exactOptional().meta({ description: '`grant.tags.*`.' }),
    })
    .exactOptional()
    .meta({ description: 'Who asks.', examples: [{ id: 'marketing', owner: 'ana', tags: { team: 'growth' } }] }),
  client: z
    .strictObject({
      name: z.string().exactOptional().meta({ description: '`client.name`.' }),
      version: z.string().exactOptional().meta({ description: '`client.version`.' }),
    })
    .exactOptional()
    .meta({ description: 'What the client says of itself.', examples: [{ name: 'desk', version: '1.2' }] }),
  ip: z
    .string()
    .exactOptional()
    .meta({ description: 'Address of the client.', examples: ['192.0.2.7'] }),
  session: z
    .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
    .exactOptional()
    .meta({ description: 'Which of the grant’s four places for sessions the call counts in.', default: 0 }),
  seen: z
    .strictObject({
      private: z
        .boolean()
        .exactOptional()
        .meta({ description: 'Whether data that is not public was read.', default: false }),
      untrusted: z
        .boolean()
        .exactOptional()
        .meta({ description: 'Whether text that strangers write was read.', default: false }),
      secrets: z.boolean().exactOptional().meta({ description: 'Whether credentials was read.', default: false }),
    })
    .exactOptional()
    .meta({
      description: 'What was read before. Without it: what tools with `reads` brought in, in this case.',
      examples: [{ private: true }],
    }),
}

const given: z.ZodType<Given> = z
  .strictObject({
    ...circumstances,
    at: z
      .string()
      .exactOptional()
      .meta({ description: 'The instant at which a case begins, RFC 3339.', default: '2026-01-05T12:00:00Z' }),
    used: z
      .record(name, amount)
      .exactOptional()
      .meta({
        description: 'What is used up already, by name of the counter; of a rate limit, by its rule.',
        examples: [{ refunds: 90 }],
      }),
    tools: tools.exactOptional().meta({ description: 'What is known of tools, beside what the file says.' }),
  })
  .meta({ id: 'Given', description: 'What holds when a case begins. What a case does not say, the file says.' })

const stepCircumstances: z.ZodType<Circumstances> = z.strictObject(circumstances).meta({
  id: 'Circumstances',
  description: 'What may differ from step to step. What a step does not say, its case says.',
})

const call = {
  call: name.exactOptional().meta({ description: 'A tool is called: its name.', examples: ['create_refund'] }),
  arguments: object.exactOptional().meta({ description: 'The arguments of the call.', examples: [{ amount: 25 }] }),
  input: object.exactOptional().meta({ description: 'What a continued call answers to its server’s questions.' }),
  approved: z.boolean().exactOptional().meta({ description: 'A person was asked, and said yes.', default: false }),
  outcome: z
    .enum(CALL_OUTCOMES)
    .exactOptional()
    .meta({ description: 'How the call ends, if it is made.', default: 'success' }),
  result: z
    .union([z.string(), object])
    .exactOptional()
    .meta({
      description: 'What the server answers: a text, or a whole result.',
      examples: ['Sent to ana@example.com', { content: [{ type: 'text', text: 'done' }], isError: false }],
    }),
  times: z
    .int()
    .min(1)
    .max(BOUNDS.times)
    .exactOptional()
    .meta({ description: 'So many times, each with the same outcome.', default: 1 }),
}

const others = {
  list: z.enum(LIST_NAMES).exactOptional().meta({ description: 'A list, as the client gets it.' }),
  of: z
    .array(name)
    .exactOptional()
    .meta({ description: 'What the server has, for the list. Of tools: all that are known.' }),
  read: name
    .exactOptional()
    .meta({ description: 'A resource is read: its address.', examples: ['file:///notes/a.md'] }),
  prompt: name.exactOptional().meta({ description: 'A prompt is got: its name.' }),
  method: name.exactOptional().meta({ description: 'Any other request: its method.', examples: ['logging/setLevel'] }),
  question: z.enum(QUESTION_NAMES).exactOptional().meta({ description: 'The server asks something of the client.' }),
  params: object.exactOptional().meta({ description: 'The parameters of the question.' }),
}

const step: z.ZodType<Step> = z
  .strictObject({
    after: z
      .union([z.string(), z.number().min(0)])
      .exactOptional()
      .meta({ description: 'Time that passes before: a duration, or seconds.', examples: ['61s', '24h'] }),
    given: stepCircumstances.exactOptional().meta({ description: 'What is otherwise in this step.' }),
    ...call,
    ...others,
    // biome-ignore lint/suspicious/noThenProperty: a key of the file
    then: expectationSchema.exactOptional().meta({
      description: 'What must come of it. Of a step that says nothing: `allow`. The last one has the case’s `then`.',
    }),
  })
  .superRefine((written, context) => {
    const asked = ASKING_KEYS.filter((key) => written[key] !== undefined)
    if (asked.length > 1) context.addIssue({ code: 'custom', message: 'keys', path: [asked[1] ?? ''] })
    if (asked.length === 0 && written.after === undefined) context.addIssue({ code: 'custom', message: 'nothing' })
  })
  .meta({ id: 'Step', description: `One thing that happens: one of ${ASKING_KEYS.join(', ')}, or time that passes.` })

const oneCase: z.ZodType<Case> = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'What the case shows.', examples: ['refunds over 100 are refused'] }),
    given: given.exactOptional().meta({ description: 'What holds when the case begins.' }),
    when: z
      .union([step, z.array(step).min(1).max(BOUNDS.steps)])
      .meta({ description: 'What happens: one step, or several after each other.' }),
    // biome-ignore lint/suspicious/noThenProperty: a key of the file
    then: expectationSchema
      .exactOptional()
      .meta({ description: 'What must come of the last step.', examples: ['deny'] }),
  })
  .meta({ id: 'Case', description: 'One case. Each begins with counters that nothing was taken from.' })

/** The whole file. Its output is the file as it was written. */
export const suiteSchema: z.ZodType<Suite> = z
  .strictObject({
    $schema: z.string().exactOptional().meta({ description: 'Where editors find the schema of this file.' }),
    description: z.string().max(4_000).exactOptional().meta({ description: 'What the cases are for.' }),
    policy: path.exactOptional().meta({
      description:
        'The policy, as a path from this file. Without it: `NAME.json` beside `NAME.cases.yaml`, `policy.json` beside `cases.yaml`.',
      examples: ['policies/support.json'],
    }),
    layers: z
      .array(
        z.union([
          path,
          z
            .strictObject({
              policy: path.meta({ description: 'The document, as a path from this file.' }),
              id: name
                .exactOptional()
                .meta({ description: 'Its id. Without it: the name of its file, without the ending.' }),
              draft_of: name
                .exactOptional()
                .meta({ description: 'Id of the document whose place this one would take: for `mode: "shadow"`.' }),
            })
            .meta({ id: 'Layer', description: 'One of several documents that hold together.' }),
        ]),
      )
      .min(1)
      .max(BOUNDS.layers)
      .exactOptional()
      .meta({
        description: 'Documents that hold together, instead of `policy`: the most general first.',
        examples: [['baseline.json', 'policy.json']],
      }),
    tools: z
      .union([path, tools])
      .exactOptional()
      .meta({
        description:
          'The server’s tools: the path of a saved answer of tools/list, or what is known of them by name. Where any are named, the server has no others.',
        examples: ['tools.json', { create_refund: { label: { category: 'financial', risk: 'high' } } }],
      }),
    given: given.exactOptional().meta({ description: 'What holds when any of the cases begins.' }),
    cases: z.array(oneCase).min(1).max(BOUNDS.cases).meta({ description: 'The cases.' }),
  })
  .meta({ title: 'Cases of a Portcullis policy' })

/** JSON Schema (draft 2020-12) of `cases.yaml`. */
export function casesJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(suiteSchema, { io: 'input' })
}
