/** From the section for operations to its settings. */
import type { OperationsSection } from './section/operations.ts'

/** Who may look at the gateway, how it speaks, how it stops. */
export interface OperationsSettings {
  readonly watchers: Watchers
  readonly messages: MessageSettings
  readonly stop: StopSettings
}

/** Who may see metrics and details of readiness. */
export interface Watchers {
  /** Networks in CIDR notation. */
  readonly networks: readonly string[]
  /** SHA-256 of the token with which it may be seen from anywhere, lower-case hex; undefined: there is none. */
  readonly tokenDigest: string | undefined
}

/** How the operator is spoken to. */
export interface MessageSettings {
  readonly format: 'text' | 'json'
  readonly level: 'info' | 'error'
}

/** Milliseconds. */
export interface StopSettings {
  /** In which it is not ready, and still takes calls. */
  readonly drain: number
  /** That calls in flight have afterwards. */
  readonly grace: number
}

export const operationsOf = ({ watchers, messages, stop }: OperationsSection): OperationsSettings => ({
  watchers: { networks: watchers.networks, tokenDigest: watchers.token_sha256 },
  messages,
  stop,
})
