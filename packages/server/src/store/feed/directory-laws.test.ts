import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { FeedChange, FeedGrant, FeedRows } from '../../ports/directory-feed.ts'
import { createFedDirectory } from './directory.ts'
import { feedGrant, feedKill, feedOrganisation, feedPolicy, feedServer, part, whole } from './sample.contract.ts'

const ORGANISATIONS = ['org_a', 'org_b'] as const
const SLUGS = ['one', 'two', 'gone'] as const
const DIGESTS = ['d0', 'd1', 'd2', 'd3'] as const
const KINDS = ['organisations', 'servers', 'policies', 'grants', 'kills'] as const

const organisation = fc.constantFrom(...ORGANISATIONS)
const index = fc.nat({ max: 2 })
const id = (prefix: string): fc.Arbitrary<string> => index.map((n) => `${prefix}_${n}`)
const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined })

const row = {
  organisations: fc
    .record({ id: organisation, baseline: optional(id('pol')) })
    .map(({ id: name, ...more }) => feedOrganisation(name, more)),
  servers: fc
    .record({ n: index, organisation, baseline: optional(id('pol')) })
    .map(({ n, ...more }) => feedServer(`srv_${n}`, { ...more, slug: SLUGS[n] ?? '' })),
  policies: fc
    .record({ id: id('pol'), organisation, version: fc.constantFrom('1', '2') })
    .map(({ id: name, ...more }) => feedPolicy(name, { default: 'allow' }, more)),
  grants: fc
    .record({
      n: index,
      organisation,
      expires: optional(fc.constantFrom(50, 150)),
      reaches: fc.array(fc.record({ server: id('srv'), policy: optional(id('pol')), shadow: fc.constant(undefined) })),
      tokens: fc.uniqueArray(
        fc.record({
          digest: fc.constantFrom(...DIGESTS),
          expires: optional(fc.constantFrom(50, 150)),
          audience: optional(fc.constantFrom(...SLUGS)),
        }),
        { selector: ({ digest }) => digest },
      ),
    })
    // No two grants have the same token.
    .map(({ n, tokens, ...more }) =>
      feedGrant(`gr_${n}`, '', { ...more, tokens: tokens.map((one) => ({ ...one, digest: `${n}${one.digest}` })) }),
    ),
  kills: fc
    .record({
      n: index,
      organisation,
      stops: fc.oneof(
        fc.constant({ kind: 'organisation' } as const),
        id('srv').map((server) => ({ kind: 'server', server }) as const),
        id('gr').map((grant) => ({ kind: 'grant', grant }) as const),
      ),
    })
    .map(({ n, organisation: of, stops }) => feedKill(`kill_${n}`, stops, { organisation: of })),
}

const unique = <T extends { readonly id: string }>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(one, { selector: (made) => made.id, maxLength: 3 })
const rows: fc.Arbitrary<FeedRows> = fc.record({
  organisations: unique(row.organisations),
  servers: unique(row.servers),
  policies: unique(row.policies),
  grants: unique(row.grants),
  kills: unique(row.kills),
})
const dropped = fc.record({
  organisations: fc.subarray([...ORGANISATIONS]),
  servers: fc.uniqueArray(id('srv')),
  policies: fc.uniqueArray(id('pol')),
  grants: fc.uniqueArray(id('gr')),
  kills: fc.uniqueArray(id('kill')),
})
const change: fc.Arbitrary<FeedChange> = fc.oneof(
  { weight: 1, arbitrary: rows.map((put) => whole(put)) },
  { weight: 4, arbitrary: fc.tuple(rows, dropped).map(([put, drop]) => part(put, drop)) },
)

/** What holds, by the plainest reading of the rows. */
class Plain {
  private held = new Map<string, FeedRows[(typeof KINDS)[number]][number]>()

  feed({ extent, put, drop }: FeedChange): void {
    if (extent === 'whole') this.held = new Map()
    for (const kind of KINDS) for (const gone of drop[kind]) this.held.delete(`${kind} ${gone}`)
    for (const kind of KINDS) for (const one of put[kind]) this.held.set(`${kind} ${one.id}`, one)
  }

  /** In words that can be compared. */
  caller(digest: string, slug: string, at: number): string {
    const all = <K extends (typeof KINDS)[number]>(kind: K): FeedRows[K][number][] =>
      [...this.held].flatMap(([key, one]) => (key.startsWith(`${kind} `) ? [one as FeedRows[K][number]] : []))
    const grant = all('grants').find(({ tokens }) => tokens.some((token) => token.digest === digest))
    const token = grant?.tokens.find((one) => one.digest === digest)
    if (grant === undefined || token === undefined) return 'unknown_token'
    if (Math.min(grant.expires ?? 1e9, token.expires ?? 1e9) <= at) return 'expired'
    if (token.audience !== undefined && token.audience !== slug) return 'unknown_token'
    const server = this.reached(grant, slug, all('servers'))
    const over = all('organisations').find((one) => one.id === grant.organisation)
    if (server === undefined || over === undefined) return 'unknown_server'
    const reach = grant.reaches.find((one) => one.server === server.id)
    const policy = (name: string | undefined) =>
      all('policies').find((one) => one.id === name && one.organisation === grant.organisation)
    const baselines = [over.baseline, server.baseline].filter((name) => name !== undefined)
    const own = policy(reach?.policy)
    const isWhole = baselines.every((name) => policy(name) !== undefined)
    const stops = all('kills').filter((one) => one.organisation === grant.organisation)
    const stopped = stops.some(({ stops: what }) =>
      what.kind === 'server' ? what.server === server.id : what.kind === 'grant' ? what.grant === grant.id : true,
    )
    return `${grant.id} ${server.id} ${own && isWhole ? `${own.id}@${own.version}` : 'denied'} ${stopped}`
  }

  private reached(grant: FeedGrant, slug: string, servers: FeedRows['servers']) {
    return grant.reaches
      .flatMap(({ server }) => servers.filter((one) => one.id === server && one.organisation === grant.organisation))
      .find((one) => one.slug === slug)
  }
}

const told = (caller: Caller | CallerRefusal): string => {
  if (typeof caller === 'string') return caller
  const { grant, server, policy, stopped } = caller
  const held = policy === undefined ? 'denied' : `${policy.id}@${policy.version}`
  return `${grant.subject.grant} ${server.id} ${held} ${stopped !== undefined}`
}

it('a fed directory says what a plain reading of the rows says, after any changes', () => {
  const tokens = [0, 1, 2].flatMap((n) => DIGESTS.map((digest) => `${n}${digest}`))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const directory = createFedDirectory({ servers: [], grants: [] }, () => undefined)
      const plain = new Plain()
      for (const one of changes) {
        directory.feed(one)
        plain.feed(one)
        for (const digest of tokens) {
          for (const [slug, at] of SLUGS.flatMap((each) => [0, 100, 200].map((instant) => [each, instant] as const))) {
            const said = `${digest} ${slug} ${at}: `
            expect(said + told(directory.caller(digest, slug, at))).toBe(said + plain.caller(digest, slug, at))
          }
        }
      }
    }),
    { numRuns: 40 },
  )
})
