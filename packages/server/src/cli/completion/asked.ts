/** Names that shells offer: asked of the control plane, within a short time, and without a word where it does not answer. */
import { readContexts } from '../remote/contexts.ts'
import { openSession } from '../remote/session.ts'
import type { Asked } from './model.ts'

/** Milliseconds that somebody at a shell waits. */
const PATIENCE = 1200
const MOST = 200

/** Names that need no quotes in any shell. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/

/** The names; none where they cannot be had. */
export async function namesOf(asked: Asked): Promise<readonly string[]> {
  try {
    if (asked === 'contexts') return Object.keys(readContexts().contexts)
    return await askedNames(asked)
  } catch {
    return []
  }
}

async function askedNames(asked: Exclude<Asked, 'contexts'>): Promise<readonly string[]> {
  const session = await openSession({}, PATIENCE)
  const asking = { params: { organisation: session.organisation }, query: { limit: MOST } }
  switch (asked) {
    case 'servers':
      return (await session.ask('servers.list', asking)).body.items.map(({ slug }) => slug)
    case 'policies':
      return (await session.ask('policies.list', asking)).body.items.map(({ name }) => name)
    case 'grants':
      return (await session.ask('grants.list', asking)).body.items.map(({ id, label }) =>
        PLAIN.test(label) ? label : id,
      )
    default:
      return asked satisfies never
  }
}
