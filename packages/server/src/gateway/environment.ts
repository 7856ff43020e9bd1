/** What the flow works with: made once, by the composition root. */
import type { KeyedDigest } from '../crypto/keyed-digest.ts'
import type { Clock } from '../ports/clock.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Caller, Directory } from '../ports/directory.ts'
import type { FlowFacts } from '../ports/flow-facts.ts'
import type { TokenInquiry } from '../ports/token-inquiry.ts'
import type { Tracer } from '../ports/trace.ts'
import type { Vault } from '../ports/vault.ts'
import type { Approvals } from './approve/approvals.ts'
import type { TellFacts } from './call-facts.ts'
import type { StateSealer } from './continuation.ts'
import type { Currency } from './currency.ts'
import type { Refusal } from './errors.ts'
import type { Recorder } from './record.ts'
import type { RefusalMeter } from './refusal-rate.ts'
import type { Conversations } from './session/conversations.ts'
import type { Others } from './session/others.ts'
import type { TaskOwners } from './session/task-owners.ts'
import type { KnownTools } from './tools/known-tools.ts'
import type { Reaching, Upstreams } from './upstreams.ts'
import type { MessageHead } from './wire/head.ts'
import type { Message } from './wire/message.ts'
import type { WireRefusal } from './wire/read.ts'
import type { SecretSearch } from './wire/secret-search.ts'

export interface Environment {
  readonly directory: Directory
  readonly counters: CounterStore
  readonly clock: Clock
  /** Until when this gateway may go by what it knows. */
  readonly currency: Currency
  readonly recorder: Recorder
  readonly upstreams: Upstreams
  readonly conversations: Conversations
  /** The other gateways of the installation, and what is shared with them. */
  readonly others: Others
  readonly knownTools: KnownTools
  readonly states: StateSealer
  /** What agents have read. */
  readonly flow: FlowFacts
  /** Whose calls began which tasks. */
  readonly tasks: TaskOwners
  /** Reads one message of a client, within the bounds of the configuration. */
  readonly readMessage: (bytes: Buffer, head: MessageHead | undefined) => Message | WireRefusal
  /** Unique for ever: names a decision, its reservation and its outcome. */
  nextId(): string
  /** What of a call's arguments goes into the log. */
  readonly callFacts: TellFacts
  /** Names the counters of values that limits tell apart (`by`); undefined where no limit does. */
  readonly valueDigest: KeyedDigest | undefined
  /** What must never come back from a server; undefined where nothing was injected. */
  secretsOf(reaching: Reaching): SecretSearch | undefined
  readonly refusals: RefusalMeter
  /** The upstream is a gateway itself, and what it says under the gateway's prefix is true: of a bridge only. */
  readonly trustsOwnMeta: boolean
  /** Hosts under which this gateway is addressed, lower-case: servers may not send people there. */
  readonly ownHosts: ReadonlySet<string>
  /** Told of every message of a grant: for when it was last used. */
  readonly onUsed?: ((caller: Caller) => void) | undefined
  /** Credentials of servers that the control plane keeps. */
  readonly vault?: Vault | undefined
  /** Where people are asked; undefined: nobody can be. */
  readonly approvals?: Approvals | undefined
  /** Where clients get tokens by OAuth: the issuer's origin; undefined: nowhere. */
  readonly authorizationServer?: () => string | undefined
  /** Asks whose tokens of other issuers are. */
  readonly inquiry?: TokenInquiry | undefined
  /** The flow before this one, for messages to all servers of a grant; undefined: there is no such endpoint. */
  readonly together?: Environment | undefined
  /** Says a refusal for who reads it here, where the table's words would mislead. */
  readonly rephrase?: (found: Refusal) => Refusal
  /** Who collects traces; undefined: nobody. */
  readonly tracer?: Tracer | undefined
  /** Whether calls can be taken: asked by probes. Never rejects. Undefined: always. */
  readonly ready?: (() => Promise<boolean>) | undefined
  /** A line for the operator: never argument values, never secrets. */
  diagnose(text: string, cause?: unknown): void
}
