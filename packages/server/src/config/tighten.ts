/** Whether an edit of the configuration only takes rights away. On doubt it does not. */
import { isDeepStrictEqual } from 'node:util'
import type { ToolVetting } from '../ports/directory.ts'
import type { Configuration, ConfiguredGrant, Settings, TrafficLimits } from './configuration.ts'
import { sameServer } from './servers.ts'
import { policyLoosenings } from './tighten-policy.ts'

/**
 * What the later version allows and the earlier one does not, or what cannot be decided: one sentence each; none when
 * the edit only tightens.
 */
export function loosenings(earlier: Configuration, later: Configuration): readonly string[] {
  return [
    ...settingsLoosenings(earlier.settings, later.settings),
    ...serverLoosenings(earlier, later),
    ...grantLoosenings(earlier, later),
    ...contentLoosenings(earlier, later),
  ]
}

const watchRank = { apply: 0, tighten: 1, off: 2 } as const

function settingsLoosenings(earlier: Settings, later: Settings): readonly string[] {
  const found: string[] = []
  const changed = <K extends keyof Settings>(key: K): boolean => !sameJson(earlier[key], later[key])
  for (const key of [
    'listen',
    'publicUrl',
    'trustedProxies',
    'admin',
    'catalogue',
    'contact',
    'log',
    'dataFolder',
  ] as const) {
    if (changed(key)) found.push(`\`${fileNames[key]}\` changes.`)
  }
  for (const key of ['allowedHosts', 'allowedOrigins', 'allowDestinations'] as const) {
    for (const added of later[key].filter((entry) => !earlier[key].includes(entry))) {
      found.push(`\`${fileNames[key]}\` gets ${JSON.stringify(added)}.`)
    }
  }
  for (const template of later.templates.filter((entry) => !earlier.templates.some((one) => sameJson(one, entry)))) {
    found.push(`The template ${JSON.stringify(template.name)} is new, or changes.`)
  }
  // A certificate that is renewed gives nobody a right; TLS that comes or goes is another matter.
  if ((earlier.tls === undefined) !== (later.tls === undefined)) found.push('`tls` changes.')
  if (watchRank[later.watch] < watchRank[earlier.watch]) found.push(`\`watch\` becomes \`${later.watch}\`.`)
  return [...found, ...limitLoosenings(earlier.limits, later.limits)]
}

const fileNames = {
  listen: 'listen',
  publicUrl: 'public_url',
  trustedProxies: 'trusted_proxies',
  admin: 'admin` or `database',
  catalogue: 'catalogue',
  contact: 'contact',
  log: 'log',
  dataFolder: 'data',
  allowedHosts: 'allowed_hosts',
  allowedOrigins: 'allowed_origins',
  allowDestinations: 'allow_destinations',
} as const

/** Bounds that are tighter when they are smaller; of the others any change counts. */
const bounds: ReadonlySet<keyof TrafficLimits> = new Set([
  'maxBodyBytes',
  'maxDepth',
  'maxHeadBytes',
  'maxConnections',
  'bufferedBytes',
  'bufferedBytesPerGrant',
  'refusalsPerSecond',
  'failedTokensPerMinute',
  'maxSessions',
] as const)

function limitLoosenings(earlier: TrafficLimits, later: TrafficLimits): readonly string[] {
  const keys = Object.keys(later) as (keyof TrafficLimits)[]
  return keys.flatMap((key) => {
    const tighter = bounds.has(key) ? later[key] <= earlier[key] : later[key] === earlier[key]
    return tighter ? [] : [`The limit ${key} changes from ${earlier[key]} to ${later[key]}.`]
  })
}

function serverLoosenings(earlier: Configuration, later: Configuration): readonly string[] {
  const before = new Map(earlier.servers.map((server) => [server.slug, server]))
  return later.servers.flatMap((server) => {
    const known = before.get(server.slug)
    if (known === undefined) return [`The server ${JSON.stringify(server.slug)} is new.`]
    const name = JSON.stringify(server.slug)
    if (!sameServer({ ...known, vetting }, { ...server, vetting }))
      return [`The server ${name} is reached differently.`]
    return vettingLoosenings(known.vetting ?? vetting, server.vetting ?? vetting).map(
      (what) => `The server ${name}: ${what}`,
    )
  })
}

const vetting: ToolVetting = { labels: {}, trusted: false, descriptions: 'flag' }
const descriptionsRank = { flag: 0, strip: 1, quarantine: 2 } as const

/** What a label changes depends on the rules for its class: any change counts. */
function vettingLoosenings(earlier: ToolVetting, later: ToolVetting): readonly string[] {
  const found: string[] = []
  if (!sameJson(earlier.labels, later.labels)) found.push('`labels` change, and rules may go by them.')
  if (!sameJson(earlier.flow, later.flow)) found.push('`flow` changes, and rules may go by what was read.')
  if (later.trusted && !earlier.trusted) found.push('`trusted` becomes true.')
  if (descriptionsRank[later.descriptions] < descriptionsRank[earlier.descriptions]) {
    found.push(`\`descriptions\` becomes \`${later.descriptions}\`.`)
  }
  return found
}

function grantLoosenings(earlier: Configuration, later: Configuration): readonly string[] {
  const before = new Map(earlier.grants.map((entry) => [entry.grant.subject.grant, entry]))
  return later.grants.flatMap((entry) => {
    const id = JSON.stringify(entry.grant.subject.grant)
    const known = before.get(entry.grant.subject.grant)
    if (known === undefined) return [`The grant ${id} is new.`]
    return [...subjectLoosenings(id, known, entry), ...reachLoosenings(id, known, entry)]
  })
}

function subjectLoosenings(id: string, known: ConfiguredGrant, entry: ConfiguredGrant): readonly string[] {
  const found: string[] = []
  if (known.grant.tokenDigest !== entry.grant.tokenDigest) found.push(`The grant ${id} has another token.`)
  if ((entry.grant.expires ?? Number.POSITIVE_INFINITY) > (known.grant.expires ?? Number.POSITIVE_INFINITY)) {
    found.push(`The grant ${id} expires later.`)
  }
  if (!isDeepStrictEqual(known.grant.subject, entry.grant.subject)) {
    found.push(`The grant ${id} has another label, owner or tags, which policies may read.`)
  }
  return found
}

/** The content of the policies themselves is judged once for each, not for each grant. */
function reachLoosenings(id: string, known: ConfiguredGrant, entry: ConfiguredGrant): readonly string[] {
  return [...entry.reaches].flatMap(([slug, { policy }]) => {
    const where = `The grant ${id} on ${JSON.stringify(slug)}`
    const before = known.reaches.get(slug)
    if (before === undefined) return [`The grant ${id} reaches ${JSON.stringify(slug)}.`]
    if (policy === undefined) return []
    if (before.policy === undefined) return [`${where} gets a policy; without one every call is denied.`]
    if (before.policy.id !== policy.id) return [`${where} is under another policy, whose counters start anew.`]
    const lost = before.policy.baselines.filter((id) => !policy.baselines.includes(id))
    return lost.map((id) => `${where} is no longer under the baseline ${JSON.stringify(id)}.`)
  })
}

function contentLoosenings(earlier: Configuration, later: Configuration): readonly string[] {
  const tried = onlyTried(later)
  return [...later.policies].flatMap(([id, { document }]) => {
    const before = earlier.policies.get(id)
    const found = before === undefined || tried.has(id) ? [] : policyLoosenings(before.document, document)
    return found.map((what) => `The policy ${JSON.stringify(id)}: ${what}`)
  })
}

/** Documents that are judged and not enforced: whatever they say, nobody gets a right by it. */
function onlyTried({ layered }: Configuration): ReadonlySet<string> {
  const enforced = new Set([...layered.values()].flatMap(({ id, baselines }) => [id, ...baselines]))
  const drafts = [...layered.values()].flatMap(({ draft }) => draft ?? [])
  return new Set(drafts.filter((id) => !enforced.has(id)))
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
