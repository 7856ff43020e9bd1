/** The mutation check: which single edits of the policies no case notices. */
import { placesOf, pointerOf } from '@portcullis/engine'
import type { CaseWorld } from '../case-counters.ts'
import { compileDocuments, type PreparedSuite, type SuiteDocument } from '../prepare-suite.ts'
import type { PlacedCase } from '../read-suite.ts'
import { holds } from '../run-suite.ts'
import { callsOf } from './call-probes.ts'
import { type Edit, edited } from './edit.ts'
import { editsOf } from './edits.ts'
import type { MutationReport, Survivor } from './mutation-report.ts'
import { observe } from './probe.ts'
import { relevantCases } from './relevant-cases.ts'
import { type ProbeCall, probeOf } from './step-values.ts'
import { suggestCase } from './suggest-case.ts'

/** Bounds of one check: edits, and steps of cases in all. */
const MOST_EDITS = 2_000
const MOST_STEPS = 2_000_000

/** Cases, and the calls that they make. */
interface Called {
  readonly original: PreparedSuite
  readonly calls: readonly ProbeCall[]
}

/** An edit of one document, and the files of cases that are about it. */
interface Mutant {
  readonly document: SuiteDocument
  readonly suites: readonly Called[]
  readonly edit: Edit
}

/** Tries every edit on cases that hold: those that do not are left out. */
export function mutate(suites: readonly PreparedSuite[], world: CaseWorld): MutationReport {
  const holding = suites.map((suite) => onlyHolding(suite, world))
  const all = mutantsOf(holding, world)
  const chosen = chosenOf(all, holding)
  const survivors: Survivor[] = []
  let noticed = 0
  for (const mutant of chosen) {
    const found = tried(mutant, world)
    if (found === 'noticed') noticed++
    else if (found !== 'no policy') survivors.push(found)
  }
  const telling = noticed + survivors.filter(({ suggestion }) => suggestion !== undefined).length
  return {
    mutants: noticed + survivors.length,
    noticed,
    percent: telling === 0 ? 100 : (noticed / telling) * 100,
    survivors,
    untried: all.length - chosen.length,
  }
}

function onlyHolding(suite: PreparedSuite, world: CaseWorld): PreparedSuite {
  const cases = suite.placed.cases.filter((each) => holds(suite, each, world))
  return { ...suite, placed: { ...suite.placed, cases } }
}

/** A document that several files are about is edited once. */
function mutantsOf(suites: readonly PreparedSuite[], world: CaseWorld): readonly Mutant[] {
  const byFile = new Map<string, { document: SuiteDocument; suites: Called[] }>()
  for (const original of suites) {
    const called = { original, calls: judged(original, world) }
    for (const document of original.documents) {
      const known = byFile.get(document.file)
      if (known === undefined) byFile.set(document.file, { document, suites: [called] })
      else known.suites.push(called)
    }
  }
  return [...byFile.values()].flatMap(({ document, suites: about }) =>
    editsOf(document.policy).map((edit) => ({ document, suites: about, edit })),
  )
}

function judged(suite: PreparedSuite, world: CaseWorld): readonly ProbeCall[] {
  return callsOf(suite.placed.cases).map((call) => {
    const [observed] = observe(suite, probeOf(call), world)
    return { ...call, passes: observed?.effect === 'allow' }
  })
}

/** Of too many, some from all over the documents. */
function chosenOf(all: readonly Mutant[], suites: readonly PreparedSuite[]): readonly Mutant[] {
  const steps = suites.reduce(
    (sum, { placed }) => sum + placed.cases.reduce((count, each) => count + stepsOf(each), 0),
    1,
  )
  const most = Math.max(1, Math.min(MOST_EDITS, Math.floor(MOST_STEPS / steps)))
  if (all.length <= most) return all
  return all.filter(
    (_, index) => Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length),
  )
}

const stepsOf = ({ steps }: PlacedCase): number => steps.reduce((sum, { step }) => sum + (step.times ?? 1), 0)

function tried(mutant: Mutant, world: CaseWorld): Survivor | 'noticed' | 'no policy' {
  const pairs = mutant.suites.map((called) => ({ ...called, edited: editedSuite(called.original, mutant) }))
  if (pairs.some((pair) => pair.edited === undefined)) return 'no policy'
  const isNoticed = pairs.some(({ edited: suite }) => {
    const cases = suite === undefined ? [] : relevantCases(suite.placed.cases, mutant.edit.at)
    return suite !== undefined && cases.some((each) => !holds(suite, each, world))
  })
  return isNoticed ? 'noticed' : survivorOf(mutant, pairs, world)
}

/** Undefined where the edited document is no policy, or nothing is left to be enforced. */
function editedSuite(suite: PreparedSuite, { document, edit }: Mutant): PreparedSuite | undefined {
  const documents = suite.documents.map((each) =>
    each.file === document.file ? { ...each, policy: edited(each.policy, edit) } : each,
  )
  try {
    return { ...suite, documents, compiled: compileDocuments(documents) }
  } catch {
    return undefined
  }
}

interface MaybePair extends Called {
  readonly edited: PreparedSuite | undefined
}

function survivorOf({ document, edit }: Mutant, pairs: readonly MaybePair[], world: CaseWorld): Survivor {
  const { line, column } = placesOf(document.text)(edit.at, true)
  let suggestion: string | undefined
  for (const { original, calls, edited: other } of pairs) {
    if (other === undefined || suggestion !== undefined) continue
    const pair = { original, calls, edited: other, policy: document.policy, at: edit.at, says: edit.says }
    suggestion = suggestCase(pair, world)
  }
  return { file: document.file, line, column, rule: pointerOf(edit.at), edit: edit.says, suggestion }
}
