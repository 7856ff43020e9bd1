/** Routes: tools of a server, and which definitions of them were accepted. */
import { z } from 'zod'
import { isProblem, type Problem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { findServer } from '../server/find-server.ts'
import { decideTools, type Verdict } from '../server/pins.ts'
import { acceptedTools, setPins } from '../server/set-pins.ts'
import { viewTools } from '../server/tool-view.ts'

const oneServer = z.object({ organisation: z.string(), server: z.string() })

const STATES = ['open', 'accepted', 'changed', 'new', 'rejected', 'gone'] as const

const difference = z.object({
  changes: z
    .array(
      z.object({
        kind: z.enum(['added', 'removed', 'changed']),
        path: z.string().describe('JSON Pointer into the definition.'),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    )
    .readonly(),
  more: z.boolean().describe('There are changes beside those that are listed.'),
})

const DEFINITION = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.unknown().optional(),
  outputSchema: z.unknown().optional(),
  annotations: z
    .object({
      title: z.string().optional(),
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    })
    .optional(),
})

const TOOL_VIEW = z.object({
  name: z.string(),
  state: z
    .enum(STATES)
    .describe(
      '`open`: nothing was accepted yet, and every tool is followed. `changed`, `new`: refused until somebody decides. `gone`: accepted, and no longer in the list.',
    ),
  fingerprint: z.string().describe('Digest of the definition: decisions name it.'),
  definition: DEFINITION.describe('As the server gives it: words of a stranger.'),
  label: z.object({
    category: z.string(),
    risk: z.string(),
    reasons: z.array(z.string()).readonly(),
    findings: z
      .array(z.object({ trait: z.string(), because: z.string(), parameter: z.string().optional() }))
      .readonly(),
    source: z.enum(['derived', 'reviewed']),
  }),
  flags: z
    .array(z.string())
    .readonly()
    .describe('`hidden-text`, `instructions`: the definition tries to lead the model.'),
  heard: z.int(),
  difference: difference.optional().describe('Against the accepted definition.'),
})

const TOOLS = z.object({ pinned: z.boolean(), items: z.array(TOOL_VIEW).readonly() })

async function toolsOf(
  { control: { db }, organisation }: Context,
  slug: string,
): Promise<z.input<typeof TOOLS> | Problem> {
  const found = await findServer(db, organisation, slug)
  if (isProblem(found)) return found
  return { pinned: found.pinned === 1, items: await viewTools(db, found) }
}

export const listTools = route({
  id: 'servers.tools',
  method: 'GET',
  path: '/organisations/{organisation}/servers/{server}/tools',
  tag: 'Servers',
  summary: 'Tools of a server, with their risk, and how they stand to the accepted list.',
  permission: 'server.read',
  shapes: {
    params: oneServer,
    query: z.object({ state: z.enum(STATES).optional() }),
    answer: TOOLS,
  },
  async run(context, { params, query }) {
    const tools = await toolsOf(context, params.server)
    if (isProblem(tools)) return tools
    const items = query.state === undefined ? tools.items : tools.items.filter(({ state }) => state === query.state)
    return answer({ ...tools, items })
  },
})

const decision = z.strictObject({
  tools: z
    .array(
      z.strictObject({ name: z.string().min(1).max(1024), fingerprint: z.string().regex(/^sha256:[0-9a-f]{64}$/) }),
    )
    .min(1)
    .max(5000)
    .describe('Exactly the definitions that were looked at.'),
})

async function decide(context: Context, slug: string, verdict: Verdict, seen: z.output<typeof decision>['tools']) {
  const found = await findServer(context.control.db, context.organisation, slug)
  if (isProblem(found)) return found
  const problem = await decideTools(context, found, verdict, seen)
  if (problem !== undefined) return problem
  const tools = await toolsOf(context, slug)
  return isProblem(tools) ? tools : answer(tools)
}

export const acceptTools = route({
  id: 'servers.tools.accept',
  method: 'POST',
  path: '/organisations/{organisation}/servers/{server}/tools/accept',
  tag: 'Servers',
  summary: 'Accepts definitions of tools; the first acceptance begins the pins.',
  description:
    'From the first acceptance on only accepted definitions are served. Accepting a tool that is `gone` takes it out of the list.',
  permission: 'pin.edit',
  shapes: { params: oneServer, body: decision, answer: TOOLS },
  run: (context, { params, body }) => decide(context, params.server, 'accept', body.tools),
})

export const rejectTools = route({
  id: 'servers.tools.reject',
  method: 'POST',
  path: '/organisations/{organisation}/servers/{server}/tools/reject',
  tag: 'Servers',
  summary: 'Rejects definitions of tools: they stay refused.',
  permission: 'pin.edit',
  shapes: { params: oneServer, body: decision, answer: TOOLS },
  run: (context, { params, body }) => decide(context, params.server, 'reject', body.tools),
})

const MOST_TOOLS = 5000
const MOST_BYTES = 8 * 1024 * 1024

const definition = z.strictObject({
  name: z.string().min(1).max(1024),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.json().optional(),
  outputSchema: z.json().optional(),
  annotations: z.record(z.string(), z.json()).optional(),
})

const PINS = z.object({
  pinned: z.boolean().describe('`false`: nothing was accepted yet, and every tool is followed.'),
  tools: z.array(z.object({ name: z.string(), fingerprint: z.string(), definition: DEFINITION })).readonly(),
})

async function pinsOf(
  { control: { db }, organisation }: Context,
  slug: string,
): Promise<z.input<typeof PINS> | Problem> {
  const found = await findServer(db, organisation, slug)
  if (isProblem(found)) return found
  const tools = await acceptedTools(db, found)
  return { pinned: tools !== undefined, tools: tools ?? [] }
}

export const readPins = route({
  id: 'servers.pins',
  method: 'GET',
  path: '/organisations/{organisation}/servers/{server}/pins',
  tag: 'Servers',
  summary: 'The accepted definitions of a server’s tools.',
  permission: 'server.read',
  shapes: { params: oneServer, answer: PINS },
  async run(context, { params }) {
    const pins = await pinsOf(context, params.server)
    return isProblem(pins) ? pins : answer(pins)
  },
})

export const setPinsRoute = route({
  id: 'servers.pins.set',
  method: 'PUT',
  path: '/organisations/{organisation}/servers/{server}/pins',
  tag: 'Servers',
  summary: 'Says which definitions of tools are accepted: these, and no others.',
  description:
    'For definitions that were reviewed elsewhere, such as in files: the server need not have been heard to have them. From then on only accepted definitions are served.',
  permission: 'pin.edit',
  maxBody: MOST_BYTES,
  shapes: {
    params: oneServer,
    body: z.strictObject({ tools: z.array(definition).max(MOST_TOOLS) }),
    answer: PINS,
  },
  async run(context, { params, body }) {
    const found = await findServer(context.control.db, context.organisation, params.server)
    if (isProblem(found)) return found
    const problem = await setPins(context, found, body.tools)
    if (problem !== undefined) return problem
    const pins = await pinsOf(context, params.server)
    return isProblem(pins) ? pins : answer(pins)
  },
})
