/** Policies beside the tools that they govern: those of a file, and those of a configuration. */
import type { ToolDefinition } from '@portcullis/catalogue'
import { type Policy, parsePolicy } from '@portcullis/engine'
import { checkPolicy, type Finding, type KnownTool, type Surroundings } from '@portcullis/workbench'
import { labelTools } from '../compose/author.ts'
import type { Configuration, ConfiguredPolicy } from '../config/configuration.ts'
import { createDraft, type World } from '../config/draft.ts'
import type { FileSet } from '../config/file-set.ts'
import { type PolicyText, textOf } from '../config/policies.ts'
import type { Problem } from '../config/problem.ts'
import { introspect } from '../introspect/introspect.ts'
import type { Server } from '../ports/directory.ts'
import { targetOf } from './catalogue-import.ts'
import type { CheckProblem } from './check-report.ts'

/** A finding of a policy that is a file of its own. */
export function inFile(file: string, { pointer, ...rest }: Finding): CheckProblem {
  return { ...rest, file, path: pointer }
}

/** The tools of servers by slug, as far as they are known, and why they are not. */
export interface AskedServers {
  readonly tools: ReadonlyMap<string, readonly KnownTool[]>
  readonly unasked: readonly string[]
}

/** Nobody was asked. */
export const NOBODY_ASKED: AskedServers = { tools: new Map(), unasked: [] }

/**
 * Asks servers of a configuration for their tools, one after the other, as the gateway itself would reach them. Whoever
 * asks for that consents to their programs being started.
 * @param only the slug of the one that is meant; undefined: all that a grant reaches
 */
export async function askServers({ servers, grants }: Configuration, only: string | undefined): Promise<AskedServers> {
  const reached = new Set(grants.flatMap(({ reaches }) => [...reaches.keys()]))
  const meant = servers.filter(({ slug }) => (only === undefined ? reached.has(slug) : slug === only))
  const tools = new Map<string, readonly KnownTool[]>()
  const unasked: string[] = []
  if (only !== undefined && meant.length === 0)
    unasked.push(`${only}: the configuration names no such server. Correct the slug.`)
  for (const server of meant) {
    const answer = await introspect(targetOf(server))
    if (answer.outcome === 'failed') unasked.push(`${server.slug}: ${answer.problem}`)
    else tools.set(server.slug, labelled(server, answer.tools))
  }
  return { tools, unasked }
}

function labelled(server: Server, tools: readonly ToolDefinition[]): readonly KnownTool[] {
  const labels = labelTools(server, tools)
  return tools.map(({ name, description, inputSchema, annotations }, at) => {
    const label = labels[at]
    return {
      name,
      ...(description !== undefined && { description }),
      ...(inputSchema !== undefined && { inputSchema }),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      ...(label !== undefined && { label }),
    }
  })
}

/** A configuration that can be in force, and the files it came from. */
export interface LoadedSet {
  readonly set: FileSet
  readonly world: World
  readonly configuration: Configuration
  /** What its loading warned of. */
  readonly warnings: readonly Problem[]
  readonly asked: AskedServers
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** What is to be said of a configuration, with every policy beside the tools of the servers that it governs. */
export function configurationProblems(loaded: LoadedSet): readonly CheckProblem[] {
  const { set, world, configuration, warnings } = loaded
  const document = set.yaml?.ok === true ? set.yaml.document : undefined
  if (document === undefined) return warnings
  // What is wrong with the section itself was told when it was loaded.
  const draft = createDraft(set, world, document)
  const known = new Set<string>()
  const found = [...configuration.policies.values()].flatMap((policy): readonly CheckProblem[] => {
    const text = textOf(draft, policy.id, memberOf(document.value, policy.id))
    if (text === undefined) return []
    const parsed = parsePolicy(text.text)
    for (const warning of parsed.ok ? parsed.warnings : []) known.add(identityOf(text.locate(warning)))
    return policyProblems(text, policy, loaded)
  })
  return [...warnings.filter((warning) => !known.has(identityOf(warning))), ...found]
}

function policyProblems(text: PolicyText, policy: ConfiguredPolicy, loaded: LoadedSet): readonly CheckProblem[] {
  const { findings } = checkPolicy(text.text, surroundingsOf(policy, loaded))
  return findings.map(({ reference, severity, ...finding }) => {
    // Placing does not depend on the code: it is that of a finding the engine knows.
    const { file, path, line, column } = text.locate({ ...finding, code: 'internal', severity: 'warning' })
    const { code, message, remedy } = finding
    return { file, path, line, column, code, message, remedy, severity, reference }
  })
}

/** One thing said of one place. */
export function identityOf({ file, line, column, code, message }: Omit<CheckProblem, 'severity'>): string {
  return [file, line, column, code, message].join('\n')
}

function surroundingsOf({ id }: ConfiguredPolicy, { configuration, asked, at }: LoadedSet): Surroundings {
  const reaches = configuration.grants.flatMap((grant) => [...grant.reaches.values()])
  const own = reaches.filter(({ policy }) => policy?.id === id || policy?.draft === id)
  const above = reaches.filter(({ policy }) => policy?.baselines.includes(id))
  const slugs = new Set([...own, ...above].map(({ server }) => server.slug))
  const lists = [...slugs].flatMap((slug) => asked.tools.get(slug) ?? [])
  const isKnown = [...slugs].every((slug) => asked.tools.has(slug))
  const layers = baselinesOver(own, configuration)
  return {
    at,
    ...(slugs.size > 0 && (isKnown || lists.length > 0) && { tools: lists }),
    // A baseline may name tools of servers that nobody reaches yet.
    isPartOf: !isKnown || above.length > 0,
    layers,
  }
}

/** The baselines that stand over the policy wherever it holds. */
function baselinesOver(
  reaches: readonly { readonly policy: { readonly baselines: readonly string[] } | undefined }[],
  { policies }: Configuration,
): readonly Policy[] {
  const [first, ...others] = reaches.map(({ policy }) => policy?.baselines ?? [])
  const everywhere = (first ?? []).filter((id) => others.every((ids) => ids.includes(id)))
  return everywhere.flatMap((id) => policies.get(id)?.document ?? [])
}

function memberOf(value: unknown, id: string): unknown {
  const policies = ownMember(value, 'policies')
  return ownMember(policies, id)
}

function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
