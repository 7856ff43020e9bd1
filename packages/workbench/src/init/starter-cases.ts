/** Cases for a policy to begin with: for each class of tools a call that passes and one that does not. */
import { CATEGORIES, type Category, type LabelledTool } from '@portcullis/catalogue'
import { type CompiledPolicy, compilePolicy, decide, type JsonObject, type Policy } from '@portcullis/engine'
import type { Case, Expectation, Step } from '../cases/suite.ts'
import { flowYaml } from './flow-yaml.ts'
import type { StarterEntry } from './style.ts'

/** So many tools of a class are looked at. */
const LOOKED_AT = 50

/** Texts that argument rules refuse: a command, a change of data, a way out, an address within. */
const HOSTILE = ['rm -rf /', 'delete from users', '../../etc/passwd', 'http://169.254.169.254/latest'] as const

/** Texts that they let pass. */
const HARMLESS = ['example', 'https://example.com/', 'select 1', 'notes.txt'] as const

/**
 * The text of `cases.yaml`. What a case expects is what the engine decides.
 * @param file the policy, from where the cases stand
 */
export function starterCases(policy: Policy, entries: readonly StarterEntry[], file: string): string {
  const compiled = compilePolicy(policy, { id: 'starter' })
  const groups = CATEGORIES.map((category) => {
    const own = entries.filter(({ tool }) => tool.label.category === category).slice(0, LOOKED_AT)
    return { title: titleOf(category), cases: [passing(compiled, own), refused(compiled, own)].flat() }
  })
  const other = { title: 'tools that nobody named', cases: [unnamed(policy, entries)] }
  const written = [...groups, other].flatMap(({ title, cases }) =>
    cases.length === 0 ? [] : [`  # ${title}`, ...cases.map((each) => `  - ${flowYaml(each)}`)],
  )
  return [
    '# What must come of calls: portcullis test runs it, --coverage shows what no case reaches.',
    '# One call that passes and one that does not, for each class of tools. Add the calls that matter to you.',
    `policy: ${JSON.stringify(file)}`,
    'cases:',
    ...written,
    '',
  ].join('\n')
}

const titleOf = (category: Category): string => `${category.toLowerCase()} tools`

const SUBJECT = { organisation: 'local', grant: 'starter', label: 'starter', owner: 'starter', tags: {} }

function effectOf(compiled: CompiledPolicy, name: string, args: JsonObject) {
  const request = { subject: SUBJECT, tool: { server: 'starter', name }, context: { at: 0, slot: 0 as const } }
  return decide(compiled, { ...request, arguments: args, inexact: new Set<string>() })
}

/** The first call that passes; where all ask, the first that asks. */
function passing(compiled: CompiledPolicy, entries: readonly StarterEntry[]): readonly Case[] {
  const found = entries.flatMap(({ tool }) =>
    HARMLESS.map((text) => argumentsOf(tool, text)).flatMap((args) => {
      const { effect } = effectOf(compiled, tool.name, args)
      return effect === 'deny' ? [] : [{ tool, args, effect }]
    }),
  )
  const best = found.find(({ effect }) => effect === 'allow') ?? found[0]
  if (best === undefined) return []
  const says = best.effect === 'allow' ? 'is allowed' : 'is asked about'
  return [called(`${best.tool.name} ${says}`, best.tool, best.args, { effect: best.effect })]
}

/** The first call that does not: by its arguments, by a limit, or since the tool is hidden. */
function refused(compiled: CompiledPolicy, entries: readonly StarterEntry[]): readonly Case[] {
  for (const make of [refusedByArguments, refusedByLimit, refusedAsHidden]) {
    for (const entry of entries) {
      const found = make(compiled, entry)
      if (found !== undefined) return [found]
    }
  }
  return []
}

type Refusal = (compiled: CompiledPolicy, entry: StarterEntry) => Case | undefined

const refusedByArguments: Refusal = (compiled, { tool, rule }) => {
  if (rule === 'hide' || rule.deny_if === undefined) return undefined
  for (const text of HOSTILE) {
    const args = argumentsOf(tool, text, 'all')
    const decision = effectOf(compiled, tool.name, args)
    if (decision.effect === 'deny')
      return called(`${tool.name} is refused for its arguments`, tool, args, {
        effect: 'deny',
        rule: decision.rule,
      })
  }
  return undefined
}

const refusedByLimit: Refusal = (compiled, { tool, rule }) => {
  const limit = rule === 'hide' ? undefined : rule.limits?.[0]
  if (limit === undefined) return undefined
  const args = HARMLESS.map((text) => argumentsOf(tool, text)).find(
    (each) => effectOf(compiled, tool.name, each).effect !== 'deny',
  )
  if (args === undefined) return undefined
  const used = { [limit.counter]: limit.max }
  const expected: Expectation = { effect: 'deny', code: 'limit_exceeded' }
  const { name, ...rest } = called(`${tool.name} is refused when its limit is reached`, tool, args, expected)
  return { name, given: { used }, ...rest }
}

const refusedAsHidden: Refusal = (_compiled, { tool, rule }) =>
  rule === 'hide' ? called(`${tool.name} is hidden`, tool, {}, { effect: 'hidden' }) : undefined

function unnamed({ default: effect }: Policy, entries: readonly StarterEntry[]): Case {
  const names = new Set(entries.map(({ tool }) => tool.name))
  let name = 'tool_that_came_later'
  while (names.has(name)) name += '_'
  const says = `a tool that nobody named is ${effect === 'allow' ? 'allowed' : 'refused'}`
  return caseOf(says, { call: name }, { effect, rule: `(default ${effect})` })
}

function called(name: string, tool: LabelledTool, args: JsonObject, expected: Expectation): Case {
  return caseOf(name, { call: tool.name, ...(Object.keys(args).length > 0 && { arguments: args }) }, expected)
}

/** An effect alone is written as its word. */
function caseOf(name: string, when: Step, expected: Expectation): Case {
  const { effect, ...rest } = expected
  const isWord = effect !== undefined && Object.keys(rest).length === 0
  // biome-ignore lint/suspicious/noThenProperty: a key of the file
  return { name, when, then: isWord ? effect : expected }
}

/** Arguments that fit by their types; every text is the same. */
function argumentsOf({ parameters }: LabelledTool, text: string, which: 'required' | 'all' = 'required'): JsonObject {
  const given = parameters.filter(({ name, required }) => (required || which === 'all') && !/\p{C}/u.test(name))
  return Object.fromEntries(given.map(({ name, type }) => [name, sampleOf(type, text)]))
}

function sampleOf(type: string, text: string): JsonObject[string] {
  switch (type) {
    case 'number':
    case 'integer':
      return 1
    case 'boolean':
      return true
    case 'array':
      return []
    case 'object':
      return {}
    default:
      return text
  }
}
