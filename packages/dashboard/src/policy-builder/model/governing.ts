/** What a document says of one tool: by its name, by a pattern, by its class, or by default. */
import {
  type ClassName,
  isObject,
  isOfClass,
  type JsonObject,
  matches,
  nameTokens,
  type Pattern,
  parsePattern,
  type ToolLabel,
} from '@portcullis/engine'
import { objectNamed } from './fitting.ts'
import { listAt, objectAt, type Place } from './place.ts'
import { type RuleState, stateOf } from './rule-state.ts'

/** A tool as the builder looks at it. */
export interface BuilderTool {
  readonly name: string
  /** Undefined where nothing is known of it. */
  readonly label: ToolLabel | undefined
}

/** What holds for a tool, as far as one word says it. */
export interface Governing {
  /** Where it stands: `hide` (the list), `entry` (its own), `pattern`, `class`, or `default`. */
  readonly by: 'hide' | 'entry' | 'pattern' | 'class' | 'default'
  /** The places of the rules that say it, the one to be edited first; empty for the default. */
  readonly places: readonly Place[]
  readonly state: RuleState
}

/** Answers for many tools of one document. */
export type FindGoverning = (tool: BuilderTool) => Governing

interface Named {
  readonly pattern: Pattern
  readonly place: Place
  readonly rule: JsonObject
}

const CLASS_NAMES = new Set(objectNamed('Classes').fields.map(({ key }) => key))

const isClassName = (key: string): key is ClassName => CLASS_NAMES.has(key)

/** Prepares the answers; entries that cannot be read count as if they were not there. */
export function governingIn(document: JsonObject): FindGoverning {
  const entries = Object.entries(objectAt(document, ['tools'])).flatMap(([name, rule]) =>
    namedRule(name, ['tools', name], rule),
  )
  const exact = new Map(
    entries.flatMap((entry) => (entry.pattern.exact === undefined ? [] : [[entry.pattern.exact, entry]])),
  )
  const globs = entries
    .filter(({ pattern }) => pattern.exact === undefined)
    .sort((left, right) => right.pattern.literals - left.pattern.literals)
  const hidden = listAt(document, ['hide']).flatMap((name, index) =>
    typeof name === 'string' ? namedRule(name, ['hide', index], {}) : [],
  )
  const classes = Object.entries(objectAt(document, ['classes'])).flatMap(([key, rule]) =>
    isObject(rule) ? [{ key, place: ['classes', key], rule }] : [],
  )
  const standard: RuleState = document['default'] === 'allow' ? 'allow' : 'deny'
  return ({ name, label }) => {
    const tokens = nameTokens(name)
    const hides = hidden.find(({ pattern }) => matches(pattern, tokens))
    if (hides !== undefined) return { by: 'hide', places: [hides.place], state: 'hide' }
    const own = exact.get(name)
    if (own !== undefined) return { by: 'entry', places: [own.place], state: stateOf(own.rule) }
    const glob = globs.find(({ pattern }) => matches(pattern, tokens))
    const ofClass = classes.filter(({ key }) => isClassName(key) && isOfClass(key, label))
    if (glob !== undefined) return together('pattern', [glob, ...ofClass], isUnlabelled(classes, ofClass, label))
    if (ofClass.length > 0) return together('class', ofClass, standard === 'deny' && !ofClass.some(mayAllow(label)))
    return { by: 'default', places: [], state: isUnlabelled(classes, ofClass, label) ? 'deny' : standard }
  }
}

/** Rules go by classes, and nothing is known of the tool. */
const isUnlabelled = (classes: readonly object[], ofClass: readonly object[], label: ToolLabel | undefined): boolean =>
  classes.length > 0 && ofClass.length === 0 && label === undefined

/** A class allows tools whose label an operator reviewed; others where it trusts derived labels. */
const mayAllow =
  (label: ToolLabel | undefined) =>
  ({ rule }: { readonly rule: JsonObject }): boolean =>
    rule['trust'] === 'derived' || label?.source === 'reviewed'

/** The most restrictive of several rules; two that restrict in different ways are more than one word says. */
function together(
  by: 'class' | 'pattern',
  found: readonly { readonly place: Place; readonly rule: JsonObject }[],
  refuses: boolean,
): Governing {
  const places = found.map(({ place }) => place)
  const states = new Set(found.map(({ rule }) => stateOf(rule)))
  if (states.has('hide')) return { by, places, state: 'hide' }
  if (refuses || states.has('deny')) return { by, places, state: 'deny' }
  states.delete('allow')
  const [only = 'allow'] = states
  return { by, places, state: states.size > 1 ? 'custom' : only }
}

function namedRule(name: string, place: Place, rule: unknown): readonly Named[] {
  const pattern = parsePattern(name)
  return pattern.ok && isObject(rule) ? [{ pattern: pattern.value, place, rule }] : []
}
