/** The section of one server. */
import { TOOL_CATEGORIES, TOOL_RISKS, type ToolCategory, type ToolRisk } from '@portcullis/engine'
import { z } from 'zod'
import { FLOW_KINDS, type FlowKind } from '../../ports/flow-facts.ts'
import { inheritedVariables, referenceTo } from '../environment.ts'
import { readServerUrl } from '../field/url.ts'
import { count, duration, line, optionalDuration, size, text } from './fields.ts'

/** One of `servers`: bytes and milliseconds. Which keys go together is checked when the section is resolved. */
export interface ServerSection {
  readonly url?: URL | undefined
  readonly transport?: 'http' | 'sse' | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly command?: string | undefined
  readonly args?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  readonly share?: 'session' | 'grant' | undefined
  readonly max_children?: number | undefined
  readonly idle_timeout?: number | undefined
  readonly headers_timeout: number
  readonly body_timeout: number
  readonly connect_timeout: number
  readonly max_connections: number
  readonly max_message: number
  readonly max_concurrency?: number | undefined
  readonly max_queued: number
  readonly queue_timeout: number
  readonly call_timeout: number
  readonly labels: Readonly<Record<string, LabelSection>>
  readonly flow: Readonly<Record<string, FlowSection>>
  readonly trusted: boolean
  readonly descriptions: 'flag' | 'strip' | 'quarantine'
  readonly baseline?: string | undefined
}

/** One of `labels`. */
export interface LabelSection {
  readonly category: ToolCategory
  readonly risk?: ToolRisk | undefined
}

/** One of `flow`. */
export interface FlowSection {
  readonly reads: readonly FlowKind[]
}

const KiB = 1024
const MiB = 1024 * KiB
const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Keys that only a server with a `url` can have. */
export const urlKeys: readonly (keyof ServerSection)[] = ['url', 'transport', 'headers']
/** Keys that only a server with a `command` can have. */
export const commandKeys: readonly (keyof ServerSection)[] = [
  'command',
  'args',
  'env',
  'cwd',
  'share',
  'max_children',
  'idle_timeout',
]

/** Values where nothing is written, for keys that only some servers have. */
export const serverStandards = {
  transport: 'http',
  share: 'session',
  max_children: 16,
  idle_timeout: 10 * minute,
} as const

const standard = (value: unknown): string => `Standard: \`${value}\`.`

const reference = `\`${referenceTo('NAME')}\``

const labelSection: z.ZodType<LabelSection> = z
  .strictObject({
    category: z.enum(TOOL_CATEGORIES).meta({
      description:
        'What the tool does in the worst of its ordinary uses. `read`: returns data. `write`: changes what can be changed back. `execute`: runs code, commands or queries. `destructive`: cannot be undone. `financial`: moves or commits money.',
    }),
    risk: z.enum(TOOL_RISKS).optional().meta({
      description:
        'How much harm one wrong call can do. Without it: as the category, and what else the definition shows, suggest.',
    }),
  })
  .meta({ description: 'What a tool can do, as an operator judges it.' })

const flowSection: z.ZodType<FlowSection> = z
  .strictObject({
    reads: z.array(z.enum(FLOW_KINDS)).max(FLOW_KINDS.length).meta({
      description:
        'What results of the tool bring in. `private`: data that is not public. `untrusted`: text that strangers write. `secrets`: credentials. `[]`: nothing of these.',
    }),
  })
  .meta({ description: 'What an agent has read once it called a tool, as an operator judges it.' })

export const serverSection: z.ZodType<ServerSection> = z
  .strictObject({
    url: text(readServerUrl, {
      description: 'URL of the server’s MCP endpoint. A server has either `url` or `command`.',
      examples: ['https://mcp.example.com/mcp'],
    }).optional(),
    transport: z
      .enum(['http', 'sse'])
      .optional()
      .meta({
        description: `\`http\`: Streamable HTTP. \`sse\`: the HTTP+SSE transport of 2024-11-05. ${standard(serverStandards.transport)}`,
      }),
    headers: z
      .record(z.string().min(1).max(128), z.string().max(8192))
      .optional()
      .meta({
        description: `Headers sent with every request to the server, such as its credential. ${reference} stands for an environment variable; \`$$\{\` for the two characters themselves.`,
        examples: [{ Authorization: `Bearer ${referenceTo('KLAVIYO_TOKEN')}` }],
      }),
    command: line(
      'Program of a server that is started here: an absolute path, or a name that is found over `PATH` when the file is read. No shell is involved.',
      4096,
    ).optional(),
    args: z
      .array(z.string().max(8192))
      .max(200)
      .optional()
      .meta({ description: 'Arguments of the program, as they are.' }),
    env: z
      .record(z.string().min(1).max(128), z.string().max(32_768))
      .optional()
      .meta({
        description: `Environment of the program beside ${inheritedVariables.map((name) => `\`${name}\``).join(', ')}; nothing else is inherited. ${reference} stands for a variable of the gateway’s own environment. \`NODE_OPTIONS\`, \`LD_*\`, \`DYLD_*\` and \`PORTCULLIS_*\` are refused.`,
        examples: [{ PRIVATE_API_KEY: referenceTo('KLAVIYO_KEY') }],
      }),
    cwd: line(
      'Folder in which the program runs; relative to this file. Without it: an empty folder of its own in the data folder.',
      4096,
    ).optional(),
    share: z
      .enum(['session', 'grant'])
      .optional()
      .meta({
        description: `\`session\`: one process for each session. \`grant\`: one for all sessions of a grant. ${standard(serverStandards.share)}`,
      }),
    max_children: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({
        description: `Processes of this server at the same time. From 1 to 10000. ${standard(serverStandards.max_children)}`,
      }),
    idle_timeout: optionalDuration({
      description: 'Time without traffic after which a process is stopped.',
      standard: serverStandards.idle_timeout,
      least: second,
      most: 168 * hour,
    }),
    headers_timeout: duration({
      description: 'Time the server has until its answer begins.',
      standard: 5 * minute,
      least: 100,
      most: 24 * hour,
    }),
    body_timeout: duration({
      description: 'Silence within an answer after which it is given up; event streams may be silent.',
      standard: 5 * minute,
      least: 100,
      most: 24 * hour,
    }),
    connect_timeout: duration({
      description: 'Time for a connection to the server.',
      standard: 10 * second,
      least: 100,
      most: 5 * minute,
    }),
    max_connections: count({
      description: 'Connections to the server at the same time.',
      standard: 256,
      least: 1,
      most: 65_536,
    }),
    max_message: size({
      description: 'Largest single event of a stream, or line of a process.',
      standard: 8 * MiB,
      least: KiB,
      most: 512 * MiB,
    }),
    max_concurrency: z.int().min(1).max(65_536).optional().meta({
      description:
        'Requests at the server at the same time. From 1 to 65536. Standard: as `max_connections`; 64 with `command`. Further ones wait: every grant gets its turn.',
    }),
    max_queued: count({
      description:
        'Requests that wait for one of the places of `max_concurrency`; further ones are refused at once (`upstream_busy`), those of grants with the most waiting first. Of one grant, at most 16 MiB of requests wait.',
      standard: 1024,
      least: 0,
      most: 65_536,
    }),
    queue_timeout: duration({
      description: 'Longest wait for a place. Nothing is taken from limits while a call waits.',
      standard: 10 * second,
      least: 100,
      most: 5 * minute,
    }),
    call_timeout: duration({
      description:
        'Time from the beginning of a request to the end of its answer, event streams and what they wait for included.',
      standard: hour,
      least: 100,
      most: 168 * hour,
    }),
    labels: z
      .record(z.string(), labelSection)
      .default({})
      .meta({
        description:
          'What tools of the server can do, by name or pattern of names, where an operator has looked at them: for the classes of policies. An exact name wins over patterns, and of these the one with the most literal characters. All other tools are labelled by what their definitions suggest.',
        examples: [{ archive_profile: { category: 'write' }, 'send_*': { category: 'write', risk: 'critical' } }],
      }),
    flow: z
      .record(z.string(), flowSection)
      .default({})
      .meta({
        description:
          'What tools of the server bring in, by name or pattern of names: for what policies say of `seen.private`, `seen.untrusted` and `seen.secrets`. An exact name wins over patterns, and of these the one with the most literal characters. For all other tools, what their definitions suggest counts; of a tool that is in no list yet, everything.',
        examples: [{ 'get_profile*': { reads: ['private'] }, fetch_page: { reads: ['untrusted'] } }],
      }),
    trusted: z.boolean().default(false).meta({
      description:
        'Believe what the server says of its own tools: its annotations may then make labels milder too. Otherwise they only make them more severe.',
    }),
    descriptions: z.enum(['flag', 'strip', 'quarantine']).default('flag').meta({
      description:
        'What becomes of tools whose definition hides text from people, or gives orders to the model. `flag`: the label says so, in lists and in the log, and its risk is critical. `strip`: besides, lists leave their descriptions out. `quarantine`: the tool is not offered, and answers as an unknown one.',
    }),
    baseline: line(
      'Id of a policy that stands over every grant’s own policy for this server: both are judged, the most restrictive answer counts, and the limits of both hold.',
    ).optional(),
  })
  .meta({ description: 'A server that grants can reach, at `/mcp/<name>`.' })
