/** The schemas that editors use, held against hundreds of documents that are right, and against those that are not. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKnown, recommendServer, study } from '@portcullis/catalogue'
import { compileArgumentSchema, type JsonObject, parsePolicy } from '@portcullis/engine'
import { importPolicy, STARTER_STYLES, starterPolicy } from '@portcullis/workbench'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readShippedFacts } from '../store/facts/shipped.ts'
import { registerSchema, SCHEMAS } from './schema.ts'
import { toolsOfEntry } from './tool-source.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

const below = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path))

function admitting(schema: unknown): (document: unknown) => boolean {
  const compiled = compileArgumentSchema(JSON.parse(JSON.stringify(schema)) as JsonObject)
  if (!compiled.ok) throw new Error('the schema cannot be compiled')
  return (document) => compiled.schema(document as JsonObject).ok
}

const admits = admitting(SCHEMAS.policy())

/** Policies that are shown or made anywhere. */
const SOURCES: Readonly<Record<string, () => readonly string[]>> = {
  'the cookbook': () => below('docs/cookbook', /policy\.json$/).map(read),
  'the examples': () =>
    below('examples', /\.json$/)
      .map(read)
      .filter(isPolicy),
  'the pages': () =>
    below('docs', /\.md$/).flatMap((page) =>
      [...read(page).matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text).filter(isPolicy),
    ),
  'the catalogue': () => SAMPLED.map(({ recommended }) => JSON.stringify(recommended)),
  starters: () => SAMPLED.flatMap(({ starters }) => starters),
  imports: () => {
    const made = importPolicy('version: "1"\ntools: {a: {rules: [{rate_limit: 5/hour}]}, "*": {rules: []}}')
    return made.ok ? [made.text] : []
  },
}

const isPolicy = (text: string): boolean => /^\s*\{\s*"version": "1"/.test(text)

function sampled() {
  const { lines, head } = readShippedFacts()
  const known = openKnown(lines, head)
  const ids = lines.flatMap((line) => /^\{"i":"([^"\\]*)"/.exec(line)?.[1] ?? [])
  return ids
    .filter((_, at) => at % Math.ceil(ids.length / 160) === 0)
    .flatMap((id) => {
      const entry = known.entry(id)
      const sourced = entry === undefined ? undefined : toolsOfEntry(entry)
      if (entry === undefined || sourced?.ok !== true) return []
      const { labelled } = study(entry)
      const tools = entry.tools.map((tool) => ({ ...tool, label: labelled(tool).label }))
      const starters = STARTER_STYLES.map((style) => starterPolicy(sourced.list, style).policy)
      return [{ recommended: recommendServer(entry.name, tools).policy, starters }]
    })
}

const SAMPLED = sampled()

describe('the schema of policies', () => {
  it('admits every policy that is shown or made anywhere', () => {
    let count = 0
    for (const [source, texts] of Object.entries(SOURCES)) {
      const written = texts()
      expect([source, written.length > 0]).toEqual([source, true])
      for (const text of written) expect([source, text, admits(JSON.parse(text))]).toEqual([source, text, true])
      count += written.length
    }
    expect(count).toBeGreaterThan(400)
  })

  it('refuses what is no policy by its shape', () => {
    const structural = new Set(['unknown_key', 'wrong_type', 'missing_key'])
    const golden = parse(read('packages/engine/cases/problems.yaml')) as readonly { readonly text?: unknown }[]
    const broken = golden.flatMap(({ text }) => {
      const parsed = typeof text === 'string' ? parsePolicy(text) : undefined
      const errors = parsed?.ok === false ? parsed.problems.filter(({ severity }) => severity === 'error') : []
      // Shadow mode needs “until”: that is no matter of shape.
      const isStructural = errors.some(({ code, pointer }) => structural.has(code) && !pointer.endsWith('/until'))
      const value = isStructural && typeof text === 'string' ? jsonOf(text) : undefined
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : []
    })
    expect(broken.length).toBeGreaterThan(15)
    for (const value of broken) expect([value, admits(value)]).toEqual([value, false])
  })
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

describe('the schema of cases', () => {
  it('admits all cases of the cookbook', () => {
    const isCases = admitting(SCHEMAS.cases())
    const files = below('docs/cookbook', /cases\.yaml$/)
    expect(files.length).toBeGreaterThan(10)
    for (const file of files) expect([file, isCases(parse(read(file)))]).toEqual([file, true])
    expect(isCases({ cases: [{ name: 'a', when: { calls: 'b' } }] })).toBe(false)
  })
})

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly required?: readonly string[]
}

interface Field extends Schema {
  readonly isRequired: boolean
}

/** Every field of a schema by its path, however deep. */
function fieldsOf(schema: unknown, path: string): readonly (readonly [string, Field])[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, required = [] } = schema as Schema
  const own = Object.entries(properties).map(
    ([key, field]) => [`${path}/${key}`, { ...field, isRequired: required.includes(key) }] as const,
  )
  const parts = Object.entries(schema).filter(([key]) => key !== 'examples' && key !== 'default')
  return [...own, ...parts.flatMap(([key, each]) => fieldsOf(each, `${path}/${key}`))]
}

describe('schema', () => {
  async function printed(name: string): Promise<readonly (readonly [string, Field])[]> {
    let text = ''
    const program = new Command()
    registerSchema(program, { out: (more) => (text += more), error: () => undefined, exit: () => undefined })
    await program.parseAsync(['node', 'portcullis', 'schema', name])
    return fieldsOf(JSON.parse(text), '')
  }

  it.each(['policy', 'config', 'cases'])('prints that of %s, and every field is described', async (name) => {
    const fields = await printed(name)
    expect(fields.length).toBeGreaterThan(20)
    const bare = fields.filter(([, field]) => !JSON.stringify(field).includes('"description"'))
    expect(bare.map(([path]) => path)).toEqual([])
  })

  /** Without them nothing holds, or what the rest of the document says: there is no value to write for that. */
  const ABSENT = new Set(
    `$schema name description until resources prompts approval elicitation sampling roots results reason rate_limit on_deny match
    max_uses by increment_from warn_at max_bytes with read write execute destructive financial unknown risk:low
    risk:medium risk:high risk:critical trust default form url`.split(/\s+/),
  )

  it('gives an example for every field of a policy, and a default where there is one', async () => {
    const fields = await printed('policy')
    const without = fields.filter(([, { examples }]) => !Array.isArray(examples))
    expect(without.map(([path]) => path)).toEqual([])
    const optional = fields.filter(([, { isRequired }]) => !isRequired)
    const odd = optional.filter(([path, field]) => !('default' in field) && !ABSENT.has(path.split('/').at(-1) ?? ''))
    expect(odd.map(([path]) => path)).toEqual([])
  })
})
