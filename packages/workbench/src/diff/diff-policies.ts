/** What is different between two policies, for every tool that is known and for all that are not. */
import { explainVisibility, type Instant, type Layer, visible } from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import { type Atoms, createAtoms } from './atoms.ts'
import { callsOf, type Target } from './call.ts'
import { compareCalls, type Found, type Pair } from './compare-calls.ts'
import { compareLimits } from './compare-limits.ts'
import { compareGeneralResults, compareResults } from './compare-results.ts'
import { compareSettings } from './compare-settings.ts'
import { compareSurfaces } from './compare-surfaces.ts'
import { type Difference, difference, type PolicyDiff, type RuleRef, type Undecided } from './difference.ts'
import { effectiveFor } from './effective.ts'
import { type Side, timelineOf } from './side.ts'
import { targetsOf } from './targets.ts'

/** What a comparison is about. */
export interface DiffOptions {
  /** The tools that are known; names that the policies write are compared too. */
  readonly tools: readonly KnownTool[]
  /** As of when the policies are compared, and as of each later instant at which shadow modes end. */
  readonly at: Instant
}

/**
 * Compares two policies: documents that hold together on each side. Documents with the same id are two versions of one.
 * @throws Error for documents that do not go together, or that `parsePolicy` would have refused
 */
export function diffPolicies(
  before: readonly Layer[],
  after: readonly Layer[],
  { tools, at }: DiffOptions,
): PolicyDiff {
  const atoms = createAtoms()
  const timelines = [
    timelineOf(versioned(before, 'before'), atoms),
    timelineOf(versioned(after, 'after'), atoms),
  ] as const
  const later = timelines.flatMap(({ changes }) => changes).filter((each) => each > at)
  const phases = [at, ...[...new Set(later)].sort((left, right) => left - right)]
  const told: Difference[] = []
  const undecided: Undecided[] = []
  const known = new Set<string>()
  for (const phase of phases) {
    const found = comparePhase([timelines[0].at(phase), timelines[1].at(phase)], { tools, at: phase }, atoms)
    const suffix = phase === at ? '' : `, from ${new Date(phase).toISOString()} on`
    for (const each of found.differences) if (isNew(known, each)) told.push({ ...each, says: each.says + suffix })
    for (const each of found.undecided) if (isNew(known, each)) undecided.push({ ...each, says: each.says + suffix })
  }
  return { differences: told, undecided, complete: undecided.length === 0 }
}

/** Documents are told apart by id and version: the two sides must never be taken for one another. */
function versioned(layers: readonly Layer[], version: string): readonly Layer[] {
  return layers.map((layer) => ({ ...layer, version: `${version} ${layer.version}` }))
}

function isNew(
  known: Set<string>,
  { witness: _, ...told }: Difference | (Undecided & { readonly witness?: undefined }),
): boolean {
  const key = JSON.stringify(told)
  if (known.has(key)) return false
  known.add(key)
  return true
}

function comparePhase(sides: readonly [Side, Side], { tools, at }: DiffOptions, atoms: Atoms): Found {
  const { targets, whole } = targetsOf([...sides[0].layers, ...sides[1].layers], tools)
  const found = targets.map((target) => compareTarget(target, sides, at, atoms))
  const surfaces = compareSurfaces(sides)
  return {
    differences: [
      ...found.flatMap((each) => each.differences),
      ...surfaces.differences,
      ...compareGeneralResults(sides),
      ...compareSettings(sides, at),
    ],
    undecided: [...found.flatMap((each) => each.undecided), ...surfaces.undecided, ...(whole ? [] : [unlisted])],
  }
}

const unlisted: Undecided = {
  area: 'calls',
  subject: 'any other tool',
  says: 'the patterns of names combine in more ways than could be tried: for names that nobody lists it cannot be decided whether something is different',
  may: ['loosened', 'tightened'],
  before: undefined,
  after: undefined,
}

function compareTarget(target: Target, sides: readonly [Side, Side], at: Instant, atoms: Atoms): Found {
  const calls = callsOf(target, sides, at)
  const effective = [effectiveFor(sides[0], calls.base), effectiveFor(sides[1], calls.base)] as const
  const pair: Pair = { calls, sides, effective }
  const answers = compareCalls(pair, atoms)
  const limits = compareLimits(pair)
  return {
    differences: [
      ...compareVisibility(target, sides, at),
      ...answers.differences,
      ...limits.differences,
      ...compareResults(pair),
    ],
    undecided: [...answers.undecided, ...limits.undecided],
  }
}

function compareVisibility(
  { name, label, subject }: Target,
  [before, after]: readonly [Side, Side],
  at: Instant,
): readonly Difference[] {
  const [was, is] = [visible(before.real, name, label), visible(after.real, name, label)]
  if (was === is) return []
  const says = is === 'hidden' ? 'is no longer in the list' : 'is now in the list'
  const refs = { before: listedBy(before, { name, label }, at), after: listedBy(after, { name, label }, at) }
  return [difference('lists', is === 'hidden' ? 'tightened' : 'loosened', subject, { says, ...refs })]
}

/** The rule that keeps a tool out of lists, or governs it. */
function listedBy({ real }: Side, tool: Pick<Target, 'name' | 'label'>, at: Instant): RuleRef | undefined {
  const { documents } = explainVisibility(real, tool, at)
  const telling = documents.find(({ because }) => because !== undefined) ?? documents[0]
  const rule = telling?.candidates.find(({ applies }) => applies)?.rule
  return telling === undefined || rule === undefined ? undefined : { document: telling.document.id, rule }
}
