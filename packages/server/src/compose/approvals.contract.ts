/** Approvals as the gateway has them with a control plane: both ends of the line over one database. */
import { afterAll, beforeAll, describe } from 'vitest'
import { isProblem } from '../control/api/problem.ts'
import { answerWish } from '../control/approval/answer-wish.ts'
import { showPulse } from '../control/approval/pulse.ts'
import { readApproval } from '../control/approval/read-approval.ts'
import { people } from '../control/approval/test-approvals.contract.ts'
import { say, type Verdict } from '../control/approval/verdict.ts'
import { openTestControl, type TestControl } from '../control/test-control.contract.ts'
import { approvalClockLaws } from '../ports/approval-clock-laws.contract.ts'
import { type OpenedApprovals, OWNER, PEOPLE } from '../ports/approval-samples.contract.ts'
import { approvalStoreContract } from '../ports/approval-store.contract.ts'
import { approvalLaws } from '../ports/approval-store-laws.contract.ts'
import { createFedApprovals, type FedApprovals } from '../store/feed/approvals.ts'
import { STARTING, type TestDatabases } from '../store/sql/testing/databases.contract.ts'

const TABLES = ['approvals', 'approval_verdicts', 'approval_uses', 'approval_askers', 'gateway_pulses'] as const

/** Both ends of the line over one database, with people who answer by the API's own code. */
class House implements OpenedApprovals {
  readonly store: FedApprovals
  readonly #test: TestControl
  #boot = { folder: 'here', epoch: 1 }

  constructor(test: TestControl, line: { moved: (ids: readonly string[]) => void }) {
    this.#test = test
    this.store = createFedApprovals({
      send: (ask, wish) => {
        answerWish(test.control, this.#boot, wish).then(
          (answer) => this.store.answered(ask, answer),
          () => this.store.answered(ask, { kind: 'failed' }),
        )
        return true
      },
    })
    line.moved = (ids) => this.store.moved(ids)
  }

  now(): number {
    return this.#test.control.clock.now()
  }

  async pass(milliseconds: number): Promise<void> {
    this.#test.pass(milliseconds)
    await showPulse(this.#test.control.db, this.#boot, this.now())
  }

  approve(id: string, by: string, narrowed?: string): Promise<boolean> {
    if (narrowed === undefined) return this.#say(id, by, { kind: 'approve' })
    return this.#say(id, by, { kind: 'narrow', arguments: JSON.parse(narrowed).arguments, reason: '' })
  }

  reject(id: string, by: string, reason: string): Promise<boolean> {
    return this.#say(id, by, { kind: 'reject', reason })
  }

  async gatewayGone(): Promise<void> {
    this.#boot = { ...this.#boot, epoch: this.#boot.epoch + 1 }
    await showPulse(this.#test.control.db, this.#boot, this.now())
  }

  async close(): Promise<void> {
    this.store.close()
    for (const table of TABLES) await this.#test.control.db.deleteFrom(table).execute()
  }

  async #say(id: string, by: string, verdict: Verdict): Promise<boolean> {
    const actor = { ...this.#test.actor('approver', 'local'), id: by, name: by }
    const context = this.#test.context({ actor, organisation: 'local', at: this.now() })
    const found = await readApproval(context, id)
    const seen = isProblem(found) ? '' : (found.seen ?? '')
    return (await say(context, { id, seen, verdict })) === undefined
  }
}

/** The contract over one database. @param runs histories that are played */
export function approvalsOver({ name, open }: TestDatabases, runs: number): void {
  describe(`approvals of the control plane over ${name}`, () => {
    let test: TestControl
    const line = { moved: (_ids: readonly string[]): void => undefined }
    beforeAll(async () => {
      const { db } = await open()
      test = await openTestControl({ db, approvals: { moved: (_, ids) => line.moved(ids) } })
      const all = [...PEOPLE, OWNER].map((account) => [account, 'approver'] as const)
      await people(test, all, 'local')
    }, STARTING)
    afterAll(() => test.close())
    const house = async () => new House(test, line)
    approvalStoreContract(name, house)
    approvalLaws(name, house, runs)
    approvalClockLaws(name, house, runs)
  })
}
