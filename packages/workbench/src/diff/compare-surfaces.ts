/** Resources, prompts, questions of servers, and methods. */
import {
  type Layer,
  permits,
  permitsItem,
  permitsMethod,
  permitsQuestion,
  permitsUnknownMethod,
  type Surface,
} from '@portcullis/engine'
import type { Found } from './compare-calls.ts'
import { type Area, type Difference, difference, type RuleRef, type Undecided } from './difference.ts'
import type { Side } from './side.ts'
import { itemsLike, questionsFor } from './surface-samples.ts'

/** As much of a verdict as is compared. */
interface Said {
  readonly effect: 'allow' | 'deny' | 'hidden' | 'malformed'
  readonly rule: string
  readonly document: { readonly id: string }
}

/** Compares everything that is no tool. */
export function compareSurfaces(sides: readonly [Side, Side]): Found {
  const items = (['resources', 'prompts'] as const).map((surface) => compareItems(surface, sides))
  return {
    differences: [...items.flatMap((each) => each.differences), ...compareQuestions(sides), ...compareMethods(sides)],
    undecided: items.flatMap((each) => each.undecided),
  }
}

const policiesOf = (sides: readonly [Side, Side]): readonly Layer['policy'][] =>
  sides.flatMap(({ layers }) => layers.map(({ policy }) => policy))

function compareItems(surface: 'resources' | 'prompts', sides: readonly [Side, Side]): Found {
  const noun = surface === 'resources' ? 'resource' : 'prompt'
  const patterns = policiesOf(sides).flatMap((policy) => {
    const { allow = [], deny = [], hide = [] } = policy[surface] ?? {}
    return [...allow, ...deny, ...hide]
  })
  const found = unique(
    itemsLike(surface, [...new Set(patterns)]).flatMap((name) =>
      said(surface, `the ${noun} ${name}`, sides, ({ real }) => permitsItem(real, surface, name)).map((each) =>
        byDefault(each) ? { ...each, subject: `any other ${noun}` } : each,
      ),
    ),
  )
  const isSame = writtenFor(surface, sides[0]) === writtenFor(surface, sides[1])
  const loosest = found.map(({ direction }) => direction)
  const may = (['loosened', 'tightened'] as const).filter((each) => !loosest.includes(each))
  if (isSame || may.length === 0 || patterns.length === 0) return { differences: found, undecided: [] }
  const doubt: Undecided = {
    area: surface,
    subject: surface,
    says: `the patterns for ${surface} differ: it cannot be decided whether ${found.length === 0 ? 'any' : 'any other'} is answered otherwise`,
    may,
    before: undefined,
    after: undefined,
  }
  return { differences: found, undecided: [doubt] }
}

/** The rules of a surface: equal texts mean the same. */
function writtenFor(surface: 'resources' | 'prompts', { layers }: Side): string {
  const written = layers.map(({ policy }) => {
    const { default: own = policy.default, allow = [], deny = [], hide = [] } = policy[surface] ?? {}
    return [own, [...allow].sort(), [...deny].sort(), [...hide].sort()]
  })
  return JSON.stringify(written)
}

function compareQuestions(sides: readonly [Side, Side]): readonly Difference[] {
  const questions = questionsFor(policiesOf(sides))
  const methods = [...new Set(questions.map(({ method }) => method))]
  return methods.flatMap((wanted) =>
    unique(
      questions.flatMap(({ method, params, subject }) =>
        method === wanted ? said('questions', subject, sides, ({ real }) => permitsQuestion(real, method, params)) : [],
      ),
    ),
  )
}

const SURFACES: readonly Surface[] = ['completion', 'logging', 'tasks']
const METHODS = [
  'completion/complete',
  'logging/setLevel',
  'tasks/get',
  'tasks/list',
  'tasks/result',
  'tasks/cancel',
  'tasks/update',
  'subscriptions/listen',
]

function compareMethods(sides: readonly [Side, Side]): readonly Difference[] {
  const named = policiesOf(sides).flatMap(({ methods = {} }) => Object.keys(methods))
  const extensions = [...new Set(named)].filter((name) => !METHODS.includes(name))
  const known = METHODS.flatMap((name) =>
    said('methods', `the method ${name}`, sides, ({ real }) => permitsMethod(real, name)),
  )
  const others = [...extensions, 'x-unknown/method'].flatMap((name) =>
    said('methods', name === 'x-unknown/method' ? 'any other method' : `the method ${name}`, sides, ({ real }) =>
      permitsUnknownMethod(real, name),
    ),
  )
  const whole = SURFACES.flatMap((surface) =>
    said('methods', surface, sides, ({ real }) => {
      const { allowed, rule, document } = permits(real, surface)
      return { effect: allowed ? 'allow' : 'deny', rule, document }
    }),
  )
  return [...known, ...others, ...(known.length === 0 ? whole : [])]
}

const SEVERITY = { allow: 0, deny: 1, malformed: 1, hidden: 2 } as const
const WORDS = { allow: 'allowed', deny: 'denied', malformed: 'denied as malformed', hidden: 'hidden' } as const

function said(
  area: Area,
  subject: string,
  [before, after]: readonly [Side, Side],
  ask: (side: Side) => Said | undefined,
): readonly Difference[] {
  const was = ask(before)
  const is = ask(after)
  if (was === undefined || is === undefined || SEVERITY[was.effect] === SEVERITY[is.effect]) return []
  const direction = SEVERITY[is.effect] < SEVERITY[was.effect] ? 'loosened' : 'tightened'
  const says = `is now ${WORDS[is.effect]}, not ${WORDS[was.effect]}`
  return [difference(area, direction, subject, { says, before: refOf(was), after: refOf(is) })]
}

const refOf = ({ rule, document }: Said): RuleRef => ({ rule, document: document.id })

/** No pattern fits what this is about. */
function byDefault({ before, after }: Difference): boolean {
  return [before, after].every((ref) => ref !== undefined && /^\(default |\/default$/.test(ref.rule))
}

/** One difference for each pair of rules. */
function unique(found: readonly Difference[]): readonly Difference[] {
  const byRules = new Map<string, Difference>()
  for (const each of found) {
    const key = JSON.stringify([each.before, each.after, each.says])
    if (!byRules.has(key)) byRules.set(key, each)
  }
  return [...byRules.values()]
}
