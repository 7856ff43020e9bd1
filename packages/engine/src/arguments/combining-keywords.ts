/** Keywords that put schemas together (JSON Schema 2020-12, core, sections 8.2.3 and 10.2). */
import type { JsonObject } from '../decide/request.ts'
import { isArray, own } from '../text/json.ts'
import type { SchemaCompiler } from './schema-compiler.ts'
import { every, fault, type SchemaCheck, type SchemaFault, spend, TOO_MUCH } from './schema-fault.ts'

/** What is not judged: a schema with one of these says more than would be enforced. */
const NOT_JUDGED = ['$dynamicRef', '$recursiveRef', 'unevaluatedProperties', 'unevaluatedItems'] as const

/** `$ref`, to a place of the same document. */
export function referenceKeyword(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const unknown = NOT_JUDGED.find((key) => Object.hasOwn(schema, key))
  if (unknown !== undefined) return compiler.flawed(`it uses "${unknown}"`)
  const reference = own(schema, '$ref')
  if (reference === undefined) return undefined
  const target = typeof reference === 'string' ? compiler.resolve(reference) : undefined
  if (target === undefined) return compiler.flawed('a reference leads out of it, or nowhere')
  return compiler.compileBeside(schema, target)
}

/** `allOf`, `anyOf`, `oneOf`, `not`. */
export function logicKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const [all, any, one] = (['allOf', 'anyOf', 'oneOf'] as const).map((key) => partsOf(schema, key, compiler))
  const negated = own(schema, 'not')
  const checks: SchemaCheck[] = [
    ...(all ?? []),
    ...(any === undefined ? [] : [anyOf(any)]),
    ...(one === undefined ? [] : [oneOf(one)]),
    ...(negated === undefined ? [] : [not(compiler.compileBeside(schema, negated))]),
  ]
  return checks.length === 0 ? undefined : every(checks)
}

function partsOf(schema: JsonObject, key: string, compiler: SchemaCompiler): readonly SchemaCheck[] | undefined {
  const parts = own(schema, key)
  if (parts === undefined) return undefined
  if (isArray(parts) && parts.length > 0) return parts.map((part) => compiler.compileBeside(schema, part))
  compiler.flawed(`"${key}" is not a list of schemas`)
  return undefined
}

function anyOf(parts: readonly SchemaCheck[]): SchemaCheck {
  return (value, effort) => {
    let deepest: SchemaFault | undefined
    effort.left -= parts.length
    for (const part of parts) {
      const found = part(value, effort)
      if (effort.left < 0) return TOO_MUCH
      if (found === undefined) return undefined
      if (found.path.length > (deepest?.path.length ?? 0)) deepest = found
    }
    // What fits one form but for a detail is told of the detail.
    return deepest ?? fault('has none of the forms that the schema allows')
  }
}

function oneOf(parts: readonly SchemaCheck[]): SchemaCheck {
  const any = anyOf(parts)
  const several = fault('has more than one of the forms of which the schema allows one')
  return (value, effort) => {
    if (!spend(effort, parts.length)) return TOO_MUCH
    const fitting = parts.filter((part) => part(value, effort) === undefined).length
    if (effort.left < 0) return TOO_MUCH
    if (fitting === 1) return undefined
    return fitting === 0 ? any(value, effort) : several
  }
}

function not(part: SchemaCheck): SchemaCheck {
  const wrong = fault('has a form that the schema rules out')
  return (value, effort) => {
    const found = part(value, effort)
    if (effort.left < 0) return TOO_MUCH
    return found === undefined ? wrong : undefined
  }
}

/** `if`, `then`, `else`. */
export function conditionKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const condition = own(schema, 'if')
  if (condition === undefined) return undefined
  const holds = compiler.compileBeside(schema, condition)
  const branch = (key: 'then' | 'else'): SchemaCheck => compiler.compileBeside(schema, own(schema, key) ?? true)
  const [yes, no] = [branch('then'), branch('else')]
  return (value, effort) => {
    const isMet = holds(value, effort) === undefined
    if (effort.left < 0) return TOO_MUCH
    return (isMet ? yes : no)(value, effort)
  }
}
