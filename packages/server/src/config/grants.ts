/** From the section `grants` to grants and what they reach. */
import type { Grant, Server } from '../ports/directory.ts'
import type { ConfiguredGrant, ConfiguredPolicy, Reach } from './configuration.ts'
import type { Draft } from './draft.ts'
import { didYouMean } from './nearest.ts'
import type { Path } from './problem.ts'
import type { ConfigurationFile } from './schema.ts'
import type { GrantSection } from './section/grant.ts'

/** What grants refer to. */
export interface Targets {
  readonly servers: ReadonlyMap<string, Server>
  readonly policies: ReadonlyMap<string, ConfiguredPolicy>
}

/** Resolves every grant; ids and digests have to be unique, and references have to lead somewhere. */
export function resolveGrants(draft: Draft, file: ConfigurationFile, targets: Targets): readonly ConfiguredGrant[] {
  judgeUnique(draft, file.grants, 'id')
  judgeUnique(draft, file.grants, 'token_sha256')
  judgeUnused(draft, file)
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
  const used = new Set(file.grants.flatMap((grant) => Object.values(grant.servers)))
  for (const id of Object.keys(file.policies).filter((policy) => !used.has(policy))) {
    draft.report({
      path: ['policies', id],
      at: 'key',
      code: 'unused',
      severity: 'warning',
      message: `No grant uses the policy ${JSON.stringify(id)}.`,
      remedy: 'Name it in the `servers` of a grant, or remove it.',
    })
  }
}

function resolveReaches(
  draft: Draft,
  file: ConfigurationFile,
  section: GrantSection,
  targets: Targets & { readonly path: Path },
): ReadonlyMap<string, Reach> {
  const reaches = new Map<string, Reach>()
  for (const [slug, id] of Object.entries(section.servers)) {
    const path = [...targets.path, slug]
    if (!Object.hasOwn(file.servers, slug)) draft.report(unknownServer(path, slug, Object.keys(file.servers)))
    if (id === null) draft.report(noPolicy(path, slug))
    else if (!Object.hasOwn(file.policies, id)) draft.report(unknownPolicy(path, id, Object.keys(file.policies)))
    const server = targets.servers.get(slug)
    if (server !== undefined) reaches.set(slug, { server, policy: id === null ? undefined : targets.policies.get(id) })
  }
  return reaches
}

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
