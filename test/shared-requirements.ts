/** Promises about counters that several gateways share. */
import type { Row } from './requirements.ts'

const SHARED = 'docs/decisions/0079-shared-counters-are-one-script.md'

export const SHARED_PROMISES: readonly Row[] = [
  ['shared.exact', SHARED, 'Gateways that share a store admit together exactly what fits.'],
  ['shared.forgets', SHARED, 'A store that lost something admits nothing before the gateways told it what they took.'],
  [
    'shared.share',
    SHARED,
    'While the store is away a gateway admits no more than its share, and only where limits say so.',
  ],
  ['shared.unfit', SHARED, 'Nothing is counted in a store that forgets, or together with other time zones.'],
  ['shared.slot', SHARED, 'Claims that could not be taken in one step are not taken.'],
  ['shared.flow', SHARED, 'What was read at one gateway is known at the others when a rule goes by it.'],
]
