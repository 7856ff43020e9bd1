/** What holds for a grant on a server, put together as the gateway does it: baselines above the grant's own policy. */
import { type CompiledPolicy, type Instant, type Policy, parsePolicy } from '@portcullis/engine'
import { createLayers, type PolicyDocument } from '../../policies/layers.ts'
import type { Control } from '../control.ts'
import { feedPolicies } from '../policy/feed.ts'
import type { Reach } from './reaches.ts'

/** Documents that hold together, compiled. */
export interface EffectivePolicy {
  readonly compiled: CompiledPolicy
  /** By id. */
  readonly documents: ReadonlyMap<string, Policy>
}

/** What holds there now; a sentence where nothing can, so that every call is denied. */
export type Effective = EffectivePolicy | string

/** Finds what holds on each server; policies are read once. */
export interface Effectives {
  of(reach: Pick<Reach, 'policy'>, baseline: string | null): Effective
}

/** Reads the policies that these ids name, and the organisation's baseline. */
export async function effectivePolicies(
  control: Pick<Control, 'db'>,
  organisation: string,
  ids: readonly (string | null)[],
): Promise<Effectives> {
  const { baseline } = await control.db
    .selectFrom('organisations')
    .select('baseline')
    .where('id', '=', organisation)
    .executeTakeFirstOrThrow()
  const wanted = [...new Set([...ids, baseline])].filter((id) => id !== null)
  const rows = wanted.length === 0 ? [] : await feedPolicies(control, wanted)
  const documents = new Map<string, PolicyDocument>()
  for (const { id, version, text, organisation: theirs } of rows) {
    const parsed = parsePolicy(text)
    if (parsed.ok && theirs === organisation) documents.set(id, { id, version, document: parsed.policy })
  }
  const layers = createLayers(new Map())
  return {
    of({ policy }, ofServer) {
      if (policy === null) return 'No policy is attached here, so every call is denied.'
      const own = documents.get(policy)
      const above = [...new Set([baseline, ofServer])].filter((id) => id !== null && id !== policy)
      const baselines = above.flatMap((id) => documents.get(id ?? '') ?? [])
      if (own === undefined || baselines.length < above.length)
        return 'A policy that holds here cannot be read, so every call is denied.'
      const found = layers.of({ baselines, own, draft: undefined })
      if (typeof found === 'string') return found
      const together = [...baselines, own]
      return { compiled: found.compiled, documents: new Map(together.map(({ id, document }) => [id, document])) }
    },
  }
}

/** Who is asked about where nobody calls: what goes by the subject is judged for the grant itself. */
export interface Asker {
  readonly organisation: string
  readonly grant: string
  readonly label: string
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  readonly at: Instant
}
