/** The shape at a place of a document. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import { conditionForm, formOf } from './fitting.ts'
import { type Place, valueAt } from './place.ts'
import { DOCUMENT_SHAPE, type Shape, shapeNamed } from './shape.ts'

/** What may stand at a place of a document: of a choice the form that its value has, or else all of them. */
export function shapesAt(document: JsonObject, place: Place): readonly Shape[] {
  let shapes: readonly Shape[] = [DOCUMENT_SHAPE]
  for (const [depth, step] of place.entries()) {
    const value = valueAt(document, place.slice(0, depth))
    shapes = shapes.flatMap((shape) => formsOf(shape, value)).flatMap((shape) => below(shape, step))
  }
  return shapes.flatMap((shape) => formsOf(shape, valueAt(document, place)))
}

/** A choice, taken apart. */
function formsOf(shape: Shape, value: JsonValue | undefined): readonly Shape[] {
  if (shape.kind === 'condition') return conditionForms(value)
  if (shape.kind !== 'either') return [shape]
  const fit = value === undefined ? undefined : formOf(shape.forms, value)
  const found = fit === undefined ? undefined : shape.forms[fit]
  return (found === undefined ? shape.forms : [found]).flatMap((form) => formsOf(form, value))
}

const CONDITIONS = { comparison: 'Comparison', any: 'AnyOf', all: 'AllOf', not: 'Not' } as const

function conditionForms(value: JsonValue | undefined): readonly Shape[] {
  const form = conditionForm(value)
  return form === undefined ? Object.values(CONDITIONS).map(shapeNamed) : [shapeNamed(CONDITIONS[form])]
}

function below(shape: Shape, step: string | number): readonly Shape[] {
  if (shape.kind === 'list') return typeof step === 'number' ? [shape.element] : []
  if (shape.kind === 'map') return [shape.value]
  if (shape.kind !== 'object') return []
  return shape.fields.filter(({ key }) => key === step).map((field) => field.shape)
}
