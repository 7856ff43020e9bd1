/** The form for an object of the language: the keys that it has, and those that can be added. */
import { Plus, X } from 'lucide-react'
import { classes } from '../../lib/classes.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { blankField } from '../model/fitting.ts'
import { drop, objectAt, type Place, put } from '../model/place.ts'
import type { Field, ObjectShape, Shape } from '../model/shape.ts'
import { useBuilder } from './builder-context.tsx'
import { labelOf } from './labels.ts'

interface ObjectFormProps {
  readonly place: Place
  readonly object: ObjectShape
  /** Keys that are shown elsewhere. */
  readonly without?: readonly string[]
  /** Keys beside those of the object that somebody else shows. */
  readonly elsewhere?: readonly string[]
}

/** Shows it. Keys that the language does not have are shown as JSON, and stay. */
export function ObjectForm({ place, object, without = [], elsewhere = [] }: ObjectFormProps) {
  const { document } = useBuilder()
  const value = objectAt(document, place)
  const fields = object.fields.filter(({ key }) => !without.includes(key))
  const present = fields.filter(({ key }) => Object.hasOwn(value, key))
  const known = new Set([...object.fields.map(({ key }) => key), ...elsewhere])
  const unknown = Object.keys(value).filter((key) => !known.has(key))
  return (
    <div className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-2">
      {present.map((field) => (
        <Row key={field.key} place={[...place, field.key]} field={field} />
      ))}
      {unknown.map((key) => (
        <Row key={key} place={[...place, key]} field={unknownField(key)} />
      ))}
      <AddField place={place} fields={fields.filter(({ key }) => !Object.hasOwn(value, key))} />
    </div>
  )
}

const unknownField = (key: string): Field => ({
  key,
  required: false,
  description: 'The builder does not know this key.',
  standard: undefined,
  example: undefined,
  shape: { kind: 'json' },
})

function Row({ place, field }: { readonly place: Place; readonly field: Field }) {
  const { document, edit, locked, Form } = useBuilder()
  const label = labelOf(field.key)
  const nested = isNested(field.shape)
  return (
    <div className={classes('flex min-w-0 items-start gap-1', (nested || isLong(field.shape)) && 'sm:col-span-2')}>
      <div className="min-w-0 flex-1">
        {nested && <h4 className="mb-1 font-semibold">{label}</h4>}
        <Form
          place={place}
          shape={field.shape}
          label={label}
          keepsList={field.required}
          {...(!nested && { hint: firstSentence(field.description) })}
        />
      </div>
      {!field.required && !locked && (
        <IconButton
          icon={X}
          size="small"
          label={`Remove ${label}`}
          onClick={() => edit(drop(document, place), `- ${place.join('/')}`)}
        />
      )}
    </div>
  )
}

const isLong = (shape: Shape): boolean => shape.kind === 'text' && (shape.longest ?? 0) >= 400

const isNested = ({ kind }: Shape): boolean =>
  kind === 'list' || kind === 'map' || kind === 'object' || kind === 'either'

const firstSentence = (text: string): string => /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text

/** A menu of what can be added. */
function AddField({
  place,
  fields,
  label = 'Add…',
}: {
  readonly place: Place
  readonly fields: readonly Field[]
  readonly label?: string
}) {
  const { document, edit, locked } = useBuilder()
  if (fields.length === 0 || locked) return null
  return (
    <div className="sm:col-span-2">
      <Menu
        align="start"
        trigger={
          <Button kind="quiet" size="small" icon={Plus}>
            {label}
          </Button>
        }
        items={fields.map((field) => ({
          label: labelOf(field.key),
          onSelect: () =>
            edit(put(document, [...place, field.key], blankField(field)), `+ ${place.join('/')}/${field.key}`),
        }))}
      />
    </div>
  )
}
