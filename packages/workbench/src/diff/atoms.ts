/** The questions that rules ask of a call, each once: comparisons, and whether what a limit counts can be read. */
import {
  type CallRequest,
  type Comparison,
  compileCondition,
  compilePolicy,
  decide,
  Evaluation,
  type Limit,
  type PathText,
  parsePathText,
  pathOfKey,
} from '@portcullis/engine'

/** What comes of a question: true, false, or it cannot be judged. */
export type Truth = 't' | 'f' | 'x'

/** One question. */
export interface Atom extends PathText {
  readonly id: number
  /** As it is written. */
  readonly path: string
  /** Undefined for what a limit reads. */
  readonly comparison: Comparison | undefined
  /** What can come of it. */
  readonly truths: readonly Truth[]
  readonly timezone: string
  readonly test: (request: CallRequest) => Truth
}

/** How a `[*]` that does not say is read. */
export type Quantifier = 'any' | 'all'

/** All questions of the policies that are compared. */
export interface Atoms {
  ofComparison(comparison: Comparison, quantifier: Quantifier, timezone: string): Atom
  /** None for a limit that counts calls. */
  ofLimit(limit: Pick<Limit, 'by' | 'increment_from'>): readonly Atom[]
}

const ALL_TRUTHS: readonly Truth[] = ['t', 'f', 'x']
const READABLE: readonly Truth[] = ['t', 'x']

/** Starts without questions. */
export function createAtoms(): Atoms {
  const known = new Map<string, Atom>()
  const once = (key: string, make: (id: number) => Atom): Atom => {
    const atom = known.get(key) ?? make(known.size)
    known.set(key, atom)
    return atom
  }
  return {
    ofComparison(written, quantifier, timezone) {
      const comparison = explicit(written, quantifier)
      const zone = written.path.startsWith('time.') ? timezone : ''
      return once(JSON.stringify(['is', canonical(comparison), zone]), (id) => ({
        id,
        ...pathOf(comparison.path),
        comparison,
        truths: ALL_TRUTHS,
        timezone,
        test: comparisonTest(comparison, { quantifier, timezone }),
      }))
    },
    ofLimit({ by = [], increment_from: from }) {
      const reads: Pick<Limit, 'by' | 'increment_from'>[] = by.map((key) => ({ by: [key] }))
      if (from !== undefined) reads.push({ increment_from: from })
      return reads.map((read) =>
        once(JSON.stringify(['reads', read]), (id) => ({
          id,
          ...pathOf(read.by?.[0] === undefined ? sourceOf(from) : pathOfKey(read.by[0])),
          comparison: undefined,
          truths: READABLE,
          timezone: 'UTC',
          test: limitTest(read),
        })),
      )
    },
  }
}

/** A path with `[*]` says how it is meant. */
function explicit(comparison: Comparison, quantifier: Quantifier): Comparison {
  return comparison.path.includes('[*]') ? { ...comparison, match: comparison.match ?? quantifier } : comparison
}

const canonical = ({ path, op, value, match, ignore_case: ignoreCase }: Comparison): unknown => [
  path,
  op,
  value,
  match ?? '',
  ignoreCase === true,
]

function pathOf(path: string): PathText & Pick<Atom, 'path'> {
  const parsed = parsePathText(path)
  if (!parsed.ok) throw new Error(`The policy was not checked: ${parsed.flaw.message}.`)
  return { ...parsed.value, path }
}

const sourceOf = (from: Limit['increment_from']): string =>
  typeof from === 'object' ? ('sum' in from ? from.sum : from.count) : (from ?? '')

function comparisonTest(comparison: Comparison, setting: Parameters<typeof compileCondition>[1]): Atom['test'] {
  const { test } = compileCondition(comparison, setting)
  return (request) => {
    const truth = test(new Evaluation(request))
    if (typeof truth !== 'boolean') return 'x'
    return truth ? 't' : 'f'
  }
}

/** Whether it can be counted is what the engine says of a policy with nothing but such a limit. */
function limitTest(read: Pick<Limit, 'by' | 'increment_from'>): Atom['test'] {
  const limit: Limit = { counter: 'counted', window: 'day', max: 1, ...read }
  const policy = compilePolicy({ version: '1', default: 'allow', all_tools: { limits: [limit] } }, { id: 'atom' })
  return (request) => (decide(policy, request).effect === 'deny' ? 'x' : 't')
}
