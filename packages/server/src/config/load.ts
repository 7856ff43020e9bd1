/** From the files of a configuration to a version that can be in force, or to everything that is wrong with them. */
import { findTokens } from '../crypto/token.ts'
import { createLayers } from '../policies/layers.ts'
import type { Configuration } from './configuration.ts'
import { createDraft, type Draft, type World } from './draft.ts'
import type { FileSet, SourceFile } from './file-set.ts'
import { resolveGrants } from './grants.ts'
import { findingsOf } from './issues.ts'
import { judgePermissions } from './permissions.ts'
import { resolvePolicies } from './policies.ts'
import { hasErrors, inOrder, type Problem, toPointer } from './problem.ts'
import { type ConfigurationFile, configurationSchema } from './schema.ts'
import { resolveServers } from './servers.ts'
import { resolveSettings } from './settings.ts'

/** What became of a set of files. */
export type Loaded =
  | { readonly ok: true; readonly configuration: Configuration; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Resolves a set of files. Nothing is half taken: one error refuses the whole.
 * @param earlier the version in force: what did not change keeps its identity, so that connections and counters live on
 */
export function loadConfiguration(set: FileSet, world: World, earlier?: Configuration): Loaded {
  const { yaml } = set
  if (yaml === undefined) return { ok: false, problems: [unreadable(set)] }
  const tokens = tokensIn(set)
  if (!yaml.ok) {
    const faults = yaml.faults.map(
      ({ path, ...fault }): Problem => ({ ...fault, file: set.main, path: toPointer(path), severity: 'error' }),
    )
    return { ok: false, problems: inOrder([...faults, ...tokens]) }
  }
  const draft = createDraft(set, world, yaml.document)
  for (const problem of tokens) draft.add(problem)
  const configuration = resolve(draft, earlier)
  const problems = inOrder(draft.problems())
  if (configuration === undefined || hasErrors(problems)) return { ok: false, problems }
  return { ok: true, configuration, warnings: problems }
}

function resolve(draft: Draft, earlier: Configuration | undefined): Configuration | undefined {
  const { value } = draft.document
  const policies = resolvePolicies(draft, memberOf(value, 'policies'), earlier?.policies ?? new Map())
  refuseProto(draft, value)
  const parsed = configurationSchema.safeParse(value)
  judgePermissions(draft, parsed.data)
  if (!parsed.success) {
    for (const finding of findingsOf(parsed.error.issues, value)) draft.report(finding)
    return undefined
  }
  const file: ConfigurationFile = parsed.data
  const settings = resolveSettings(draft, file)
  const servers = resolveServers(draft, file, earlier?.servers ?? [])
  const layers = createLayers(earlier?.layered ?? new Map())
  const grants = resolveGrants(draft, file, { servers, policies, layers })
  const { digest } = draft.set
  return { settings, servers: [...servers.values()], policies, layered: layers.made, grants, digest }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

/** Such a key would be passed over in silence by whatever copies objects, so it is refused everywhere but in policies. */
function refuseProto(draft: Draft, value: unknown): void {
  const search = (at: unknown, path: readonly (string | number)[]): void => {
    if (typeof at !== 'object' || at === null || path[0] === 'policies') return
    for (const [key, member] of Object.entries(at)) {
      const below = [...path, Array.isArray(at) ? Number(key) : key]
      if (key === '__proto__') {
        draft.report({
          path: below,
          at: 'key',
          code: 'unknown_key',
          message: '"__proto__" is not a key of any section.',
          remedy: 'Remove it.',
        })
      } else search(member, below)
    }
  }
  search(value, [])
}

function unreadable({ main, files }: FileSet): Problem {
  const file = files.get(main)
  const cause = file?.ok === false ? file.cause : 'unknown cause'
  return {
    file: main,
    line: 1,
    column: 1,
    path: '',
    code: 'unreadable',
    severity: 'error',
    message: `The configuration cannot be read: ${cause}.`,
    remedy: 'Correct the path, or the permissions of the file.',
  }
}

/** Whoever reads a file that holds a token can use it; the gateway needs digests only. */
function tokensIn({ files }: FileSet): readonly Problem[] {
  return [...files.values()].flatMap((file) =>
    file.ok ? findTokens(file.text).map((offset) => rawToken(file, offset)) : [],
  )
}

function rawToken(file: SourceFile & { readonly ok: true }, offset: number): Problem {
  const before = file.text.slice(0, offset)
  return {
    file: file.path,
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
    path: '',
    code: 'raw_token',
    severity: 'error',
    message: 'Here stands a grant’s token itself; whoever reads this file can use it.',
    remedy: 'Remove it, make a new one with `portcullis grant new`, and write its digest into `token_sha256`.',
  }
}
