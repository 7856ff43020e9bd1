/** Tables of Markdown from the objects of a JSON Schema (draft 2020-12). */

/** The part of JSON Schema that our schemas use. */
export interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** What a page knows beside the schema of one object. */
export interface Page {
  /** Parts that references lead to, by name. Those with keys have a section of their own. */
  readonly parts: Readonly<Record<string, Schema>>
  /** What texts of a certain form are called, by the form. */
  readonly forms: Readonly<Record<string, string>>
  /** Schemas that are explained on another page: Markdown links by reference. */
  readonly elsewhere: Readonly<Record<string, string>>
}

/** One row for each member of an object: key, value, what holds without it, and its meaning. */
export function table(schema: Schema, page: Page): string {
  const required = new Set(schema.required)
  const rows = Object.entries(schema.properties ?? {}).map(([key, member]) => {
    const standard = required.has(key) ? 'required' : standardOf(member)
    return row([code(key), kindOf(member, page), standard, meaningOf(member)])
  })
  return [row(['key', 'value', 'standard', 'meaning']), row(['---', '---', '---', '---']), ...rows].join('\n')
}

/** A row of cells. */
export function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

/** Text as it is typed. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

function standardOf({ default: standard }: Schema): string {
  if (
    standard === undefined ||
    (typeof standard === 'object' && standard !== null && Object.keys(standard).length === 0)
  ) {
    return '–'
  }
  return code(typeof standard === 'string' ? standard : JSON.stringify(standard))
}

function meaningOf({ description = '', examples }: Schema): string {
  const [example] = examples ?? []
  const text = description
    .split('`')
    .map((piece, i) => (i % 2 === 0 ? piece.replaceAll('*', '\\*') : piece))
    .join('`')
  return example === undefined
    ? text
    : `${text} Example: ${code(typeof example === 'string' ? example : JSON.stringify(example))}`
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'mapping',
  null: '`null`',
}

function kindOf(schema: Schema, page: Page): string {
  const { $ref, const: constant, enum: choices, anyOf, items, additionalProperties } = schema
  if ($ref !== undefined) return referred($ref, page)
  if (constant !== undefined) return code(JSON.stringify(constant))
  if (choices !== undefined) return choices.map((choice) => code(String(choice))).join(', ')
  if (anyOf !== undefined) return [...new Set(anyOf.map((option) => kindOf(option, page)))].join(' or ')
  if (items !== undefined) return `list of ${kindOf(items, page)}`
  if (typeof additionalProperties === 'object') return `mapping of ${kindOf(additionalProperties, page)}`
  return typeOf(schema, page)
}

function typeOf({ type, pattern }: Schema, { forms }: Page): string {
  if (pattern !== undefined && Object.hasOwn(forms, pattern)) return forms[pattern] ?? 'text'
  const types = typeof type === 'string' ? [type] : (type ?? [])
  return types.length === 0 ? 'any value' : types.map((each) => names[each] ?? each).join(' or ')
}

/** A link to a section, or the value itself where the part has none. */
function referred($ref: string, page: Page): string {
  if (Object.hasOwn(page.elsewhere, $ref)) return page.elsewhere[$ref] ?? $ref
  const name = $ref.split('/').at(-1) ?? $ref
  const part = page.parts[name]
  if (part?.properties !== undefined) return `[${name}](#${name.toLowerCase()})`
  // A value of any kind consists of values of any kind.
  return part === undefined || isRecursive(part, $ref) ? 'any value' : kindOf(part, page)
}

const isRecursive = (part: Schema, $ref: string): boolean => JSON.stringify(part).includes(JSON.stringify($ref))
