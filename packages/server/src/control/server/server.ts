/** A server of an organisation: what is written of it in its row, and what is read back. */
import { nameLookup, TOOL_CATEGORIES, TOOL_RISKS } from '@portcullis/engine'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { ToolVetting, UpstreamLimits } from '../../ports/directory.ts'
import { FLOW_KINDS } from '../../ports/flow-facts.ts'
import type { ServerTable } from '../../store/sql/tables/servers.ts'

/** How a server is reached, without its secrets. */
export type ServerWay =
  | { readonly kind: 'http' | 'sse'; readonly url: string }
  /** A template of the operator's file, and the parameters that are no secrets. */
  | { readonly kind: 'template'; readonly template: string; readonly parameters: Readonly<Record<string, string>> }

/** Where a server was taken from. */
export type ServerSource =
  | { readonly kind: 'url' }
  | { readonly kind: 'template' }
  | { readonly kind: 'catalogue'; readonly entry: string }
  /** A `server.json`: its name and version. */
  | { readonly kind: 'registry'; readonly name: string; readonly version: string }

/** How calls prove themselves to a server, without the secrets. */
export type UpstreamAuthentication =
  | { readonly kind: 'none' }
  /** Headers with fixed values: their names. */
  | { readonly kind: 'headers'; readonly names: readonly string[] }
  | OAuthAuthentication

/** Tokens of an authorization server. */
export interface OAuthAuthentication {
  readonly kind: 'oauth'
  /** One identity for everybody, or one for each grant's owner. */
  readonly identity: 'server' | 'owner'
  /** Somebody gives consent, or the client's own credentials are enough. */
  readonly flow: 'code' | 'client'
  /** Undefined: whatever the authorization server takes: a metadata document, or a registration. */
  readonly client: GivenClient | undefined
  /** Undefined: what the server asks for. */
  readonly scopes: readonly string[] | undefined
}

/** A client that was registered by hand; its secret or key is sealed. */
export interface GivenClient {
  readonly id: string
  /** The authorization server that knows it; undefined: the one that the server names when it is used first. */
  readonly issuer: string | undefined
  readonly proof: 'none' | 'secret' | 'key'
  /** Of the key, such as `ES256`. */
  readonly algorithm: string | undefined
}

/** A row with its texts read. */
export interface ServerRow
  extends Omit<Selectable<ServerTable>, 'way' | 'source' | 'limits' | 'vetting' | 'authentication'> {
  readonly way: ServerWay
  readonly source: ServerSource
  readonly limits: UpstreamLimits
  readonly vetting: ToolVetting
  readonly authentication: UpstreamAuthentication
}

/** Reads a row's texts: they were written by us. */
export function readServer(row: Selectable<ServerTable>): ServerRow {
  return {
    ...row,
    way: JSON.parse(row.way),
    source: JSON.parse(row.source),
    limits: JSON.parse(row.limits),
    vetting: JSON.parse(row.vetting),
    authentication: JSON.parse(row.authentication),
  }
}

const second = 1000
const milliseconds = (most: number) => z.int().min(100).max(most)

/** Bounds of a server's traffic, milliseconds and bytes; as those of servers in the operator's file. */
export const LIMITS = z.strictObject({
  headersTimeout: milliseconds(86_400 * second).default(300 * second),
  bodyTimeout: milliseconds(86_400 * second).default(300 * second),
  connectTimeout: milliseconds(300 * second).default(10 * second),
  maxConnections: z.int().min(1).max(1024).default(64),
  maxMessageBytes: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .default(8 * 1024 * 1024),
  maxConcurrency: z.int().min(1).max(1024).optional(),
  maxQueued: z.int().min(0).max(65_536).optional(),
  queueTimeout: milliseconds(300 * second).optional(),
  callTimeout: milliseconds(604_800 * second).optional(),
})

const byToolName = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().min(1).max(256), value).superRefine((entries, context) => {
    const lookup = nameLookup(entries)
    if (lookup.ok) return
    const { message } = lookup.flaw
    context.addIssue({
      code: 'custom',
      message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      path: [lookup.name],
    })
  })

/** What an operator says of a server's tools. */
export const VETTING = z.strictObject({
  labels: byToolName(
    z.strictObject({ category: z.enum(TOOL_CATEGORIES), risk: z.enum(TOOL_RISKS).optional() }),
  ).default({}),
  flow: byToolName(z.strictObject({ reads: z.array(z.enum(FLOW_KINDS)).max(FLOW_KINDS.length).readonly() })).default(
    {},
  ),
  trusted: z.boolean().default(false),
  descriptions: z.enum(['flag', 'strip', 'quarantine']).default('flag'),
})

/** `/mcp/<slug>` */
export const SLUG: z.ZodString = z.string().regex(/^[a-z0-9-]{1,63}$/, 'A slug has 1 to 63 of a–z, 0–9 and "-".')

/** As people read it: one line. */
export const LABEL: z.ZodType<string, string> = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text), 'A label is one line of text that can be seen.')
