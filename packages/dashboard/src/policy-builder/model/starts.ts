/** With what a new policy begins. */
import type { JsonObject } from '@portcullis/engine'

/** Nothing is allowed, and nothing is said. */
export const BLANK: JsonObject = { version: '1', default: 'deny' }

/** Ways to begin. */
export const STARTS = [
  {
    value: 'recommended',
    title: 'Recommended',
    says: 'By the risk of each tool: reading is free, changes are capped, what cannot be undone is asked or hidden.',
    needs: 'server',
  },
  {
    value: 'read-only',
    title: 'Read-only',
    says: 'What only reads is allowed. What writes is asked, and the rest is hidden.',
    needs: 'server',
  },
  {
    value: 'learned',
    title: 'Learned from traffic',
    says: 'What agents were allowed to do and did, with some headroom, and no more.',
    needs: 'server',
  },
  { value: 'copy', title: 'Copy', says: 'The version of another policy that is in force.', needs: 'policy' },
  { value: 'blank', title: 'Blank', says: 'Everything is refused until you allow it.', needs: 'nothing' },
] as const

/** A way to begin. */
export type Start = (typeof STARTS)[number]['value']
