/** The input schema of a tool, prepared to judge arguments: interpreted, in bounded time, without looking anywhere else. */
import type { JsonObject } from '../decide/request.ts'
import { isObject } from '../text/json.ts'
import { conditionKeywords, logicKeywords, referenceKeyword } from './combining-keywords.ts'
import { arrayKeywords, itemKeywords, memberKeywords, objectKeywords } from './container-keywords.ts'
import { compileDefaults, type Fill } from './defaults.ts'
import { type Keywords, SchemaCompiler } from './schema-compiler.ts'
import { type SchemaCheck, type SchemaFault, TOO_MUCH } from './schema-fault.ts'
import { choiceKeywords, numberKeywords, stringKeywords, typeKeyword } from './value-keywords.ts'

/** Steps that one call may take: about ten milliseconds. */
const MOST_STEPS = 300_000

const KEYWORDS: readonly Keywords[] = [
  typeKeyword,
  choiceKeywords,
  numberKeywords,
  stringKeywords,
  objectKeywords,
  memberKeywords,
  arrayKeywords,
  itemKeywords,
  referenceKeyword,
  logicKeywords,
  conditionKeywords,
]

/** What became of arguments: what is wrong with them, or how they are to be judged. */
export type ReadArguments =
  | { readonly ok: true; readonly args: JsonObject }
  | { readonly ok: false; readonly fault: SchemaFault }

/**
 * Judges arguments by a schema. Never throws.
 *
 * What comes back are the arguments with the schema's defaults for what is absent: the same object where nothing is.
 */
export type ArgumentSchema = (args: JsonObject) => ReadArguments

/** Either the prepared schema, or why nothing can be judged by it, and what it still says of absent arguments. */
export type CompiledSchema =
  | { readonly ok: true; readonly schema: ArgumentSchema }
  | { readonly ok: false; readonly reason: string; readonly defaults: ArgumentSchema }

/**
 * Prepares a schema (JSON Schema 2020-12, and what of older drafts means the same). Formats and unknown keywords are
 * notes. By a schema that says something that cannot be judged here nothing is refused: half of it could mean the opposite.
 * Its defaults hold all the same: what is sent without an argument will be done with its default.
 */
export function compileArgumentSchema(schema: JsonObject): CompiledSchema {
  const compiler = new SchemaCompiler(schema, KEYWORDS)
  const check = compiler.whole()
  const [reason] = compiler.flaws
  const fill = compileDefaults(schema, compiler)
  if (reason !== undefined) return { ok: false, reason, defaults: (args) => read(args, fits, fill) }
  return { ok: true, schema: (args) => read(args, check, fill) }
}

const fits: SchemaCheck = () => undefined

function read(args: JsonObject, check: SchemaCheck, fill: Fill): ReadArguments {
  const effort = { left: MOST_STEPS }
  const found = check(args, effort)
  if (found !== undefined) return { ok: false, fault: found }
  const filled = fill(args, effort)
  return effort.left >= 0 && isObject(filled) ? { ok: true, args: filled } : { ok: false, fault: TOO_MUCH }
}

/** A fault as the end of a sentence: where, and what is wrong there. */
export function describeFault({ path, problem }: SchemaFault): string {
  if (path.length === 0) return `the arguments ${problem}`
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${shortened(step)}`)).join('')
  return `${place.startsWith('.') ? place.slice(1) : place} ${problem}`
}

const shortened = (name: string): string => (name.length > 64 ? `${name.slice(0, 63)}…` : name)
