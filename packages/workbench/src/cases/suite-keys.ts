/** The keys that may stand at a place of `cases.yaml`, from its JSON Schema. */
import type { Path } from '../yaml/place.ts'
import { casesJsonSchema } from './suite-schema.ts'

/** As much of a JSON Schema as is looked at. */
interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly $defs?: Readonly<Record<string, Schema>>
}

let whole: Schema | undefined

/** Empty where any key may stand, or none. */
export function keysAt(path: Path): readonly string[] {
  whole ??= casesJsonSchema() as Schema
  let at: readonly Schema[] = formsOf(whole)
  for (const step of path) at = at.flatMap((schema) => below(schema, step)).flatMap(formsOf)
  return [...new Set(at.flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

function below({ properties, additionalProperties, items }: Schema, step: string | number): readonly Schema[] {
  if (typeof step === 'number') return items === undefined ? [] : [items]
  const own = properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined
  if (own !== undefined) return [own]
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}

function formsOf(schema: Schema): readonly Schema[] {
  const name = schema.$ref?.split('/').at(-1)
  const meant = name === undefined ? undefined : whole?.$defs?.[name]
  if (meant !== undefined) return formsOf(meant)
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(formsOf)
}
