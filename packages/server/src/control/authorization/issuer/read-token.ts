/** Tokens of issuers elsewhere: verified with their keys, for exactly one resource, and led to a grant by their claims. */
import type { Instant } from '@portcullis/engine'
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { digestToken } from '../../../crypto/token.ts'
import { unrecorded } from '../../change/unrecorded.ts'
import type { Control } from '../../control.ts'
import { readGrant, stateOf } from '../../grant/grant.ts'
import { grantOfClaims, type IssuerRow, readIssuer } from './issuer.ts'
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts'

const SECOND = 1000
/** By so much two clocks may differ. */
const TOLERANCE = 5
/** How long a token is believed before it is verified again, whatever it says of its own end. */
const BELIEVED = 3600 * SECOND
const LONGEST = 8192

/** What a token proves, or why nothing: a sentence. */
export type Proved =
  | { readonly ok: true; readonly grant: string; readonly expires: Instant }
  | { readonly ok: false; readonly because: string }

/** Reads tokens of issuers elsewhere. */
export interface TokenReader {
  /** Looks into a token that nobody knows; what it proves is told to the gateway before this resolves. */
  hear(token: string, audience: string): Promise<void>
  /** What it proves to one organisation's issuer; nothing comes of it. */
  verify(token: string, audience: string, issuer: IssuerRow): Promise<Proved>
}

/** Creates one; keys are kept in it. */
export function createTokenReader(control: Control): TokenReader {
  const keys = createIssuerKeys(control)
  const verify: TokenReader['verify'] = (token, audience, issuer) =>
    verifyToken({ control, keys }, { token, audience, issuer })
  return {
    verify,
    async hear(token, audience) {
      const slug = slugOf(audience)
      const proofs: Proof[] = []
      for (const issuer of await issuersOf(control, token)) {
        const proved = await verify(token, audience, issuer)
        if (proved.ok && (await leadsThere(control, proved.grant, { slug, organisation: issuer.organisation })))
          proofs.push({ issuer, ...proved })
      }
      // What proves grants of two organisations says nothing of which one is meant.
      const [proof] = proofs
      if (proof !== undefined && proofs.length === 1) await keep(control, proof, { token, slug })
    },
  }
}

/** The server's slug in a resource; undefined: all of them. */
const slugOf = (audience: string): string | undefined => /\/(?:mcp|sse)\/([a-z0-9-]{1,63})$/.exec(audience)?.[1]

async function issuersOf({ db }: Control, token: string): Promise<readonly IssuerRow[]> {
  const issuer = token.length > LONGEST ? undefined : claimedIssuer(token)
  if (issuer === undefined) return []
  const rows = await db
    .selectFrom('issuers')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('enabled', '=', 1)
    .limit(100)
    .execute()
  return rows.map(readIssuer)
}

function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

interface World {
  readonly control: Control
  readonly keys: IssuerKeys
}

interface Presented {
  readonly token: string
  readonly audience: string
  readonly issuer: IssuerRow
}

async function verifyToken({ control, keys }: World, presented: Presented): Promise<Proved> {
  const claims = await claimsOf({ control, keys }, presented)
  if (typeof claims === 'string') return { ok: false, because: claims }
  const grant = grantOfClaims(presented.issuer.rules, claims)
  if (grant === undefined) return { ok: false, because: 'It is good, but no rule fits its claims.' }
  const now = control.clock.now()
  return { ok: true, grant, expires: Math.min(Math.floor((claims.exp ?? 0) * SECOND), now + BELIEVED) }
}

async function claimsOf(
  { control, keys }: World,
  { token, audience, issuer }: Presented,
): Promise<JWTPayload | string> {
  const options = {
    issuer: issuer.issuer,
    audience,
    algorithms: [...issuer.algorithms],
    clockTolerance: TOLERANCE,
    currentDate: new Date(control.clock.now()),
    requiredClaims: ['exp'],
  }
  for (const fresh of [false, true]) {
    const found = await keys.of(issuer, fresh)
    if (!found.ok) return found.problem
    try {
      return (await jwtVerify(token, found.find, options)).payload
    } catch (error) {
      if (fresh || !(error instanceof errors.JWKSNoMatchingKey)) return reasonOf(error)
    }
  }
  return reasonOf(undefined)
}

/** Why a token is not good, without anything of it. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'It has expired.'
  if (error instanceof errors.JWTClaimValidationFailed) return `Its claim \`${error.claim}\` is not as it has to be.`
  if (error instanceof errors.JWKSNoMatchingKey) return 'It is signed with a key that is not among those of its issuer.'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'Its signature is not that of its issuer.'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It is signed with an algorithm that is not taken.'
  return 'It is no token that can be read.'
}

/** Whether a grant is active, of that organisation, and leads to that server. */
async function leadsThere(
  { db, clock }: Control,
  id: string,
  { slug, organisation }: { readonly slug: string | undefined; readonly organisation: string },
): Promise<boolean> {
  const grant = await db
    .selectFrom('grants')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', organisation)
    .where('template', '=', '')
    .executeTakeFirst()
  if (grant === undefined || stateOf(readGrant(grant), clock.now()) !== 'active') return false
  if (slug === undefined) return true
  const reach = await db
    .selectFrom('grant_reaches')
    .innerJoin('servers', 'servers.id', 'grant_reaches.server')
    .select('servers.id')
    .where('grant_reaches.holder', '=', id)
    .where('servers.slug', '=', slug)
    .executeTakeFirst()
  return reach !== undefined
}

interface Proof {
  readonly issuer: IssuerRow
  readonly grant: string
  readonly expires: Instant
}

/** Keeps the token's digest as one more proof of its grant. */
async function keep(
  control: Control,
  { issuer, grant, expires }: Proof,
  { token, slug }: { readonly token: string; readonly slug: string | undefined },
): Promise<void> {
  const fields = {
    organisation: issuer.organisation,
    issuer: issuer.id,
    grant_id: grant,
    audience: slug ?? '',
    expires,
  }
  await unrecorded(control, async (tx, touch) => {
    await tx
      .insertInto('issued_tokens')
      .values({ digest: digestToken(token), ...fields })
      .onConflict((conflict) => conflict.column('digest').doUpdateSet(fields))
      .execute()
    touch('grants', grant)
  })
}
