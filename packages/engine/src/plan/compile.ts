/** Policies, prepared once for each change: nothing that can be done here is left for a call. */
import type { DocumentRef } from '../decide/decision.ts'
import { limitContradictions } from '../limit/limit-findings.ts'
import { unsound } from '../lint/unsound.ts'
import { LABEL_COUNT } from '../name/label.ts'
import type { Policy } from '../policy/policy.ts'
import { compileSurfaces, type SurfacePlan } from '../surface/surfaces.ts'
import { type CompiledDocument, compileDocument } from './document.ts'
import type { Plan } from './plan.ts'
import { readsSecrets } from './roots.ts'
import { type Settings, settingsOf } from './settings.ts'
import { isInShadow, shadowEnds, withoutShadow } from './shadow.ts'
import { sourceOf } from './source.ts'

/** A document that holds together with others. */
export interface Layer extends DocumentRef {
  readonly policy: Policy
  /** Id of the layer whose place this one would take. In shadow mode it is judged there, otherwise it stands there. */
  readonly draftOf?: string
}

/** Documents with everything prepared that can be. Opaque: only the functions of this package look inside. */
export interface CompiledPolicy {
  readonly documents: readonly CompiledDocument[]
  /** What each document says of everything beside tools. */
  readonly surfaces: readonly SurfacePlan[]
  readonly settings: Settings
  /** Tools that a document names in full, where there is but one document. */
  readonly exact: ReadonlyMap<string, Plan>
  /** Whether a document has rules for classes. */
  readonly goesByClass: boolean
  readonly watchesSecrets: boolean
  /** Plans of names that were looked for, by kind of label where that matters: bounded. */
  readonly remembered: readonly Map<string, Plan>[]
  /** The same documents as if nothing were in shadow mode; undefined where nothing is. */
  readonly shadow: CompiledPolicy | undefined
  /** What holds from later instants on, because something comes out of shadow mode; the last one first. */
  readonly later: readonly { readonly from: number; readonly policy: CompiledPolicy }[]
}

/** So many times the documents of a policy may change by themselves. */
const MAX_CHANGES = 8

/**
 * Prepares one document that `parsePolicy` accepted.
 * @param identity id of the document: counters hang on it, so that they keep their values when it is edited; and its
 * version
 * @throws Error for a policy that `parsePolicy` would have refused, and for one that is in shadow mode with nothing
 * beneath it
 */
export function compilePolicy(
  policy: Policy,
  identity: { readonly id: string; readonly version?: string },
): CompiledPolicy {
  return compileLayers([{ policy, id: identity.id, version: identity.version ?? '' }])
}

/**
 * Prepares documents that hold together: each is judged, the most restrictive effect wins, the limits of all apply.
 * @param layers the most general first: the organisation's baseline, the server's, the grant's policy
 * @throws Error for a policy that `parsePolicy` would have refused, and for layers that are all in shadow mode
 */
export function compileLayers(layers: readonly Layer[]): CompiledPolicy {
  if (layers.length === 0) throw new Error('A policy has at least one document.')
  for (const { policy } of layers) refuseContradictions(policy)
  const ends = [...new Set(layers.flatMap(({ policy }) => shadowEnds(policy)))].sort((left, right) => right - left)
  if (ends.length > MAX_CHANGES) {
    throw new Error(
      `The policy was not checked: shadow modes end at ${ends.length} instants, and at most ${MAX_CHANGES} are looked after.`,
    )
  }
  const asIf =
    ends.length === 0 ? undefined : assemble(withDrafts(layers), { inShadow: true, shadow: undefined, later: [] })
  const later = ends.map((from) => ({ from, policy: compileAt(layers, from, { asIf, later: [] }) }))
  return compileAt(layers, Number.NEGATIVE_INFINITY, { asIf, later })
}

/** What cannot be put together is found here: what is met by one call only may come together later. */
function refuseContradictions(policy: Policy): void {
  const [contradiction] = [...unsound(policy), ...(policy.classes === undefined ? [] : limitContradictions(policy))]
  if (contradiction !== undefined) throw new Error(`The policy was not checked: ${contradiction.message}.`)
}

/** What does not change while things come out of shadow mode one after the other. */
interface Prospects {
  /** The documents as if nothing were in shadow mode; undefined where nothing ever is. */
  readonly asIf: CompiledPolicy | undefined
  readonly later: CompiledPolicy['later']
}

/** What holds from an instant on, until something comes out of shadow mode. */
function compileAt(layers: readonly Layer[], at: number, { asIf, later }: Prospects): CompiledPolicy {
  const enforced = layers.filter(({ policy }) => !isInShadow(policy, at))
  if (enforced.length === 0) {
    throw new Error('The policy was not checked: shadow mode needs a document beneath it that is enforced.')
  }
  const inForce = enforced.map((layer) => ({ ...layer, policy: withoutShadow(layer.policy, at) }))
  const isWhole =
    inForce.length === layers.length && inForce.every(({ policy }, index) => policy === layers[index]?.policy)
  return assemble(withDrafts(inForce), { inShadow: false, shadow: isWhole ? undefined : asIf, later })
}

/** A draft takes the place of the document that it is a draft of. */
function withDrafts(layers: readonly Layer[]): readonly Layer[] {
  const replaced = new Set(layers.map(({ draftOf }) => draftOf))
  return layers.filter(({ id, draftOf }) => draftOf !== undefined || !replaced.has(id))
}

interface Circumstances {
  readonly inShadow: boolean
  readonly shadow: CompiledPolicy | undefined
  readonly later: CompiledPolicy['later']
}

function assemble(layers: readonly Layer[], { inShadow, shadow, later }: Circumstances): CompiledPolicy {
  const watchesSecrets = layers.some(({ policy }) => readsSecrets(policy))
  const documents = layers.map(({ id, version, policy }) =>
    compileDocument(policy, sourceOf({ id, version }, policy.timezone, inShadow), watchesSecrets),
  )
  const goesByClass = documents.some((document) => document.goesByClass)
  const [only] = documents
  return {
    documents,
    surfaces: layers.map(({ policy, id, version }) => compileSurfaces(policy, { id, version })),
    settings: settingsOf(layers.map(({ policy }) => policy)),
    exact: only !== undefined && documents.length === 1 ? only.exact : new Map<string, Plan>(),
    goesByClass,
    watchesSecrets,
    remembered: Array.from({ length: goesByClass ? LABEL_COUNT : 1 }, () => new Map<string, Plan>()),
    shadow,
    later,
  }
}

/** What holds at an instant. */
export function inForceAt(policy: CompiledPolicy, at: number): CompiledPolicy {
  for (const { from, policy: changed } of policy.later) if (at >= from) return changed
  return policy
}
