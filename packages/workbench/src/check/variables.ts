/** What a predicate asks about, path by path, and the values that stand for all others. */
import {
  type Comparison,
  EACH,
  type JsonValue,
  type PathStep,
  type PathText,
  parsePathText,
  readDate,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { MadeUp } from './call.ts'
import { type Candidates, candidatesFor, EQUALITY, literalsOf, OTHER_TEXT } from './candidates.ts'
import { accepts } from './fit.ts'
import type { SchemaPart } from './schema-part.ts'

/** A call that is being made up. */
export interface Sketch extends Omit<MadeUp, 'args'> {
  readonly values: ReadonlyMap<Variable, JsonValue>
}

/** Something that differs from call to call. */
export interface Variable extends Candidates {
  readonly key: string
  /** Steps below `args`; undefined for everything else. */
  readonly steps: readonly PathStep[] | undefined
  readonly set: (sketch: Sketch, value: JsonValue | undefined) => Sketch
}

/** What is known of the place of a predicate. */
export interface Knowledge {
  readonly tool: KnownTool | undefined
  /** What the tool's definition says of an argument. */
  readonly partOf: (text: string, steps: readonly PathStep[]) => SchemaPart
  /** What rules read of an argument that a call leaves out; undefined: nothing. */
  readonly standardOf: (steps: readonly PathStep[]) => JsonValue | undefined
  /** Whether calls are refused whose arguments do not fit the definition. */
  readonly validates: boolean
  /** How many calls may still be tried out: shared by all predicates of a document. */
  readonly effort: { left: number }
  /** Values to one of which a path has to be equal for the whole to hold. */
  readonly pinnedTo: (path: string) => readonly JsonValue[] | undefined
}

/** The variable that a path reads: the same for the same path, and one for everything that the clock says. */
export function variableOf(text: string, comparisons: readonly Comparison[], known: Knowledge): Variable {
  const parsed = parsePathText(text)
  if (!parsed.ok) return unknowable(text)
  const { root } = parsed.value
  if (root === 'args') return argument(text, parsed.value, comparisons, known)
  if (root.startsWith('time.')) return clock(comparisons)
  switch (root) {
    case 'seen.private':
    case 'seen.untrusted':
    case 'seen.secrets': {
      const member = root.slice('seen.'.length)
      return {
        key: root,
        steps: undefined,
        values: [true, false],
        enough: 'any',
        set: (sketch, value) => ({ ...sketch, seen: { ...sketch.seen, [member]: value === true } }),
      }
    }
    case 'tool.name':
      return known.tool === undefined ? unknowable(text) : settled(text)
    case 'tool.category':
    case 'tool.risk':
      // Other labels than reviewed ones may be others where the policy holds.
      return known.tool?.label?.source === 'reviewed' ? settled(text) : unknowable(text)
    case 'tool.annotations':
      return known.tool?.annotations === undefined ? unknowable(text) : settled(text)
    case 'input':
    case 'result':
      return unknowable(text)
    default:
      return attribute(text, parsed.value, comparisons)
  }
}

const unknowable = (key: string): Variable => ({ key, steps: undefined, values: [], enough: 'none', set: same })
const settled = (key: string): Variable => ({ key, steps: undefined, values: [undefined], enough: 'any', set: same })
const same = (sketch: Sketch): Sketch => sketch

/** No index that is tried is larger. */
const LARGEST_INDEX = 8

function argument(
  text: string,
  { steps }: PathText,
  comparisons: readonly Comparison[],
  { partOf, standardOf, validates, pinnedTo }: Knowledge,
): Variable {
  const found = partOf(text, steps)
  const isPlain = steps.every((step) => step !== EACH && (typeof step === 'string' || step <= LARGEST_INDEX))
  if (!isPlain || found.kind === 'absent') return unknowable(text)
  const part = found.kind === 'part' && validates ? found : undefined
  const standard = part && standardOf(steps)
  const isGiven = part !== undefined && (part.required || standard !== undefined) && !accepts(part, null)
  const asked = { comparisons, part, standard, optional: !isGiven, pinned: pinnedTo(text) }
  const variable: Variable = {
    key: text,
    steps,
    ...candidatesFor(asked),
    set: (sketch, value) =>
      value === undefined ? sketch : { ...sketch, values: new Map(sketch.values).set(variable, value) },
  }
  return variable
}

/** Texts that callers and configurations bring: only compared as wholes. */
function attribute(text: string, { root, steps }: PathText, comparisons: readonly Comparison[]): Variable {
  if (comparisons.some(({ op }) => !EQUALITY.includes(op))) return unknowable(text)
  const literals = literalsOf(comparisons).filter((value) => typeof value === 'string')
  const name = [root, ...steps.map(String)].join('.')
  const isAlways = root === 'grant.label' || root === 'grant.owner' || root === 'tool.server'
  return {
    key: text,
    steps: undefined,
    values: [...literals, OTHER_TEXT, ...(isAlways ? [] : [undefined])],
    enough: 'any',
    set: (sketch, value) =>
      typeof value === 'string' ? { ...sketch, texts: new Map(sketch.texts).set(name, value) } : sketch,
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const MOST_DATES = 40

/**
 * Every hour of the days of a week, and of the days around each date that is named, in UTC: hours and days of the week are
 * all there, whatever is asked of them.
 */
function clock(comparisons: readonly Comparison[]): Variable {
  const texts = literalsOf(comparisons).filter((value) => typeof value === 'string')
  const dates = texts.flatMap((text) => readDate(text) ?? [])
  const isKnown = comparisons.every(({ path, op }) => {
    return path !== 'time.date' || EQUALITY.includes(op) || op === 'before' || op === 'after'
  })
  if (!isKnown || dates.length > MOST_DATES) return unknowable('time')
  const days = new Set<number>()
  for (const date of [MONDAY, ...dates]) for (let shift = -8; shift <= 8; shift++) days.add(date + shift * DAY)
  const usesHours = comparisons.some(({ path }) => path === 'time.hour')
  const hours = Array.from({ length: usesHours ? 24 : 1 }, (_, hour) => hour * HOUR)
  return {
    key: 'time',
    steps: undefined,
    values: [...days].flatMap((day) => hours.map((hour) => day + hour)),
    enough: 'any',
    set: (sketch, at) => (typeof at === 'number' ? { ...sketch, at } : sketch),
  }
}
