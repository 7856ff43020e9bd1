/** What a relayed answer needs of the flow. */
import type { OutcomeEvent } from '../../ports/audit-sink.ts'
import type { Downstream } from '../downstream.ts'
import type { Refusal } from '../errors.ts'
import type { ResumePoint } from '../session/resume-point.ts'
import type { UpstreamFailure } from '../upstream/link.ts'
import type { RequestMessage } from '../wire/message.ts'
import type { SecretSearch } from '../wire/secret-search.ts'
import type { Inspector } from './inspector.ts'
import type { AnswerJudge } from './judge.ts'
import type { StreamOwner } from './server-messages.ts'

/** How a forwarded request ended. */
export type Outcome = OutcomeEvent['outcome']

/** Lends a relayed answer what it is judged by, and is told how it went. */
export interface RelayOwner extends StreamOwner {
  readonly message: RequestMessage
  readonly down: Downstream
  readonly judge: AnswerJudge
  /** What the policy does with results; undefined: they pass as they are. */
  readonly inspector: Inspector | undefined
  /** Credentials that were injected upstream and must never come back. */
  readonly secrets: SecretSearch | undefined
  /** The client finds its request by the answer's id alone. */
  readonly needsId: boolean
  /** What the server says under the gateway's prefix is true: the server is a gateway. */
  readonly trustsOwnMeta: boolean
  onSent(): void
  /** The server's answer has begun: undefined; or why it did not. Called at most once; not for a link that was over before. */
  onReached(failure: UpstreamFailure | undefined, sent: boolean): void
  /** The upstream opened a session with this answer, or none; returns the id that the client is told. */
  onSession(upstreamId: string | undefined): string | undefined
  /** The upstream says that this session is over. */
  onSessionOver(): void
  /** The stream ended without the answer, which may still come on another one. `true`: it is waited for there. */
  onDetached(point: ResumePoint): boolean
  /** An exception while the answer was judged: it is withheld. */
  onBroken(cause: unknown): void
  /** Called exactly once. `sent`: some byte of the request may have reached the server. */
  onDone(outcome: Outcome, sent: boolean): void
  /** A refusal as an answer to this request, in the client's form. */
  refusalBytes(found: Refusal): { readonly status: number; readonly body: Buffer }
}
