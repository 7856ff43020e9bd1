/** One tool, several operations: an argument chooses, so the severest of them counts. */
import type { Facts } from '../facts.ts'
import { interpret } from '../meaning/interpret.ts'
import { readName } from '../meaning/reading.ts'
import { type Parameter, parameterName } from '../parameters.ts'
import { CATEGORIES, type Evidence } from '../risk.ts'
import { quote } from '../text.ts'
import { tokenize } from '../tokens.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('operations', 'schema')

const CHOOSERS = new Set(
  'action operation op method mode command subcommand actiontype operationtype task requesttype'.split(' '),
)
const HTTP = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options'])
const TARGETS = new Set('url path endpoint uri route apipath href resourcepath action'.split(' '))
/** Choices that carry out the tool’s own verb and say nothing of their own. */
const EMPTY = new Set(['execute', 'run', 'preview', 'plan', 'apply', 'do', 'perform', 'confirm', 'getrequestschema'])
const NO_PREFIX: ReadonlySet<string> = new Set()
const QUOTED = /['"`]([a-z][\w-]{2,30})['"`]/g

function choicesOf(parameter: Parameter): readonly string[] {
  if (parameter.choices.length > 0) return parameter.choices
  return [...parameter.note.matchAll(QUOTED)].slice(0, 16).map((match) => match[1] ?? '')
}

function ofChoices(parameter: Parameter, choices: readonly string[], facts: Facts): readonly Evidence[] {
  let worst: { choice: string; rank: number } | undefined
  for (const choice of choices) {
    if (EMPTY.has(choice.toLowerCase().replace(/[^a-z]/g, ''))) continue
    const main = readName(tokenize(choice), NO_PREFIX, facts.domains).clauses[0]
    const meaning = main === undefined ? undefined : interpret(main.clause)
    const rank = meaning === undefined ? -1 : CATEGORIES.indexOf(meaning.category)
    if (worst === undefined || rank > worst.rank) worst = { choice, rank }
  }
  const category = worst === undefined ? undefined : CATEGORIES[worst.rank]
  if (worst === undefined || category === undefined || category === 'Read') return []
  const because = `${parameterName(parameter)} can choose ${quote(worst.choice)}`
  return [evidence(category, category === 'Write' ? 1.6 : 2.4, because)]
}

/** What an argument such as `action` or `method` can choose. */
export const operations: Signal = (facts) => {
  const chooser = facts.parameters.find((one) => CHOOSERS.has(one.key))
  if (chooser === undefined) return []
  const choices = choicesOf(chooser)
  const http = choices.filter((choice) => HTTP.has(choice.toLowerCase())).length
  const target = facts.parameters.find((one) => one !== chooser && TARGETS.has(one.key))
  if (target !== undefined && (http >= 2 || (chooser.key === 'method' && choices.length === 0))) {
    return [evidence('Execute', 2.6, `${parameterName(chooser)} and ${parameterName(target)} make any request`)]
  }
  return choices.length < 2 ? [] : ofChoices(chooser, choices, facts)
}
