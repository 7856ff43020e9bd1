/** One call, as if it were made: what every rule says of it. Nothing is sent, counted or kept. */
import { createHash } from 'node:crypto'
import {
  type CallRequest,
  type CompiledPolicy,
  compileLayers,
  explainVisibility,
  isObject,
  type JsonObject,
  type Subject,
} from '@portcullis/engine'
import { explainCall, explanationText, type KnownTool, visibilityText } from '@portcullis/workbench'
import { z } from 'zod'
import { isProblem, type Problem, problem, wrongField } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { findGrant } from '../../grant/find-grant.ts'
import type { GrantRow } from '../../grant/grant.ts'
import { DOCUMENT, findDocument } from './document.ts'
import { annotationsOf, surroundingsOf } from './surroundings.ts'

/** What is asked. */
export const SIMULATION = z.strictObject({
  server: z.string().max(64).describe('Slug of the server.'),
  tool: z.string().min(1).max(128),
  grant: z.string().max(64).optional().describe('Id of the grant that calls; without it, somebody whom no rule names.'),
  document: DOCUMENT.optional().describe('In place of the policy that holds for the grant.'),
  arguments: z
    .record(z.string(), z.json())
    .default({})
    .describe('Arguments of the call. They are judged, and neither kept nor logged.'),
  client: z.strictObject({ name: z.string().max(200), version: z.string().max(200).optional() }).optional(),
  address: z.string().max(64).optional().describe('Where the call comes from.'),
  at: z.int().min(0).optional().describe('When it is made; now unless given.'),
  seen: z
    .array(z.enum(['private', 'untrusted', 'secrets']))
    .max(3)
    .default([])
    .describe('What the grant read before.'),
})

type Wish = z.output<typeof SIMULATION>

/** What would become of it. */
export const SIMULATED = z.object({
  visible: z.boolean().describe('The tool is in the list of tools.'),
  effect: z.enum(['allow', 'ask', 'deny']),
  code: z.string().optional(),
  message: z.string().optional().describe('What the agent would be told.'),
  schemaFault: z.string().optional().describe('Why it is refused before any rule: its arguments do not fit the tool.'),
  known: z.boolean().describe('The tool is in the server’s last list.'),
  explanation: z.unknown().describe('Every rule that was considered, in order.'),
  text: z.string().describe('The same, for people.'),
})

/** What is asked about, found. */
interface Question {
  readonly compiled: CompiledPolicy
  readonly subject: Subject
  readonly known: KnownTool | undefined
}

/** Asks. */
export async function simulate(context: Context, wish: Wish): Promise<z.input<typeof SIMULATED> | Problem> {
  const question = await find(context, wish)
  if (isProblem(question)) return question
  const { compiled, known } = question
  const request = requestOf(context, wish, question)
  const listed = explainVisibility(compiled, request.tool, request.context.at)
  const explained = explainCall(compiled, request, known?.inputSchema)
  const { decision, schemaFault } = explained
  const style = { find: () => undefined, paint: PLAIN }
  return {
    visible: listed.visibility === 'shown',
    effect: schemaFault === undefined ? decision.effect : 'deny',
    ...(schemaFault !== undefined && { schemaFault, code: 'arguments_invalid' }),
    ...(schemaFault === undefined && decision.effect === 'deny' && { code: decision.code, message: decision.message }),
    known: known !== undefined,
    explanation: plainJson({ list: listed, call: explained }),
    text: `${visibilityText(wish.tool, listed, style)}\n${explanationText(explained, style)}`,
  }
}

const PLAIN = { good: (text: string) => text, bad: (text: string) => text, faint: (text: string) => text }

/** Explanations as JSON: sets as arrays. */
export function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (each instanceof Set ? [...each] : each)))
}

async function find(context: Context, wish: Wish): Promise<Question | Problem> {
  const { control, organisation } = context
  const grant = wish.grant === undefined ? undefined : await findGrant(control.db, organisation, wish.grant)
  if (isProblem(grant))
    return wrongField(
      '/body/grant',
      `There is no grant \`${wish.grant}\`.`,
      'Send the id of a grant of this organisation.',
    )
  const named = wish.document ?? (await attached(context, grant, wish.server))
  if (isProblem(named)) return named
  const own = await findDocument(context, named, '/body/document')
  if (isProblem(own)) return own
  const around = await surroundingsOf(context, wish.server, own.id)
  if (isProblem(around)) return around
  try {
    const compiled = compileLayers([...around.above, own])
    const known = around.tools?.find(({ name }) => name === wish.tool)
    return { compiled, known, subject: subjectOf(organisation, grant) }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'The documents do not go together.'
    return problem('conflict', detail, { remedy: 'Compare the document with the baselines above it.' })
  }
}

/** The policy that holds for the grant on the server. */
async function attached({ control, organisation }: Context, grant: GrantRow | undefined, slug: string) {
  const remedy = 'Send a `document`, or a grant that has a policy on that server.'
  if (grant === undefined) return wrongField('/body/document', 'Neither a document nor a grant was named.', remedy)
  const row = await control.db
    .selectFrom('grant_reaches')
    .innerJoin('servers', 'servers.id', 'grant_reaches.server')
    .select('grant_reaches.policy')
    .where('grant_reaches.holder', '=', grant.template === '' ? grant.id : grant.template)
    .where('servers.organisation', '=', organisation)
    .where('servers.slug', '=', slug)
    .executeTakeFirst()
  if (row?.policy == null) return wrongField('/body/grant', `The grant has no policy on \`${slug}\`.`, remedy)
  return { policy: row.policy }
}

function subjectOf(organisation: string, grant: GrantRow | undefined): Subject {
  if (grant === undefined) return { organisation, grant: '', label: '', owner: '', tags: {} }
  const { id, label, owner, tags } = grant
  return { organisation, grant: id, label, owner: owner ?? id, tags }
}

function requestOf({ at }: Context, wish: Wish, { known, subject }: Question): CallRequest {
  const { server, tool: name, client, address, seen } = wish
  return {
    subject,
    tool: { server, name, label: known?.label, annotations: annotationsOf(known) },
    context: {
      at: wish.at ?? at,
      slot: 0,
      ...(client !== undefined && {
        client: { name: client.name, ...(client.version && { version: client.version }) },
      }),
      ...(address !== undefined && { address }),
      seen: {
        private: seen.includes('private'),
        untrusted: seen.includes('untrusted'),
        secrets: seen.includes('secrets'),
      },
      digest: (text) => createHash('sha256').update(text).digest('base64url'),
    },
    arguments: argumentsOf(wish.arguments),
    inexact: new Set(),
  }
}

/** Zod's JSON is the engine's. */
const argumentsOf = (given: unknown): JsonObject => (isJsonObject(given) ? given : {})

const isJsonObject = (value: unknown): value is JsonObject => isObject(value as JsonObject)
