/** Under what a request of the API is answered. */
import type { Instant } from '@portcullis/engine'
import type { Actor } from './actor.ts'
import type { Control } from './control.ts'

/** One request: who, where, when. */
export interface Context {
  readonly control: Control
  readonly actor: Actor
  /** Id of the organisation that the path names; empty: the installation. It exists, and the actor belongs to it. */
  readonly organisation: string
  readonly at: Instant
  /** The client's address. */
  readonly address: string
  /** What the client calls itself (`User-Agent`): a stranger's text. */
  readonly agent: string
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** Whether the client may still ask what it asked: for streams, whose readers may lose their rights meanwhile. */
  readonly stands: () => Promise<boolean>
  /** A header field of the request, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** Revision that the client last saw (`If-Match`); undefined: it does not say. */
  readonly expected: number | undefined
}
