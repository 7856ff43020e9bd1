/** From the section `grants` to grants and what they reach. */
import type { LayeredPolicy, Layers } from '../policies/layers.ts'
import type { Grant, Server } from '../ports/directory.ts'
import type { ConfiguredGrant, ConfiguredPolicy, Reach } from './configuration.ts'
import type { Draft } from './draft.ts'
import { didYouMean } from './nearest.ts'
import type { Path } from './problem.ts'
import type { ConfigurationFile } from './schema.ts'
import type { GrantSection, ReachSection } from './section/grant.ts'

/** What grants refer to. */
export interface Targets {
  readonly servers: ReadonlyMap<string, Server>
  readonly policies: ReadonlyMap<string, ConfiguredPolicy>
  readonly layers: Layers
}

/** Resolves every grant; ids and digests have to be unique, and references have to lead somewhere. */
export function resolveGrants(draft: Draft, file: ConfigurationFile, targets: Targets): readonly ConfiguredGrant[] {
  judgeUnique(draft, file.grants, 'id')
  judgeUnique(draft, file.grants, 'token_sha256')
  judgeUnused(draft, file)
  judgeBaselines(draft, file)
  return file.grants.map((section, i) => ({
    grant: grantOf(section),
    reaches: resolveReaches(draft, file, section, { path: ['grants', i, 'servers'], ...targets }),
  }))
}

/** There is one organisation where the configuration is a file. */
const organisation = 'local'

const grantOf = (section: GrantSection): Grant => ({
  subject: {
    organisation,
    grant: section.id,
    label: section.label ?? section.id,
    owner: section.owner,
    tags: section.tags,
  },
  tokenDigest: section.token_sha256,
  expires: section.expires,
})

function judgeUnique(draft: Draft, grants: readonly GrantSection[], key: 'id' | 'token_sha256'): void {
  const first = new Map<string, number>()
  for (const [i, grant] of grants.entries()) {
    const before = first.get(grant[key])
    if (before === undefined) first.set(grant[key], i)
    else {
      draft.report({
        path: ['grants', i, key],
        code: 'duplicate',
        message:
          key === 'id'
            ? `Two grants have the id ${JSON.stringify(grant.id)}.`
            : `This token already belongs to the grant ${JSON.stringify(grants[before]?.id)}.`,
        remedy:
          key === 'id'
            ? 'Give each grant an id of its own.'
            : 'Make a token of its own for each grant: `portcullis grant new`.',
      })
    }
  }
}

function judgeUnused(draft: Draft, file: ConfigurationFile): void {
  const used = new Set<string | undefined>([
    file.baseline,
    ...Object.values(file.servers).map(({ baseline }) => baseline),
    ...file.grants.flatMap((grant) => Object.values(grant.servers).flatMap(documentsOf)),
  ])
  for (const id of Object.keys(file.policies).filter((policy) => !used.has(policy))) {
    draft.report({
      path: ['policies', id],
      at: 'key',
      code: 'unused',
      severity: 'warning',
      message: `No grant uses the policy ${JSON.stringify(id)}, and it is no baseline.`,
      remedy: 'Name it in the `servers` of a grant, or remove it.',
    })
  }
}

/** What is written for a server of a grant, in its long form; undefined: no policy. */
function reachOf(written: string | null | ReachSection): ReachSection | undefined {
  if (written === null) return undefined
  return typeof written === 'string' ? { policy: written } : written
}

function documentsOf(written: string | null | ReachSection): readonly string[] {
  const { policy, shadow } = reachOf(written) ?? {}
  return [policy, shadow].filter((id) => id !== undefined)
}

/** Baselines are references as well, whoever reaches the server. */
function judgeBaselines(draft: Draft, file: ConfigurationFile): void {
  const known = Object.keys(file.policies)
  const judge = (path: Path, id: string | undefined): void => {
    if (id !== undefined && !Object.hasOwn(file.policies, id)) draft.report(unknownPolicy(path, id, known))
  }
  judge(['baseline'], file.baseline)
  for (const [slug, { baseline }] of Object.entries(file.servers)) judge(['servers', slug, 'baseline'], baseline)
}

function resolveReaches(
  draft: Draft,
  file: ConfigurationFile,
  section: GrantSection,
  targets: Targets & { readonly path: Path },
): ReadonlyMap<string, Reach> {
  const reaches = new Map<string, Reach>()
  for (const [slug, written] of Object.entries(section.servers)) {
    const path = [...targets.path, slug]
    if (!Object.hasOwn(file.servers, slug)) draft.report(unknownServer(path, slug, Object.keys(file.servers)))
    const wanted = reachOf(written)
    if (wanted === undefined) draft.report(noPolicy(path, slug))
    else judgeReach(draft, file, wanted, { path, long: typeof written !== 'string' })
    const server = targets.servers.get(slug)
    if (server === undefined) continue
    reaches.set(slug, { server, policy: wanted && policyOf(draft, file, { ...wanted, slug }, targets) })
  }
  return reaches
}
function judgeReach(
  draft: Draft,
  file: ConfigurationFile,
  { policy, shadow }: ReachSection,
  { path, long }: { readonly path: Path; readonly long: boolean },
): void {
  const known = Object.keys(file.policies)
  if (!known.includes(policy)) draft.report(unknownPolicy(long ? [...path, 'policy'] : path, policy, known))
  if (shadow === undefined) return
  if (!known.includes(shadow)) draft.report(unknownPolicy([...path, 'shadow'], shadow, known))
  if (shadow === policy) draft.report(sameShadow([...path, 'shadow'], policy))
}

/** Undefined where a document is missing or does not go with the others, which is an error. */
function policyOf(
  draft: Draft,
  file: ConfigurationFile,
  wanted: ReachSection & { readonly slug: string },
  { policies, layers, path }: Targets & { readonly path: Path },
): LayeredPolicy | undefined {
  const over = [file.baseline, file.servers[wanted.slug]?.baseline].filter((id) => id !== wanted.policy)
  const baselines = [...new Set(over)].flatMap((id) => policies.get(id ?? '') ?? [])
  const own = policies.get(wanted.policy)
  if (own === undefined) return undefined
  const found = layers.of({ baselines, own, draft: policies.get(wanted.shadow ?? '') })
  if (typeof found !== 'string') return found
  draft.report(notTogether([...path, wanted.slug], found))
  return undefined
}

const notTogether = (path: Path, message: string) =>
  ({
    path,
    code: 'wrong_value',
    message,
    remedy:
      'Name an enforced policy here and the draft as `shadow`, or give the server or the whole file a `baseline`.',
  }) as const

const sameShadow = (path: Path, id: string) =>
  ({
    path,
    code: 'wrong_value',
    message: `The policy ${JSON.stringify(id)} is to be tried beside itself.`,
    remedy: 'Name another policy as `shadow`: a copy with the changes that you want to try.',
  }) as const

const unknownServer = (path: Path, slug: string, known: readonly string[]) =>
  ({
    path,
    at: 'key',
    code: 'unknown_server',
    message: `There is no server ${JSON.stringify(slug)}.${didYouMean(slug, known)}`,
    remedy: known.length === 0 ? 'Add it to `servers`.' : `Add it to \`servers\`, or name one of: ${known.join(', ')}.`,
  }) as const

const unknownPolicy = (path: Path, id: string, known: readonly string[]) =>
  ({
    path,
    code: 'unknown_policy',
    message: `There is no policy ${JSON.stringify(id)}.${didYouMean(id, known)}`,
    remedy:
      known.length === 0 ? 'Add it to `policies`.' : `Add it to \`policies\`, or name one of: ${known.join(', ')}.`,
  }) as const

const noPolicy = (path: Path, slug: string) =>
  ({
    path,
    code: 'no_policy',
    severity: 'warning',
    message: `Without a policy, every call of this grant to ${JSON.stringify(slug)} is denied.`,
    remedy: 'Name a policy, or remove the server from the grant.',
  }) as const
