/** Promises about the two readers of HTTP behind one port. */
import type { Row } from './requirements.ts'

const LANES = 'docs/decisions/0075-two-readers-behind-one-port.md'

export const LANE_PROMISES: readonly Row[] = [
  ['lanes.alike', LANES, 'What both lanes read they read alike, and what is refused is refused with the same bytes.'],
  ['lanes.strict', LANES, 'The fast lane takes plain requests only; everything else the other one sees byte for byte.'],
  ['lanes.one', LANES, 'On a connection of the fast lane the next request waits until the present one is answered.'],
  ['lanes.waits', LANES, 'Whoever sends, or takes, too slowly is bounded in time and memory.'],
]
