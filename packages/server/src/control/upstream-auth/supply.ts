/** Answers the gateway's asks for credentials: held, renewed, obtained, or a link by which somebody gives consent. */
import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'
import type { SuppliedCredential, ToControl } from '../messages.ts'
import { hearReached, LONGEST_PROBLEM } from '../server/health.ts'
import { discover } from './begin.ts'
import { clientOf } from './client-of.ts'
import { type ConnectedServer, connectedServer, tokenOwner } from './connected-server.ts'
import { isUnused, makeConsentLink } from './consent-link.ts'
import { worldOf } from './identity.ts'
import { type BearerChallenge, readChallenge } from './oauth/challenge.ts'
import { isExhausted } from './oauth/scopes.ts'
import { askToken } from './oauth/token.ts'
import { renewTokens } from './renew.ts'
import { findTokens, keepTokens, openTokens, renewalDue, suppliedBy, type TokenRow } from './tokens.ts'

/** An ask of the gateway. */
export type CredentialAsk = Omit<Extract<ToControl, { readonly kind: 'credential' }>, 'kind' | 'ask'>

/** Gives credentials; asks for one place share what is under way for it. */
export interface Supplier {
  supply(ask: CredentialAsk): Promise<SuppliedCredential>
}

/** Milliseconds for which one link is given again, so that a model that tries and tries makes no heap of them. */
const SAME_LINK = 60_000
/** Milliseconds after a renewal within which a refusal is not answered by another one. */
const FRESH = 60_000
/** Links that are remembered. */
const REMEMBERED = 10_000

interface Place {
  readonly server: ConnectedServer
  /** Empty: everybody's. */
  readonly owner: string
}

/** Prepares it for one control plane. */
export function createSupplier(control: Control): Supplier {
  const underWay = new Map<string, Promise<SuppliedCredential>>()
  const links = createLinks(control)
  return {
    async supply({ server: id, owner: asking, refused }) {
      const server = await connectedServer(control, id)
      if (server === undefined) return nothing(id, asking)
      const place = { server, owner: tokenOwner(server, asking) }
      const key = JSON.stringify([id, place.owner, refused?.status, refused?.challenge])
      const begun = underWay.get(key) ?? supplyOnce(control, place, refused, links).finally(() => underWay.delete(key))
      underWay.set(key, begun)
      return begun
    },
  }
}

const nothing = (server: string, owner: string): SuppliedCredential => ({
  server,
  owner,
  headers: undefined,
  expires: undefined,
  consent: undefined,
})

type GiveLink = (place: Place, challenge: BearerChallenge | undefined) => Promise<string>

async function supplyOnce(
  control: Control,
  place: Place,
  refused: CredentialAsk['refused'],
  link: GiveLink,
): Promise<SuppliedCredential> {
  const { server, owner } = place
  const challenge = refused === undefined ? undefined : readChallenge(refused.challenge)
  const row = await findTokens(control, server.id, owner)
  if (row !== undefined) {
    if (refused?.status === 403) return stepUp(control, place, row, { challenge, link })
    const held = await usable(control, place, row, refused !== undefined)
    if (held !== undefined) return held
  }
  if (server.authentication.flow === 'client')
    return (await obtain(control, place, challenge)) ?? nothing(server.id, owner)
  return { ...nothing(server.id, owner), consent: await link(place, challenge) }
}

/** The token as it is, or renewed; undefined: there is none that would be taken. */
async function usable(
  control: Control,
  { server, owner }: Place,
  row: TokenRow,
  isRefused: boolean,
): Promise<SuppliedCredential | undefined> {
  const now = control.clock.now()
  const due = renewalDue(row)
  if (!isRefused && (due === undefined || due > now)) return supplied(control, server, row)
  const renewable = row.renewable === 1 && !(isRefused && now - row.obtained < FRESH)
  const renewal = renewable ? await renewTokens(control, server, owner, row.obtained) : 'lost'
  if (renewal === 'renewed') {
    const renewed = await findTokens(control, server.id, owner)
    return renewed === undefined ? undefined : supplied(control, server, renewed)
  }
  // What is not over yet is good until then.
  const over = isRefused || (row.expires !== null && row.expires <= now)
  return over ? undefined : supplied(control, server, row)
}

function supplied(control: Control, { url }: ConnectedServer, row: TokenRow): SuppliedCredential | undefined {
  const tokens = openTokens(control, row)
  return tokens === undefined ? undefined : suppliedBy(row, tokens, url)
}

interface StepUp {
  readonly challenge: BearerChallenge | undefined
  readonly link: GiveLink
}

/** A call needs more scopes than the token has; for other calls it stays as good as it was. */
async function stepUp(
  control: Control,
  place: Place,
  row: TokenRow,
  { challenge, link }: StepUp,
): Promise<SuppliedCredential> {
  const { server, owner } = place
  const held = supplied(control, server, row) ?? nothing(server.id, owner)
  const earlier = row.scope === '' ? [] : row.scope.split(' ')
  const isFor = challenge?.scope !== undefined && challenge.error !== 'invalid_token'
  if (!isFor || isExhausted(challenge, earlier)) return held
  if (server.authentication.flow === 'client') return (await obtain(control, place, challenge)) ?? held
  return { ...held, consent: await link(place, challenge) }
}

/** A token by the client's own credentials; undefined: there is none, and the row says why. */
async function obtain(
  control: Control,
  { server, owner }: Place,
  challenge: BearerChallenge | undefined,
): Promise<SuppliedCredential | undefined> {
  const discovered = await discover(control, { server, owner, challenge })
  if (!discovered.ok) return unobtained(control, server, discovered.problem)
  const { authorization, resource, scope } = discovered.value
  const client = await clientOf(control, server, authorization)
  if (!client.ok) return unobtained(control, server, client.problem)
  const parties = { server: authorization, client: client.value, resource }
  const at = control.clock.now()
  const tokens = await askToken(worldOf(control, server.url), parties, { kind: 'client', scope }, at)
  if (!tokens.ok) return unobtained(control, server, tokens.problem)
  const { id, organisation } = server
  const terms = { issuer: authorization.issuer, resource, scope: scope ?? [] }
  await transact(control.db, (tx) =>
    keepTokens(
      control,
      tx,
      { server: id, owner, organisation },
      { tokens: { ...tokens.value, refresh: undefined }, terms, at },
    ),
  )
  const row = await findTokens(control, id, owner)
  return row === undefined ? undefined : supplied(control, server, row)
}

/** Said once, however often it is tried. */
async function unobtained(
  control: Control,
  { id, organisation, slug }: ConnectedServer,
  why: string,
): Promise<undefined> {
  const problem = `No token could be obtained: ${why}`
  const known = await control.db
    .selectFrom('server_health')
    .select('problem')
    .where('server', '=', id)
    .executeTakeFirst()
  await hearReached(control, { server: id, at: control.clock.now(), problem })
  if (known?.problem !== problem.slice(0, LONGEST_PROBLEM)) control.say(`${organisation}/${slug}: ${problem}`)
  return undefined
}

/** Gives the same link for a while. */
function createLinks(control: Control): GiveLink {
  const given = new Map<string, { readonly url: string; readonly until: number }>()
  return async (place, challenge) => {
    const key = JSON.stringify([place.server.id, place.owner, challenge])
    const now = control.clock.monotonic()
    const same = given.get(key)
    if (same !== undefined && same.until > now && (await isUnused(control, same.url))) return same.url
    const { url } = await makeConsentLink(control, { ...place, challenge })
    given.delete(key)
    given.set(key, { url, until: now + SAME_LINK })
    for (const oldest of given.keys()) if (given.size > REMEMBERED) given.delete(oldest)
    return url
  }
}
