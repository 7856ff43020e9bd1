import { counterStoreContract } from '../../ports/counter-store.contract.ts'
import { steadyTime } from '../steady-time.ts'
import { createMemoryCounters } from './counters.ts'

counterStoreContract(
  'memory',
  ({ clock }) => {
    const store = createMemoryCounters(steadyTime(clock))
    return Promise.resolve({ store, close: () => store.close() })
  },
  { crash: 'memory is gone with its process' },
)
