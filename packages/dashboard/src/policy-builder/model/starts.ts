/** With what a new policy begins. */
import type { JsonObject } from '@portcullis/engine'

/** Nothing is allowed, and nothing is said. */
export const BLANK: JsonObject = { version: '1', default: 'deny' }

/** Ways to begin. */
export const STARTS = [
  {
    id: 'recommended',
    title: 'Recommended',
    says: 'By the risk of each tool: reading is free, changes are capped, what cannot be undone is asked or hidden.',
    needs: 'server',
  },
  {
    id: 'read-only',
    title: 'Read-only',
    says: 'What only reads is allowed. What writes is asked, and the rest is hidden.',
    needs: 'server',
  },
  {
    id: 'learned',
    title: 'Learned from traffic',
    says: 'What agents were allowed to do and did, with some headroom, and no more.',
    needs: 'server',
  },
  { id: 'copy', title: 'Copy', says: 'The version of another policy that is in force.', needs: 'policy' },
  { id: 'blank', title: 'Blank', says: 'Everything is refused until you allow it.', needs: 'nothing' },
] as const

/** A way to begin. */
export type Start = (typeof STARTS)[number]['id']
