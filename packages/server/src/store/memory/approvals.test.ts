import { approvalClockLaws } from '../../ports/approval-clock-laws.contract.ts'
import type { OpenedApprovals } from '../../ports/approval-samples.contract.ts'
import { approvalStoreContract } from '../../ports/approval-store.contract.ts'
import { approvalLaws } from '../../ports/approval-store-laws.contract.ts'
import { manualClock } from '../../ports/counter-samples.contract.ts'
import { createMemoryApprovals } from './approvals.ts'

async function open(): Promise<OpenedApprovals> {
  const clock = manualClock()
  const store = createMemoryApprovals(clock.now)
  return {
    store,
    now: clock.now,
    pass: async (ms) => clock.pass(ms),
    approve: async (id, by, narrowed) => store.approve(id, by, narrowed),
    reject: async (id, by, reason) => store.reject(id, by, reason),
    gatewayGone: async () => store.gatewayGone(),
    close: async () => undefined,
  }
}

approvalStoreContract('in memory', open)
approvalLaws('in memory', open)
approvalClockLaws('in memory', open)
