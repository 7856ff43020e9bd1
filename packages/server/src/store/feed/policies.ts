/** Rows of policies → documents, and what several of them make up together. */
import { parsePolicy } from '@portcullis/engine'
import { createLayers, type Layers, type PolicyDocument } from '../../policies/layers.ts'
import type { PolicyInForce } from '../../ports/directory.ts'
import type { FeedPolicy } from '../../ports/directory-feed.ts'
import type { RowsChanged } from './rows.ts'

/** Which documents are wanted together, by id; undefined and unknown ids are not the same. */
export interface Wanted {
  readonly organisation: string
  readonly baselines: readonly (string | undefined)[]
  readonly own: string | undefined
  readonly shadow: string | undefined
}

/** The policies that are in force. */
export interface FedPolicies {
  /** What cannot be read is told, and denies. */
  change(changed: RowsChanged<FeedPolicy>): void
  /** Undefined: every call is denied, because no policy is named, or because one of those that are named is not there. */
  together(wanted: Wanted): PolicyInForce | undefined
}

interface Held {
  readonly organisation: string
  readonly text: string
  /** Undefined: it cannot be read. */
  readonly document: PolicyDocument | undefined
}

/** Each version is read once, each combination put together once. @param tell a line for the operator */
export function createFedPolicies(tell: (text: string) => void): FedPolicies {
  const held = new Map<string, Held>()
  let layers: Layers = createLayers(new Map())
  /** What each combination of ids makes up, of these versions. */
  const together = new Map<string, { readonly policy: PolicyInForce | undefined }>()

  function read({ id, organisation, version, text, document }: FeedPolicy): Held {
    const before = held.get(id)
    const isSame = before?.document?.version === version && before.text === text && before.organisation === organisation
    if (before !== undefined && isSame) return before
    if (document !== undefined) return { organisation, text, document: { id, version, document } }
    const parsed = parsePolicy(text)
    if (parsed.ok) return { organisation, text, document: { id, version, document: parsed.policy } }
    const [first] = parsed.problems
    tell(`The policy ${id} cannot be read, so every call that it stands over is denied. ${first?.message ?? ''}`.trim())
    return { organisation, text, document: undefined }
  }

  const documentOf = (organisation: string, id: string): PolicyDocument | undefined => {
    const found = held.get(id)
    return found?.organisation === organisation ? found.document : undefined
  }

  /** Of those that cannot be read it was said already. */
  function tellMissing(organisation: string, ids: readonly (string | undefined)[]): void {
    for (const id of ids) {
      const isMissing = id !== undefined && held.get(id)?.organisation !== organisation
      if (isMissing) tell(`There is no policy ${id}. Every call that needs it is denied.`)
    }
  }

  function putTogether({ organisation, baselines, own, shadow }: Wanted): PolicyInForce | undefined {
    const over = [...new Set(baselines)].filter((id) => id !== undefined).filter((id) => id !== own)
    const above = over.map((id) => documentOf(organisation, id))
    const mine = own === undefined ? undefined : documentOf(organisation, own)
    const draft = shadow === undefined ? undefined : documentOf(organisation, shadow)
    if (mine === undefined || !above.every((one) => one !== undefined)) {
      tellMissing(organisation, [...over, own])
      return undefined
    }
    const found = layers.of({ baselines: above, own: mine, draft })
    if (typeof found !== 'string') return found
    tell(`${found} Every call that needs them is denied.`)
    return undefined
  }

  return {
    change({ put, gone }) {
      if (put.length === 0 && gone.length === 0) return
      for (const { id } of gone) held.delete(id)
      for (const row of put) held.set(row.id, read(row))
      layers = createLayers(layers.made)
      together.clear()
    },
    together(wanted) {
      const key = JSON.stringify(wanted)
      const known = together.get(key)
      if (known !== undefined) return known.policy
      const policy = putTogether(wanted)
      together.set(key, { policy })
      return policy
    },
  }
}
