/**
 * How well the catalogue's classifier agrees with labels that people gave:
 *
 *     npm run catalogue:score -- [--definitions FILE] [--errors N] [FILE…]
 *
 * Label files are JSON Lines, gzipped or not, one tool a line: either others' labels (`server`, `tool`, `description?`,
 * `inputSchema?`, `label {category | derived_category}`) or our own (`server`, `tool`, `parameters?`, `category`). Vendors'
 * annotations are never shown to the classifier. Without files: the shared development labels and our own.
 */
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import {
  type Accuracy,
  accuracyOf,
  CATEGORIES,
  type Category,
  createClassifier,
  foldOf,
  isHeldOut,
  type Judged,
  type ToolDefinition,
} from '@portcullis/catalogue'

const root = resolve(import.meta.dirname, '..')
const SHARED = resolve(root, '../shared/data/catalogue')
const OWN = resolve(root, 'packages/catalogue/data/labels.jsonl')
const FOLDS = 5

/** One labelled tool. */
interface Labelled {
  readonly server: string
  readonly definition: ToolDefinition
  readonly reads: boolean
  readonly wanted?: Category
}

/** What of a definition the classifier is shown. */
type View = 'a bare name' | 'names' | 'names and schemas' | 'everything but annotations'

const VIEWS: readonly View[] = ['a bare name', 'names', 'names and schemas', 'everything but annotations']

type Row = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function readRows(file: string): readonly Row[] {
  const bytes = readFileSync(file)
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return content
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRow)
}

function schemaOf(parameters: unknown): unknown {
  if (!isRow(parameters)) return undefined
  const properties = Object.entries(parameters).map(([name, type]) => [name, { type: String(type).split('|')[0] }])
  return { type: 'object', properties: Object.fromEntries(properties) }
}

function labelOf(row: Row): Pick<Labelled, 'reads' | 'wanted'> | undefined {
  const label = isRow(row['label']) ? row['label'] : {}
  const given = text(row['category']) ?? text(label['category'])
  const wanted = CATEGORIES.find((category) => category === given)
  if (given !== undefined) return wanted === undefined ? undefined : { reads: wanted === 'Read', wanted }
  const derived = text(label['derived_category'])
  return derived === undefined ? undefined : { reads: derived === 'Read' }
}

function labelled(row: Row, definitions: ReadonlyMap<string, Row>): readonly Labelled[] {
  const [server, name, label] = [text(row['server']), text(row['tool']), labelOf(row)]
  if (server === undefined || name === undefined || label === undefined) return []
  const known = definitions.get(`${server}\n${name}`) ?? row
  const description = text(known['description'])
  const inputSchema = known['inputSchema'] ?? schemaOf(row['parameters'])
  return [
    {
      server,
      definition: {
        name,
        ...(description !== undefined && { description }),
        ...(inputSchema !== undefined && { inputSchema }),
      },
      ...label,
    },
  ]
}

function shown(definition: ToolDefinition, view: View): ToolDefinition {
  if (view === 'everything but annotations') return definition
  const { description: _hidden, ...without } = definition
  return view === 'names and schemas' ? without : { name: definition.name }
}

/** Labels every tool as the view lets it be seen; tools of one server see each other's names. */
function judge(items: readonly Labelled[], view: View, siblings: ReadonlyMap<string, readonly string[]>): Judged[] {
  const classifiers = new Map<string, ReturnType<typeof createClassifier>>()
  return items.map(({ server, definition, ...label }) => {
    const context = view === 'a bare name' ? {} : { name: server, siblings: siblings.get(server) ?? [] }
    const classify = classifiers.get(server) ?? createClassifier(context)
    classifiers.set(server, classify)
    return { server, tool: definition.name, ...label, got: classify(shown(definition, view)).category }
  })
}

function percent(value: number | undefined): string {
  return value === undefined ? '     –' : `${(100 * value).toFixed(1).padStart(5)}%`
}

function printCategories({ byCategory, confusion }: Accuracy): void {
  console.log(`  ${''.padEnd(12)} count precision recall | labelled as ↓, got → ${CATEGORIES.join(' ')}`)
  for (const category of CATEGORIES) {
    const { count, precision, recall } = byCategory[category]
    const got = CATEGORIES.map((other) => String(confusion[category][other]).padStart(other.length)).join(' ')
    const left = `  ${category.padEnd(12)} ${String(count).padStart(5)}    ${percent(precision)} ${percent(recall)}`
    console.log(`${left} | ${''.padStart(23)}${got}`)
  }
}

function printFolds(judged: readonly Judged[]): void {
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    accuracyOf(judged.filter(({ server }) => foldOf(server, FOLDS) === fold)),
  ).filter(({ count }) => count > 0)
  const line = folds.map(({ readOrChange, category }) => `${percent(readOrChange)} /${percent(category)}`)
  console.log(`  parts of servers (nothing is fitted; read-or-change / category): ${line.join('  ')}`)
}

function print(title: string, items: readonly Labelled[], siblings: ReadonlyMap<string, readonly string[]>): void {
  if (items.length === 0) return
  console.log(`\n${title}: ${items.length} tools of ${new Set(items.map(({ server }) => server)).size} servers`)
  for (const view of VIEWS) {
    const judged = judge(items, view, siblings)
    const accuracy = accuracyOf(judged)
    const { readOrChange, readOrChangeByServer, category, categorised } = accuracy
    const byServer = `(mean of servers ${percent(readOrChangeByServer)})`
    const all = `read-or-change ${percent(readOrChange)} ${byServer}, category ${percent(category)} of ${categorised}`
    console.log(`- ${view}: ${all}`)
    if (view === 'a bare name') continue
    printFolds(judged)
    if (categorised > 0 && view !== 'names and schemas') printCategories(accuracy)
  }
}

function printErrors(items: readonly Labelled[], siblings: ReadonlyMap<string, readonly string[]>, most: number): void {
  const wrong = judge(items, 'everything but annotations', siblings).filter(({ reads, wanted, got }) =>
    wanted === undefined ? reads !== (got === 'Read') : wanted !== got,
  )
  for (const { server, tool, reads, wanted, got } of wrong.slice(0, most)) {
    console.log(`  ${server} ${tool}: ${wanted ?? (reads ? 'Read' : 'a change')}, got ${got}`)
  }
}

function namesByServer(...lists: (readonly Row[])[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>()
  for (const row of lists.flat()) {
    const [server, name] = [text(row['server']), text(row['tool']) ?? text(row['name'])]
    if (server === undefined || name === undefined) continue
    const known = names.get(server) ?? new Set()
    names.set(server, known.add(name))
  }
  return new Map([...names].map(([server, set]) => [server, [...set]]))
}

function printSpeed(known: readonly Row[], siblings: ReadonlyMap<string, readonly string[]>): void {
  const tools = known.map((row) => ({ ...row, server: text(row['server']) ?? '', name: text(row['name']) ?? '' }))
  const begun = process.cpuUsage()
  const classifiers = new Map([...siblings].map(([name, names]) => [name, createClassifier({ name, siblings: names })]))
  for (const { server, ...definition } of tools) classifiers.get(server)?.(definition)
  const { user, system } = process.cpuUsage(begun)
  console.log(`\n${tools.length} definitions labelled in ${((user + system) / 1e6).toFixed(2)} s of processor time`)
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { definitions: { type: 'string' }, errors: { type: 'string', default: '0' } },
  })
  const definitionsFile = values.definitions ?? resolve(SHARED, 'tools.jsonl.gz')
  const known = existsSync(definitionsFile) ? readRows(definitionsFile) : []
  if (known.length === 0) console.log(`no definitions at ${definitionsFile}: our own labels are scored on facts alone`)
  const definitions = new Map(known.map((row) => [`${text(row['server'])}\n${text(row['name'])}`, row]))
  const files =
    positionals.length > 0 ? positionals.map((file) => resolve(file)) : [resolve(SHARED, 'labels-dev.jsonl.gz'), OWN]
  for (const file of files) {
    if (!existsSync(file)) {
      console.log(`\nskipped ${file}: it is not here`)
      process.exitCode = positionals.length > 0 ? 1 : 0
      continue
    }
    const rows = readRows(file)
    const own = file === OWN
    const siblings = namesByServer(rows, own ? known : [])
    const items = rows.flatMap((row) => labelled(row, own ? definitions : new Map()))
    print(relative(root, file), items, siblings)
    if (own)
      print(
        '  of these, held out',
        items.filter(({ server }) => isHeldOut(server)),
        siblings,
      )
    printErrors(items, siblings, Number(values.errors))
  }
  if (known.length > 0) printSpeed(known, namesByServer(known))
}

main()
