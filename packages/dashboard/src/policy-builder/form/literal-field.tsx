/** The value with which a condition compares, by its operator and what stands at its path. */
import { isArray, type JsonValue } from '@portcullis/engine'
import { CheckField, SelectField } from '../../ui/field.tsx'
import type { ArgumentPath } from '../model/argument-paths.ts'
import { listAt, type Place, put, valueAt } from '../model/place.ts'
import { useBuilder } from './builder-context.tsx'
import { readJson, readNumber, TextValue, TypedValue } from './scalar-fields.tsx'

interface LiteralFieldProps {
  readonly place: Place
  readonly op: string
  readonly known: ArgumentPath | undefined
}

const LABEL = 'Compared with'

/** Shows it. */
export function LiteralField({ place, op, known }: LiteralFieldProps) {
  const { document, edit, locked } = useBuilder()
  const value = valueAt(document, place) ?? null
  const onChange = (next: JsonValue): void => edit(put(document, place, next), place.join('/'))
  const words = { label: LABEL, labelHidden: true, disabled: locked }
  if (op === 'exists') return <Switch value={value} yes="yes" no="no" onChange={onChange} />
  if (isArray(value)) {
    const values = op === 'in' || op === 'not_in' ? (known?.values ?? []) : []
    const fits = values.length > 0 && value.every((each) => values.includes(each))
    if (fits) return <Several place={place} values={values} />
    return <Listed {...words} numeric={known?.type === 'number'} value={value} onChange={onChange} />
  }
  if (op !== 'regex' && known?.values.includes(value) === true)
    return (
      <SelectField
        {...words}
        value={JSON.stringify(value)}
        choices={known.values.map((each) => ({ value: JSON.stringify(each), label: plain(each) }))}
        onChange={(next) => onChange(readJson(next) ?? null)}
      />
    )
  return <Single value={value} onChange={onChange} choices={(known?.values ?? []).map(plain)} />
}

interface SingleProps {
  readonly value: JsonValue
  readonly choices: readonly string[]
  readonly onChange: (value: JsonValue) => void
}

/** One value, by its type. */
function Single({ value, choices, onChange }: SingleProps) {
  const { locked } = useBuilder()
  const words = { label: LABEL, labelHidden: true, disabled: locked, onChange }
  if (typeof value === 'boolean') return <Switch value={value} yes="true" no="false" onChange={onChange} />
  if (typeof value === 'string') return <TextValue {...words} value={value} choices={choices} />
  if (typeof value === 'number')
    return <TypedValue {...words} value={value} read={readNumber} wanted="Type a number." />
  return <TypedValue {...words} value={value} read={readJson} wanted="Type a JSON value." />
}

const plain = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

interface SwitchProps {
  readonly value: JsonValue
  readonly yes: string
  readonly no: string
  readonly onChange: (value: JsonValue) => void
}

function Switch({ value, yes, no, onChange }: SwitchProps) {
  const { locked } = useBuilder()
  return (
    <SelectField
      label={LABEL}
      labelHidden
      disabled={locked}
      value={value === true ? yes : no}
      choices={[
        { value: yes, label: yes },
        { value: no, label: no },
      ]}
      onChange={(next) => onChange(next === yes)}
    />
  )
}

/** Some of the values that the tool's definition admits. */
function Several({ place, values }: { readonly place: Place; readonly values: readonly JsonValue[] }) {
  const { document, edit, locked } = useBuilder()
  const chosen = listAt(document, place)
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
      <legend className="sr-only">{LABEL}</legend>
      {values.map((each) => (
        <CheckField
          key={JSON.stringify(each)}
          label={plain(each)}
          disabled={locked}
          checked={chosen.includes(each)}
          onChange={(now) => {
            const next = values.filter((one) => (one === each ? now : chosen.includes(one)))
            edit(put(document, place, next), place.join('/'))
          }}
        />
      ))}
    </fieldset>
  )
}

interface ListedProps {
  readonly label: string
  readonly labelHidden: boolean
  readonly disabled: boolean
  /** Its elements are numbers. */
  readonly numeric: boolean
  readonly value: readonly JsonValue[]
  readonly onChange: (value: JsonValue) => void
}

/** Several values on one line, with commas between; as JSON where that would not be clear. */
function Listed({ value, numeric, onChange, ...words }: ListedProps) {
  const isPlain = numeric
    ? value.every((each) => typeof each === 'number')
    : value.every((each) => typeof each === 'string' && /^[^,"\s[\]{}](?:[^,"]*[^,"\s])?$/.test(each))
  if (!isPlain)
    return (
      <TypedValue
        {...words}
        value={value}
        onChange={onChange}
        read={(text) => {
          const read = readJson(text)
          return read !== undefined && isArray(read) ? read : undefined
        }}
        wanted='Type a list: ["a", "b"].'
      />
    )
  return (
    <TypedValue
      {...words}
      hint="With commas between."
      value={value.join(', ')}
      onChange={onChange}
      read={(text) => listOf(text, numeric)}
      wanted="Type numbers with commas between."
    />
  )
}

/** Texts, or numbers, that stand between commas. */
function listOf(text: string, numeric: boolean): readonly JsonValue[] | undefined {
  const parts = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (!numeric) return parts
  const numbers = parts.flatMap((each) => readNumber(each) ?? [])
  return numbers.length === parts.length ? numbers : undefined
}
