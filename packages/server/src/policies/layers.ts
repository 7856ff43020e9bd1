/** Which documents hold for a grant on a server, and what they make up together. */
import { compileLayers, type Layer, type Policy } from '@portcullis/engine'
import type { PolicyInForce } from '../ports/directory.ts'

/** A document that was read and checked. */
export interface PolicyDocument {
  readonly id: string
  /** Changes with the content. */
  readonly version: string
  readonly document: Policy
}

/** What the documents that hold for a grant on a server make up together, compiled once for each change. */
export interface LayeredPolicy extends PolicyInForce {
  /** Ids of the documents that stand over the grant's own. */
  readonly baselines: readonly string[]
  /** Id of the document that is only tried. */
  readonly draft: string | undefined
}

/** The documents of one reach. */
export interface Stack {
  /** What stands over the grant's own policy: the organisation's, then the server's. */
  readonly baselines: readonly PolicyDocument[]
  readonly own: PolicyDocument
  /** A document that is judged in place of the grant's own, and not enforced. */
  readonly draft: PolicyDocument | undefined
}

/** Puts documents together, each combination once. */
export interface Layers {
  /** @returns the reason, as a sentence, where the documents do not go together */
  of(stack: Stack): LayeredPolicy | string
  /** Everything that was put together. */
  readonly made: ReadonlyMap<string, LayeredPolicy>
}

/** A draft never comes into force by itself: that takes an edit. */
const NEVER = '9999-12-31T23:59:59Z'

/** @param earlier combinations of the version in force: they are taken over where none of their documents changed */
export function createLayers(earlier: ReadonlyMap<string, LayeredPolicy>): Layers {
  const made = new Map<string, LayeredPolicy>()
  return {
    made,
    of(stack) {
      const key = keyOf(stack)
      const found = made.get(key) ?? earlier.get(key) ?? putTogether(stack)
      if (typeof found !== 'string') made.set(key, found)
      return found
    },
  }
}

const keyOf = ({ baselines, own, draft }: Stack): string =>
  JSON.stringify([baselines.map(nameOf), nameOf(own), draft === undefined ? null : nameOf(draft)])

const nameOf = ({ id, version }: PolicyDocument): readonly [string, string] => [id, version]

function putTogether({ baselines, own, draft }: Stack): LayeredPolicy | string {
  if ([...baselines, own].every(({ document }) => document.mode === 'shadow')) {
    return `The policy ${JSON.stringify(own.id)} is in shadow mode, and nothing that is enforced stands beneath it.`
  }
  try {
    return {
      id: own.id,
      version: own.version,
      compiled: compileLayers([...baselines.map(layerOf), layerOf(own), ...(draft ? [draftLayer(draft, own)] : [])]),
      baselines: baselines.map(({ id }) => id),
      draft: draft?.id,
    }
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown cause'
    return `The documents that hold here do not go together. ${cause}`
  }
}

const layerOf = ({ id, version, document }: PolicyDocument): Layer => ({ id, version, policy: document })

const draftLayer = ({ id, version, document }: PolicyDocument, own: PolicyDocument): Layer => ({
  id,
  version,
  draftOf: own.id,
  policy: { ...document, mode: 'shadow', until: NEVER },
})
