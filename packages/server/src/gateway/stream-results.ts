/** What is done with messages that belong to no call: by the policy as it is when they come, and remembered as read at once. */
import { type CallRequest, type ResultPlan, streamResults } from '@portcullis/engine'
import type { Caller } from '../ports/directory.ts'
import type { FlowKind } from '../ports/flow-facts.ts'
import type { Aftermath } from './aftermath.ts'
import { Inspector, ResultAccount } from './answer/inspector.ts'
import { readerOf } from './describe.ts'
import type { Environment } from './environment.ts'
import type { PresentCaller } from './session/present-caller.ts'

const SECRETS: readonly FlowKind[] = ['secrets']
const NO_NUMBERS: ReadonlySet<string> = new Set()

/** Of one stream. */
export class StreamResults implements Aftermath {
  /** Nothing is left to be noted when the stream ends. */
  readonly onDone = undefined
  private readonly env: Environment
  private readonly present: PresentCaller
  private readonly account: ResultAccount
  private plan: ResultPlan | undefined

  constructor(env: Environment, present: PresentCaller) {
    this.env = env
    this.present = present
    this.account = new ResultAccount(() => env.flow.note(readerOf(present.orNobody().grant), SECRETS))
  }

  /** For the next message. Of a caller that lost its policy, the last plan holds until the stream has ended. */
  get inspector(): Inspector | undefined {
    const caller = this.present.orNobody()
    const at = this.env.clock.now()
    if (caller.policy !== undefined) this.plan = streamResults(caller.policy.compiled, at)
    return this.plan && new Inspector(this.plan, requestOf(caller, at), this.account)
  }
}

function requestOf({ grant, server }: Caller, at: number): CallRequest {
  const tool = { server: server.slug, name: '' }
  return { subject: grant.subject, tool, context: { at, slot: 0 }, arguments: {}, inexact: NO_NUMBERS }
}
