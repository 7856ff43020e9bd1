/** A form of everything that could be less: a field for each number, a box for each element and member that may go. */
import { type ReactNode, useState } from 'react'
import { classes } from '../../../lib/classes.ts'
import { visible } from '../../../lib/visible.ts'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { isList, isObject, type Json, type JsonObject } from './json.ts'
import { type Edits, mayBeLeftOut, placeBelow, schemaBelow } from './narrowing.ts'

interface Shared {
  readonly edits: Edits
  readonly onChange: (edits: Edits) => void
}

interface PartProps extends Shared {
  readonly asked: Json
  readonly schema: JsonObject | undefined
  readonly path: string
  readonly name: string
}

/** So many elements of a list have a box; more are narrowed as JSON. */
const MOST = 200

/** Shows it. */
export function NarrowForm({ asked, schema, edits, onChange }: Shared & Pick<PartProps, 'asked' | 'schema'>) {
  if (!isObject(asked) || Object.keys(asked).length === 0)
    return <p className="text-ink-soft">The call has no arguments that could be less.</p>
  return <Members {...{ asked, schema, edits, onChange }} path="" name="" />
}

function Members({ asked, schema, path, edits, onChange }: PartProps) {
  return (
    <ul className="grid grid-cols-1 gap-3">
      {Object.entries(isObject(asked) ? asked : {}).map(([key, value]) => {
        const place = placeBelow(path, key)
        const isGone = edits.get(place) === 'left out'
        return (
          <li key={key} className="grid grid-cols-1 min-w-0 gap-1">
            {mayBeLeftOut(schema, key) ? (
              <Keep label={visible(key)} place={place} edits={edits} onChange={onChange} />
            ) : (
              <span className="font-semibold [overflow-wrap:anywhere]">{visible(key)}</span>
            )}
            <div className={classes('min-w-0 pl-6', isGone && 'line-through')}>
              {isGone ? (
                <Fixed value={value} />
              ) : (
                <Part
                  {...{ edits, onChange }}
                  asked={value}
                  schema={schemaBelow(schema, key)}
                  path={place}
                  name={key}
                />
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Part(props: PartProps): ReactNode {
  const { asked } = props
  if (typeof asked === 'number') return <Lower {...props} asked={asked} />
  if (isList(asked)) return <Elements {...props} asked={asked} />
  if (isObject(asked)) return <Members {...props} />
  return <Fixed value={asked} />
}

const Fixed = ({ value }: { readonly value: Json }): ReactNode => (
  <code className="block max-h-40 overflow-y-auto text-[0.92rem] text-ink-soft [overflow-wrap:anywhere]">
    <bdi>{visible(JSON.stringify(value))}</bdi>
  </code>
)

function Elements({ asked, path, edits, onChange }: Omit<PartProps, 'asked'> & { readonly asked: readonly Json[] }) {
  return (
    <ul className="grid grid-cols-1 gap-1">
      {asked.slice(0, MOST).map((element, at) => {
        const place = placeBelow(path, at)
        const text = visible(JSON.stringify(element))
        return (
          <li key={place} className="min-w-0 font-mono text-[0.92rem] [overflow-wrap:anywhere]">
            <Keep label={text} place={place} edits={edits} onChange={onChange} />
          </li>
        )
      })}
      {asked.length > MOST && <li className="text-ink-soft">and {asked.length - MOST} more: leave them out as JSON</li>}
    </ul>
  )
}

function Keep({ label, place, edits, onChange }: Shared & { readonly label: string; readonly place: string }) {
  return (
    <CheckField
      label={label}
      checked={edits.get(place) !== 'left out'}
      onChange={(kept) => onChange(edited(edits, place, kept ? undefined : 'left out'))}
    />
  )
}

function Lower({ asked, name, path, edits, onChange }: Omit<PartProps, 'asked'> & { readonly asked: number }) {
  const edit = edits.get(path)
  const [typed, setTyped] = useState(String(typeof edit === 'number' ? edit : asked))
  if (asked <= 0) return <Fixed value={asked} />
  const isLess = (text: string): boolean => text !== '' && Number(text) >= 0 && Number(text) <= asked
  const type = (text: string): void => {
    setTyped(text)
    onChange(edited(edits, path, isLess(text) && Number(text) < asked ? Number(text) : undefined))
  }
  return (
    <TextField
      label={`${visible(name)}, at most ${asked}`}
      labelHidden
      type="number"
      inputMode="decimal"
      min={0}
      max={asked}
      step="any"
      className="max-w-60"
      value={typed}
      hint={`At most ${asked}`}
      error={isLess(typed) ? undefined : `Type a number from 0 to ${asked}.`}
      onChange={(event) => type(event.target.value)}
    />
  )
}

function edited(edits: Edits, place: string, edit: 'left out' | number | undefined): Edits {
  const next = new Map(edits)
  if (edit === undefined) next.delete(place)
  else next.set(place, edit)
  return next
}
