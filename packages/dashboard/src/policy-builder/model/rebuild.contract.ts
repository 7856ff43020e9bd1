/** A document made anew by the edits that the builder's forms issue, one after the other, beginning with a blank one. */
import { isArray, isObject, type JsonObject, type JsonValue } from '@portcullis/engine'
import { accepts, blankField, blankOf, conditionForm, formOf } from './fitting.ts'
import { append, drop, type Place, put, valueAt } from './place.ts'
import { inState, stateOf } from './rule-state.ts'
import { DOCUMENT_SHAPE, type ObjectShape, type Shape, shapeNamed } from './shape.ts'
import { BLANK } from './starts.ts'
import { addEntry, setRuleState } from './tool-edits.ts'

/** Makes it. @throws Error where a part of it has no form */
export function rebuilt(target: JsonObject): JsonObject {
  return fill({ document: BLANK, place: [] }, DOCUMENT_SHAPE, target).document
}

/** How far it is made, and where the next edit goes. */
interface Making {
  readonly document: JsonObject
  readonly place: Place
}

function fill(making: Making, shape: Shape, target: JsonValue): Making {
  if (!accepts(shape, target)) throw new Error(`No form for ${JSON.stringify(target)} at ${making.place.join('/')}.`)
  switch (shape.kind) {
    case 'object':
      return isObject(target) ? fillObject(making, shape, target) : making
    case 'map':
      return isObject(target) ? fillMap(making, shape.value, target) : making
    case 'list':
      return isArray(target) ? fillList(making, shape.element, target) : making
    case 'either': {
      const form = shape.forms[formOf(shape.forms, target) ?? 0]
      return form === undefined ? making : fill(choose(making, form), form, target)
    }
    case 'condition':
      return fillCondition(making, target)
    default:
      return { ...making, document: put(making.document, making.place, target) }
  }
}

/** Another form of a choice begins blank. */
function choose({ document, place }: Making, form: Shape): Making {
  const before = valueAt(document, place)
  const fits = before !== undefined && accepts(form, before)
  return { place, document: fits ? document : put(document, place, blankOf(form)) }
}

function fillObject(making: Making, shape: ObjectShape, target: JsonObject): Making {
  const { place } = making
  let { document } = making
  const begun = valueAt(document, place)
  const extra = begun !== undefined && isObject(begun) ? Object.keys(begun).filter((key) => !(key in target)) : []
  for (const key of extra) document = drop(document, [...place, key])
  for (const [key, value] of Object.entries(target)) {
    const field = shape.fields.find((each) => each.key === key)
    if (field === undefined) throw new Error(`No field for ${key} at ${place.join('/')}.`)
    if (valueAt(document, [...place, key]) === undefined) document = put(document, [...place, key], blankField(field))
    document = fill({ document, place: [...place, key] }, field.shape, value).document
  }
  return { document, place }
}

function fillMap({ document, place }: Making, shape: Shape, target: JsonObject): Making {
  let made = document
  for (const [key, value] of Object.entries(target)) {
    const entry = [...place, key]
    made = place.join('/') === 'tools' ? withTool(made, key, value) : put(made, entry, blankOf(shape))
    made = fill({ document: made, place: entry }, shape, value).document
  }
  return { document: made, place }
}

/** An entry is added, and brought into its state first, as one does by clicking. */
function withTool(document: JsonObject, key: string, rule: JsonValue): JsonObject {
  const added = addEntry(document, key)
  const state = isObject(rule) ? stateOf(rule) : 'custom'
  return state === 'custom' ? added : setRuleState(added, ['tools', key], state)
}

function fillList({ document, place }: Making, element: Shape, target: readonly JsonValue[]): Making {
  let made = put(document, place, [])
  for (const [index, value] of target.entries()) {
    made = append(made, place, blankOf(element))
    made = fill({ document: made, place: [...place, index] }, element, value).document
  }
  return { document: made, place }
}

function fillCondition(making: Making, target: JsonValue): Making {
  const form = conditionForm(target)
  const id = form === 'any' ? 'AnyOf' : form === 'all' ? 'AllOf' : form === 'not' ? 'Not' : 'Comparison'
  const shape = shapeNamed(id)
  return fill(choose(making, shape), shape, target)
}

/** What the six states keep of a rule is what it says: brought into its own state, a rule is as it was. */
export const keptByItsState = (rule: JsonObject): JsonObject => {
  const state = stateOf(rule)
  return state === 'custom' ? rule : inState(rule, state)
}
