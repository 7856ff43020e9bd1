/** A server that is about to be added: what is typed, and what is sent. */
import type { Asking } from '../../../api/api.ts'

type Body = Asking<'servers.create'>['body']

/** Where it comes from. */
export type From = Body['from']

/** How calls prove themselves to it. */
export type Proof = 'none' | 'bearer' | 'header' | 'oauth'

/** What is typed beside where it comes from. */
export interface Typed {
  /** Undefined: the suggested one. */
  readonly slug: string | undefined
  readonly proof: Proof
  readonly header: string
  readonly secret: string
}

/** Nothing yet. */
export const UNTYPED: Typed = { slug: undefined, proof: 'none', header: 'X-API-Key', secret: '' }

/** How a server is told of a credential. */
export function authenticationOf({ proof, header, secret }: Typed): NonNullable<Body['authentication']> {
  switch (proof) {
    case 'none':
      return { kind: 'none' }
    case 'bearer':
      return { kind: 'headers', headers: { Authorization: `Bearer ${secret}` } }
    case 'header':
      return { kind: 'headers', headers: { [header]: secret } }
    case 'oauth':
      return { kind: 'oauth' }
    default:
      return proof satisfies never
  }
}
