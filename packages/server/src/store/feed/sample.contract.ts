/** Rows for tests: a whole directory, and single changes. */
import type {
  FeedChange,
  FeedGrant,
  FeedKill,
  FeedOrganisation,
  FeedPolicy,
  FeedRows,
  FeedServer,
} from '../../ports/directory-feed.ts'

/** Bounds that no test meets. */
export const LIMITS = {
  headersTimeout: 10_000,
  bodyTimeout: 10_000,
  connectTimeout: 5000,
  maxConnections: 32,
  maxMessageBytes: 1024 * 1024,
} as const

export const feedServer = (id: string, more: Partial<FeedServer> = {}): FeedServer => ({
  id,
  organisation: 'org_a',
  slug: id.replace('srv_', ''),
  transport: { kind: 'http', url: `https://${id.replace('_', '-')}.example/mcp`, headers: {} },
  limits: LIMITS,
  vetting: { labels: {}, trusted: false, descriptions: 'flag' },
  baseline: undefined,
  authentication: 'none',
  pins: undefined,
  ...more,
})

export const feedPolicy = (id: string, document: object, more: Partial<FeedPolicy> = {}): FeedPolicy => ({
  id,
  organisation: 'org_a',
  version: '1',
  text: JSON.stringify({ version: '1', ...document }),
  ...more,
})

export const feedGrant = (id: string, digest: string, more: Partial<FeedGrant> = {}): FeedGrant => ({
  id,
  organisation: 'org_a',
  label: id,
  owner: 'ann',
  tags: {},
  expires: undefined,
  addresses: [],
  tokens: [{ digest, expires: undefined, audience: undefined }],
  reaches: [{ server: 'srv_shop', policy: 'pol_open', shadow: undefined }],
  ...more,
})

export const feedKill = (id: string, stops: FeedKill['stops'], more: Partial<FeedKill> = {}): FeedKill => ({
  id,
  organisation: 'org_a',
  stops,
  reason: 'An incident is being looked into.',
  ...more,
})

export const feedOrganisation = (id: string, more: Partial<FeedOrganisation> = {}): FeedOrganisation => ({
  id,
  baseline: undefined,
  ...more,
})

const NOTHING: FeedRows = { organisations: [], servers: [], policies: [], grants: [], kills: [] }
const NONE = { organisations: [], servers: [], policies: [], grants: [], kills: [] } as const

/** Everything that there is. */
export const whole = (put: Partial<FeedRows>): FeedChange => ({
  extent: 'whole',
  put: { ...NOTHING, ...put },
  drop: NONE,
})

/** What changes. */
export const part = (put: Partial<FeedRows>, drop: Partial<FeedChange['drop']> = {}): FeedChange => ({
  extent: 'part',
  put: { ...NOTHING, ...put },
  drop: { ...NONE, ...drop },
})
