/**
 * Ids of sessions as clients get them: sealed, so that any gateway of the installation that is shown one knows where the
 * session lives and, where its server keeps it, can go on with it. Nobody else can read, change or make one.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SessionSlot } from '@portcullis/engine'
import type { ReportedClient } from '../upstream/link.ts'

/** What an id says. */
export interface SessionFacts {
  /** Name of the gateway that opened the session. */
  readonly home: string
  /** Random: no two sessions have the same. */
  readonly sid: string
  readonly grant: string
  /** Id of the server. */
  readonly server: string
  /** Digest of the way to the server: a session does not follow it to another place. */
  readonly way: string
  readonly slot: SessionSlot
  /** The id by which its server knows it; undefined: it lives and ends with the gateway that opened it. */
  readonly upstreamId: string | undefined
  readonly client: ReportedClient | undefined
  readonly showsPages: boolean
}

/** Seals and opens ids. */
export interface SessionIds {
  /** Visible ASCII. What a client says of itself is left out where it would make the id longer than 2048 characters. */
  seal(facts: SessionFacts): string
  /** Undefined: it was not sealed with this key. */
  open(text: string): SessionFacts | undefined
}

const PREFIX = 'ps1.'
const LONGEST = 2048
const FORM = /^ps1\.[A-Za-z0-9_-]+$/
const IV_BYTES = 12
const TAG_BYTES = 16
/** Ids of sessions that live elsewhere come with every message: that many are remembered. */
const MOST_OPENED = 10_000

/** @param key 32 bytes, the same for all gateways of the installation */
export function createSessionIds(key: Buffer): SessionIds {
  const opened = new Map<string, SessionFacts>()
  return {
    seal(facts) {
      const whole = seal(key, facts)
      return whole.length <= LONGEST ? whole : seal(key, { ...facts, client: undefined })
    },
    open(text) {
      const known = opened.get(text)
      if (known !== undefined) return known
      const facts = text.length <= LONGEST && FORM.test(text) ? open(key, text) : undefined
      if (facts === undefined) return undefined
      const [oldest] = opened.size < MOST_OPENED ? [] : opened.keys()
      if (oldest !== undefined) opened.delete(oldest)
      opened.set(text, facts)
      return facts
    },
  }
}

function seal(key: Buffer, facts: SessionFacts): string {
  const { home, sid, grant, server, way, slot, upstreamId, client, showsPages } = facts
  const text = JSON.stringify([home, sid, grant, server, way, slot, upstreamId, client, showsPages])
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(PREFIX))
  const sealed = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()])
  return PREFIX + sealed.toString('base64url')
}

function open(key: Buffer, text: string): SessionFacts | undefined {
  const sealed = Buffer.from(text.slice(PREFIX.length), 'base64url')
  if (sealed.length <= IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(PREFIX))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const bytes = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
    return read(bytes.toString())
  } catch {
    return undefined
  }
}

type Written = [string, string, string, string, string, SessionSlot, string | null, ReportedClient | null, boolean]

function read(text: string): SessionFacts {
  // Only what `seal` wrote gets through the authentication.
  const [home, sid, grant, server, way, slot, upstreamId, client, showsPages] = JSON.parse(text) as Written
  const rest = { upstreamId: upstreamId ?? undefined, client: client ?? undefined, showsPages }
  return { home, sid, grant, server, way, slot, ...rest }
}
