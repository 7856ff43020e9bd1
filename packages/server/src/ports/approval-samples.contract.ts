/** Questions for tests of approvals, and what a store is opened as. */
import type { AskRule, Instant } from '@portcullis/engine'
import type { ApprovalStore, Asking } from './approval-store.ts'

/** A store with people before it, and a clock that moves when it is told to. */
export interface OpenedApprovals {
  readonly store: ApprovalStore
  now(): Instant
  pass(ms: number): Promise<void>
  /**
   * A person approves; `PEOPLE` may, and so may `OWNER` where nothing forbids it.
   * @param narrowed `params` as they may be sent
   * @returns false where that does not count
   */
  approve(id: string, by: string, narrowed?: string): Promise<boolean>
  reject(id: string, by: string, reason: string): Promise<boolean>
  /** The gateway that consumed what runs is gone, and another one is there. */
  gatewayGone(): Promise<void>
  close(): Promise<void>
}

/** Opens an empty store. */
export type OpenApprovals = () => Promise<OpenedApprovals>

/** Who may answer. */
export const PEOPLE = ['ana', 'bo', 'cy'] as const
/** Of every grant. */
export const OWNER = 'olga'

export const MINUTE = 60_000

/** A rule that asks, with the usual terms. */
export const askRule = (terms: Partial<AskRule> = {}): AskRule => ({
  rule: '/tools/pay/action',
  document: { id: 'd', version: '1' },
  message: 'Payments are looked at.',
  timeout: 30 * MINUTE,
  hold: 1000,
  quorum: 1,
  approvers: ['role:approver'],
  reuse: 'once',
  fourEyes: false,
  ...terms,
})

/** What a question is to be like. */
export interface AskingSample {
  /** Stands for the arguments. */
  readonly call?: string
  /** Stands for everything around the call. */
  readonly around?: string
  readonly grant?: string
  readonly server?: string
  readonly tool?: string
  readonly alike?: boolean
  readonly asks?: readonly AskRule[]
}

/** Text of a sample's `params`. */
export const paramsOf = (call: string): string => JSON.stringify({ name: 'pay', arguments: { to: call, amount: 5 } })

/** A question. @param at when the call was decided */
export function asking(at: Instant, sample: AskingSample = {}): Asking {
  const {
    call = 'a',
    around = 'x',
    grant = 'g',
    server = 's',
    tool = 'pay',
    alike = false,
    asks = [askRule()],
  } = sample
  const hex = (...parts: readonly string[]): string => Buffer.from(parts.join('|')).toString('hex')
  return {
    organisation: 'local',
    grant: { id: grant, label: grant, owner: OWNER },
    server: { id: server, slug: server },
    tool,
    label: { category: 'write', risk: 'medium', source: 'reviewed' },
    binding: hex('binding', grant, server, tool, call, around),
    alike: alike ? hex('alike', grant, server, tool, around) : undefined,
    call: hex('call', grant, server, tool, call),
    asks,
    params: paramsOf(call),
    definition: undefined,
    at,
  }
}
