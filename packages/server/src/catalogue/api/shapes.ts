/** What the JSON API answers. The description of the API is generated from these shapes, and tests hold answers against them. */
import { CATEGORIES, RISK_LEVELS } from '@portcullis/catalogue'
import { z } from 'zod'

/** The category of a tool. */
export const category = z
  .enum(CATEGORIES)
  .meta({ id: 'Category', description: 'What a tool does in the worst of its ordinary uses.' })

/** The level of risk. */
export const risk = z.enum(RISK_LEVELS).meta({ id: 'Risk', description: 'How much harm one wrong call can do.' })

const url = z.url().meta({ description: 'Address of the page for people.' })
const texts = z.array(z.string())
const tally = z.record(z.string(), z.int().min(0))
const policy = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Policy', description: 'A policy to paste: see the policy language.' })

/** A server as it is linked to. */
export const serverLink = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    tools: z.int().min(0),
    grade: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).optional(),
    url,
  })
  .meta({ id: 'ServerLink', description: 'A server in short; the grade is absent where no tool is known.' })

/** A tool as it is linked to. */
export const toolLink = z
  .strictObject({ server: z.string(), serverName: z.string(), slug: z.string(), name: z.string(), category, risk, url })
  .meta({ id: 'ToolLink', description: 'A tool in short.' })

const question = z.strictObject({ question: z.string(), answer: z.string() })

/** Everything about a tool. */
export const toolAnswer = z
  .strictObject({
    server: serverLink,
    tool: toolLink,
    confidence: z.number().min(0).max(1),
    source: z.enum(['derived', 'reviewed']),
    traits: texts,
    summary: z.string(),
    does: texts,
    why: texts,
    reasons: texts,
    evidence: z.array(z.strictObject({ source: z.string(), category, because: z.string() })),
    parameters: z.array(
      z.strictObject({ name: z.string(), type: z.string(), required: z.boolean(), remark: z.string().optional() }),
    ),
    attacks: z.array(z.strictObject({ slug: z.string(), name: z.string(), why: z.string(), url })),
    control: z.strictObject({
      button: z.enum(['Cap', 'Limit', 'Gate', 'Restrict']),
      policy,
      means: z.string(),
      steps: z.array(z.strictObject({ title: z.string(), text: z.string(), code: z.string().optional() })),
    }),
    siblings: z.array(toolLink),
    elsewhere: z.array(toolLink),
    relatedPolicies: z.array(z.strictObject({ title: z.string(), policy })),
    questions: z.array(question),
  })
  .meta({ id: 'Tool', description: 'Everything the catalogue says of a tool.' })

/** Everything about a server. */
export const serverAnswer = z
  .strictObject({
    server: serverLink,
    id: z.string(),
    transports: z.array(z.enum(['stdio', 'http', 'sse'])),
    repository: z.string().optional(),
    package: z.strictObject({ registry: z.string(), name: z.string(), version: z.string().optional() }).optional(),
    remote: z.string().optional(),
    homepage: z.string().optional(),
    official: z.boolean(),
    license: z.string().optional(),
    sources: z.array(z.strictObject({ source: z.string(), license: z.string() })),
    firstSeen: z.string(),
    lastChanged: z.string(),
    summary: z.string(),
    about: texts,
    categories: tally,
    grade: z
      .strictObject({
        grade: z.enum(['A', 'B', 'C', 'D', 'E', 'F']),
        points: z.int().min(0).max(100),
        deductions: z.array(z.strictObject({ points: z.int(), because: z.string() })),
      })
      .optional(),
    dangerous: z.array(toolLink.extend({ why: z.string() })),
    policy: policy.optional(),
    policyMeans: texts,
    tools: z.array(toolLink.extend({ says: z.string() })),
    changes: z.array(z.strictObject({ day: z.string(), says: z.string() })),
    related: z.array(serverLink),
    questions: z.array(question),
  })
  .meta({ id: 'Server', description: 'Everything the catalogue says of a server.' })

/** What was found. */
export const searchAnswer = z
  .strictObject({
    query: z.string(),
    hits: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('server'), server: serverLink }),
        z.strictObject({ kind: z.literal('tool'), tool: toolLink }),
      ]),
    ),
  })
  .meta({ id: 'Search', description: 'Hits, best first.' })

/** The levels and categories. */
export const risksAnswer = z
  .strictObject({
    levels: z.array(
      z.strictObject({
        level: risk,
        summary: z.string(),
        means: texts,
        moves: texts,
        advice: texts,
        tools: z.int().min(0),
        url,
      }),
    ),
    categories: z.array(
      z.strictObject({
        category,
        base: risk,
        summary: z.string(),
        back: z.string(),
        rule: z.string(),
        tools: z.int().min(0),
      }),
    ),
  })
  .meta({ id: 'Risks', description: 'What levels and categories mean, and how many tools have them.' })

/** An attack pattern in short. */
export const attackLink = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    kind: z.string(),
    gateway: z.enum(['stops', 'limits', 'cannot']),
    url,
  })
  .meta({ id: 'AttackLink', description: 'An attack pattern, and how far a gateway helps.' })

/** All attack patterns. */
export const attacksAnswer = z
  .strictObject({ attacks: z.array(attackLink) })
  .meta({ id: 'Attacks', description: 'All attack patterns.' })

/** An attack pattern. */
export const attackAnswer = z
  .strictObject({
    attack: attackLink,
    how: texts,
    incidents: z.array(
      z.strictObject({ number: z.string().optional(), when: z.string().optional(), what: z.string() }),
    ),
    categories: z.array(category),
    traits: texts,
    policy,
    policyDoes: z.string(),
    why: z.string(),
    helps: texts,
    related: z.array(attackLink),
  })
  .meta({ id: 'Attack', description: 'How an attack works, what it needs, and the policy against it.' })

/** Numbers of the whole index. */
export const statsAnswer = z
  .strictObject({
    servers: z.int().min(0),
    tools: z.int().min(0),
    known: z.int().min(0),
    official: z.int().min(0),
    here: z.int().min(0),
    categories: tally,
    risks: tally,
    transports: tally,
    riskiest: z.array(z.strictObject({ server: serverLink, critical: z.int().min(0) })),
  })
  .meta({
    id: 'Stats',
    description:
      'The index in numbers; `known`: servers of which at least one tool is known; `here`: servers of this gateway.',
  })

/** What a stack is given as: slugs of entries, the text of a client's configuration, or both. */
export const stackQuestion = z
  .strictObject({
    servers: z.array(z.string().max(200)).max(50).optional(),
    config: z
      .string()
      .max(1024 * 1024)
      .optional(),
  })
  .meta({
    id: 'StackQuestion',
    description:
      'Slugs of servers, the text of a client’s configuration, or both. Values of variables and headers are not read.',
  })

const stackTool = toolLink.extend({ member: z.string(), traits: texts, unasked: z.boolean() })

const sizes = { servers: z.int(), tools: z.int(), unknownServers: z.int(), unknownTools: z.int() }

/** How much a stack holds, in every answer about one. */
export const stackCounts = z.strictObject({ ...sizes, byCategory: tally, byRisk: tally })

/** What an agent with these servers can do. */
export const stackAnswer = z
  .strictObject({
    verdict: z.string(),
    risk: risk.optional(),
    counts: stackCounts,
    members: z.array(
      z.strictObject({
        name: z.string(),
        server: serverLink.optional(),
        confidence: z.enum(['certain', 'likely', 'possible']).optional(),
        risk: risk.optional(),
        tools: z.int().min(0),
      }),
    ),
    tools: z.array(stackTool),
    combinations: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        risk,
        legs: z.array(z.strictObject({ role: z.string(), count: z.int(), tools: z.array(stackTool) })),
        path: texts,
        breaks: z.string(),
        attacks: texts,
      }),
    ),
    findings: z.array(z.strictObject({ id: z.string(), risk, members: texts, says: z.string(), remedy: z.string() })),
    policies: z.array(z.strictObject({ member: z.string(), policy, tightened: texts })),
    share: z
      .url()
      .optional()
      .meta({ description: 'A link to the page of this stack, where all of its servers are entries.' }),
  })
  .meta({
    id: 'Stack',
    description: 'Everything the agent can call, riskiest first, what is worse together, and a policy for each server.',
  })

/** What went wrong (RFC 9457). */
export const problem = z
  .strictObject({ type: z.literal('about:blank'), title: z.string(), status: z.int(), detail: z.string() })
  .meta({ id: 'Problem', description: 'What went wrong, and what to do (RFC 9457).' })

export type SearchAnswer = z.infer<typeof searchAnswer>
export type ServerAnswer = z.infer<typeof serverAnswer>
export type ToolAnswer = z.infer<typeof toolAnswer>
export type RisksAnswer = z.infer<typeof risksAnswer>
export type AttackAnswer = z.infer<typeof attackAnswer>
export type AttackLink = z.infer<typeof attackLink>
export type StatsAnswer = z.infer<typeof statsAnswer>
export type StackAnswer = z.infer<typeof stackAnswer>
export type StackQuestion = z.infer<typeof stackQuestion>
