/** The part of a decision's line that repeats: everything between its id and its duration. */
import type {
  ApprovalFact,
  ArgumentFact,
  DecisionEvent,
  JudgedFacts,
  LabelFact,
  ShadowFact,
} from '../../ports/audit-sink.ts'
import { countedWriter } from './counted-text.ts'
import { escaped, flat, quoted, remembered, whole } from './json-text.ts'

/** What stands before the figure of a decision's duration. */
const MICROS = ',"micros":'

/** Shapes that are remembered: a shape is a grant, a tool and how it was decided, a few hundred bytes. */
const MAX_SHAPES = 16_384

/** The fields of a decision that are nearly always those of an earlier one. */
function shapeText(event: DecisionEvent, text: (value: string) => string): string {
  const optional = (name: string, value: string | undefined) => (value === undefined ? '' : `"${name}":${text(value)},`)
  return flat(
    `","grant":${text(event.grant)},"server":${text(event.server)},"era":"${event.era}","method":${text(event.method)},` +
      optional('tool', event.tool) +
      optional('target', event.target) +
      labelText(event.label) +
      `"effect":"${event.effect}",` +
      optional('code', event.code) +
      optional('rule', event.rule) +
      optional('policy', event.policy) +
      optional('policyVersion', event.policyVersion) +
      '"args":{',
  )
}

/** Its words are few and of our own. */
function labelText(label: LabelFact | undefined): string {
  if (label === undefined) return ''
  const { category, risk, source, flags } = label
  const flagged = flags === undefined ? '' : `,"flags":["${flags.join('","')}"]`
  return `"label":{"category":"${category}","risk":"${risk}","source":"${source}"${flagged}},`
}

/** What shadow mode would have done: nothing where nothing is in it. */
function shadowText(shadow: ShadowFact | undefined, text: (value: string) => string): string {
  if (shadow === undefined) return ''
  const { effect, code, rule, policy, policyVersion } = shadow
  const coded = code === undefined ? '' : `"code":${text(code)},`
  const where = `"rule":${text(rule)},"policy":${text(policy)},"policyVersion":${text(policyVersion)}`
  return `,"shadow":{"effect":"${effect}",${coded}${where}}`
}

/** The question to people: ids are of the store's own, and no two are equal, so nothing is remembered. */
function approvalText(approval: ApprovalFact | undefined): string {
  if (approval === undefined) return ''
  const { id, state, narrowed } = approval
  return `,"approval":{"id":${quoted(id)},"state":"${state}"${narrowed ? ',"narrowed":true' : ''}}`
}

/** Answers are characters of base64url and three marks: nothing in them needs to be escaped. */
function factsText(facts: JudgedFacts | undefined, text: (value: string) => string): string {
  if (facts === undefined) return ''
  const { answers, defaults, slot } = facts
  let told = answers === '' ? '' : `,"answers":"${answers}"`
  if (defaults.length > 0) told += `,"defaults":[${defaults.map(text).join(',')}]`
  return slot === 0 ? told : `${told},"slot":${whole(slot)}`
}

interface Shape {
  readonly event: DecisionEvent
  readonly text: string
}

const sameShape = (a: DecisionEvent, b: DecisionEvent): boolean =>
  a.server === b.server &&
  a.method === b.method &&
  a.rule === b.rule &&
  a.effect === b.effect &&
  a.code === b.code &&
  a.policyVersion === b.policyVersion &&
  a.policy === b.policy &&
  a.tool === b.tool &&
  a.target === b.target &&
  a.label === b.label &&
  a.era === b.era

/** Shapes by grant and tool, at most `capacity` of them; starts anew when there are more. */
function shapes(text: (value: string) => string, capacity: number): (event: DecisionEvent) => string {
  const byGrant = new Map<string, Map<string, Shape>>()
  let size = 0
  const remember = (event: DecisionEvent, name: string): string => {
    if (size >= capacity) {
      byGrant.clear()
      size = 0
    }
    const shape = { event: { ...event, args: [] }, text: shapeText(event, text) }
    const ofGrant = byGrant.get(event.grant)
    if (ofGrant === undefined) byGrant.set(event.grant, new Map([[name, shape]]))
    else ofGrant.set(name, shape)
    size++
    return shape.text
  }
  return (event) => {
    const name = event.tool ?? event.method
    const found = byGrant.get(event.grant)?.get(name)
    return found !== undefined && sameShape(found.event, event) ? found.text : remember(event, name)
  }
}

/** Members of `args`, and what follows them up to what was counted. */
function argumentText(args: readonly ArgumentFact[], key: (text: string) => string): string {
  let text = ''
  let others = 0
  let separator = ''
  for (const fact of args) {
    if (fact.digest === undefined && fact.key === '*') others += fact.count ?? 1
    else {
      text += separator + key(fact.key) + (fact.digest === undefined ? 'null' : quoted(fact.digest))
      separator = ','
    }
  }
  return others === 0 ? `${text}}` : `${text}},"otherArgs":${whole(others)}`
}

/**
 * Puts a decision's body together out of few pieces: each piece costs as much as twenty characters do. The usual case,
 * every argument with its digest, has two for each argument.
 * @param text a value as a JSON string
 */
export function decisionBody(text: (value: string) => string): (event: DecisionEvent) => string {
  const shape = shapes(text, MAX_SHAPES)
  const first = remembered((name) => `${quoted(name)}:"`)
  const next = remembered((name) => `",${quoted(name)}:"`)
  const key = remembered((name) => `${quoted(name)}:`)
  const counted = countedWriter(text)
  return (event) => {
    let body = shape(event)
    const end =
      factsText(event.facts, text) +
      (event.counted === undefined ? '' : counted(event.counted)) +
      shadowText(event.shadow, text) +
      approvalText(event.approval) +
      MICROS
    if (event.args.length === 0) return `${body}}${end}`
    let member = first
    for (const fact of event.args) {
      if (fact.digest === undefined) return shape(event) + argumentText(event.args, key) + end
      body += member(fact.key) + escaped(fact.digest)
      member = next
    }
    return `${body}"}${end}`
  }
}
