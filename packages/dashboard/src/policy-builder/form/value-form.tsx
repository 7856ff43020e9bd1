/** The form for whatever may stand at a place of a document. */
import type { JsonValue } from '@portcullis/engine'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { accepts } from '../model/fitting.ts'
import { put, valueAt } from '../model/place.ts'
import { type FormProps, useBuilder } from './builder-context.tsx'
import { ConditionForm, Conditions } from './condition-form.tsx'
import { EitherForm } from './either-form.tsx'
import { labelOf } from './labels.ts'
import { ListForm } from './list-form.tsx'
import { MapForm } from './map-form.tsx'
import { ObjectForm } from './object-form.tsx'
import { pathChoices } from './path-choices.ts'
import { readAmount, readJson, readNumber, TextValue, TypedValue, WordsValue } from './scalar-fields.tsx'

/** Shows it. What the form cannot hold is shown as JSON, and kept as it is until it is edited. */
export function ValueForm(props: FormProps) {
  const { document } = useBuilder()
  const value = valueAt(document, props.place) ?? null
  if (!accepts(props.shape, value)) return <JsonForm {...props} value={value} />
  switch (props.shape.kind) {
    case 'list':
      return props.shape.element.kind === 'condition' ? (
        <Conditions place={props.place} />
      ) : (
        <ListForm {...props} element={props.shape.element} />
      )
    case 'map':
      return <MapForm {...props} element={props.shape.value} />
    case 'object':
      return <ObjectForm {...props} object={props.shape} />
    case 'either':
      return <EitherForm {...props} forms={props.shape.forms} />
    case 'condition':
      return <ConditionForm place={props.place} />
    default:
      return <ScalarForm {...props} value={value} />
  }
}

interface ValueProps extends FormProps {
  readonly value: JsonValue
}

function ScalarForm({ place, shape, label, labelHidden, hint, value }: ValueProps) {
  const { document, edit, locked, tools } = useBuilder()
  const words = { label, disabled: locked, ...(labelHidden && { labelHidden }), ...(hint !== undefined && { hint }) }
  const onChange = (next: JsonValue): void => edit(put(document, place, next), place.join('/'))
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  switch (shape.kind) {
    case 'text':
      return (shape.longest ?? 0) >= 400 ? (
        <WordsValue {...words} value={text} onChange={onChange} />
      ) : (
        <TextValue {...words} value={text} onChange={onChange} choices={pathChoices(place, tools)} />
      )
    case 'number':
      return <TypedValue {...words} value={value} onChange={onChange} read={readNumber} wanted="Type a number." />
    case 'amount':
      return (
        <TypedValue
          {...words}
          value={value}
          onChange={onChange}
          choices={pathChoices(place, tools)}
          read={(typed) => readAmount(typed, value)}
          wanted="Type a number, or a length such as day or 15m."
        />
      )
    case 'switch':
      return <CheckField {...words} checked={value === true} onChange={onChange} />
    case 'choice':
      return (
        <SelectField
          {...words}
          value={text}
          onChange={onChange}
          choices={shape.values.map((each) => ({ value: each, label: labelOf(each) }))}
        />
      )
    default:
      return <JsonForm {...{ place, shape, value }} {...words} />
  }
}

/** A value as JSON. */
function JsonForm({ place, label, labelHidden, value }: ValueProps) {
  const { document, edit, locked } = useBuilder()
  return (
    <TypedValue
      label={label}
      {...(labelHidden && { labelHidden })}
      disabled={locked}
      value={typeof value === 'string' ? JSON.stringify(value) : value}
      onChange={(next) => edit(put(document, place, next), place.join('/'))}
      read={readJson}
      wanted="Type a JSON value: texts stand in quotes."
    />
  )
}
