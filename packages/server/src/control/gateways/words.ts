/** What gateways of one database tell one another at once. All of it can be missed: each looks by itself as well. */
import { z } from 'zod'
import type { Touched } from '../change/mutate.ts'

const ids = z.array(z.string()).max(1000)

const WORD = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('directory'),
    epoch: z.int().min(0),
    organisations: ids,
    servers: ids,
    policies: ids,
    grants: ids,
    kills: ids,
  }),
  z.object({ kind: z.literal('approvals'), organisation: z.string(), ids }),
  z.object({
    kind: z.literal('credentials'),
    of: z.array(z.object({ server: z.string(), owner: z.string() })).max(1000),
  }),
  z.object({
    kind: z.literal('decisions'),
    organisation: z.string(),
    made: ids,
    since: z.int(),
    until: z.int(),
    ended: ids,
  }),
])

/**
 * Rows of the directory changed; questions stand otherwise; credentials for servers are others; decisions were indexed: some
 * that were made from `since` to `until`, and the ends of others.
 */
export type GatewayWord = z.infer<typeof WORD>

/** The word as text. */
export const printWord = (word: GatewayWord): string => JSON.stringify(word)

/** The word of a text; undefined: it is none that this version knows. */
export function readWord(text: string): GatewayWord | undefined {
  try {
    return WORD.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Of rows that a change touched. */
export const directoryWord = (touched: Touched, epoch: number): GatewayWord => ({
  kind: 'directory',
  epoch,
  organisations: [...touched.organisations],
  servers: [...touched.servers],
  policies: [...touched.policies],
  grants: [...touched.grants],
  kills: [...touched.kills],
})

/** Of credentials that were handed to the gateway: which, never what they are. */
export const credentialsWord = (put: readonly { readonly server: string; readonly owner: string }[]): GatewayWord => ({
  kind: 'credentials',
  of: put.map(({ server, owner }) => ({ server, owner })),
})

/** The rows of the word. */
export const touchedBy = (word: Extract<GatewayWord, { readonly kind: 'directory' }>): Touched => ({
  organisations: new Set(word.organisations),
  servers: new Set(word.servers),
  policies: new Set(word.policies),
  grants: new Set(word.grants),
  kills: new Set(word.kills),
})
