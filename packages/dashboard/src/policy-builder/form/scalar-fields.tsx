/** Fields for single values: what is typed counts as soon as it can be read. */
import type { JsonValue } from '@portcullis/engine'
import { useId, useState } from 'react'
import { Field, TextField } from '../../ui/field.tsx'

const NONE: readonly string[] = []

/** What every field of a value has. */
export interface ScalarProps<Value> {
  readonly label: string
  readonly labelHidden?: boolean
  readonly hint?: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
}

/** A text. @param props.choices offered while typing */
export function TextValue({
  choices = NONE,
  mono,
  onChange,
  ...words
}: ScalarProps<string> & { readonly choices?: readonly string[]; readonly mono?: boolean }) {
  const { wiring, list } = useChoices(choices)
  return (
    <>
      <TextField {...words} {...(mono && { mono })} {...wiring} onChange={(event) => onChange(event.target.value)} />
      {list}
    </>
  )
}

/** A list of what may be typed: drawn while the field has the focus, as there may be many fields with long lists. */
function useChoices(choices: readonly string[]) {
  const id = useId()
  const [focused, setFocused] = useState(false)
  if (choices.length === 0) return { wiring: {}, list: null }
  const wiring = { list: id, onFocus: () => setFocused(true) }
  const list = focused && (
    <datalist id={id}>
      {choices.map((each) => (
        <option key={each} value={each} />
      ))}
    </datalist>
  )
  return { wiring, list }
}

/** Words that may be long: reasons, descriptions. */
export function WordsValue({ label, labelHidden, hint, value, onChange, disabled }: ScalarProps<string>) {
  return (
    <Field {...{ label, hint }} {...(labelHidden && { labelHidden })}>
      {(wired) => (
        <textarea
          {...wired}
          rows={Math.min(4, Math.ceil((value.length + 1) / 80))}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
          className="field-box resize-y disabled:opacity-60"
        />
      )}
    </Field>
  )
}

/** A value that is typed as a text, and may be none while it is typed. */
export function TypedValue({
  value,
  read,
  onChange,
  wanted,
  choices = NONE,
  ...words
}: ScalarProps<JsonValue> & {
  /** The value of a text; undefined where it is none. */
  readonly read: (text: string) => JsonValue | undefined
  /** Said where it is none. */
  readonly wanted: string
  /** Offered while typing. */
  readonly choices?: readonly string[]
}) {
  const { wiring, list } = useChoices(choices)
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  const [typed, setTyped] = useState<string>()
  const wrong = typed !== undefined && read(typed) === undefined
  return (
    <>
      <TextField
        {...words}
        {...wiring}
        mono
        value={typed ?? written}
        error={wrong ? wanted : undefined}
        onChange={(event) => {
          const made = read(event.target.value)
          setTyped(event.target.value)
          if (made !== undefined) onChange(made)
        }}
        onBlur={() => !wrong && setTyped(undefined)}
      />
      {list}
    </>
  )
}

/** A number. */
export const readNumber = (text: string): number | undefined => {
  const read = /^\s*-?\d{1,15}(?:\.\d{1,15})?\s*$/.test(text) ? Number(text) : undefined
  return read !== undefined && Number.isFinite(read) ? read : undefined
}

/** A number, or what is written as a text: `day`, `15m`, digits that a number would not keep. */
export function readAmount(text: string, before: JsonValue): JsonValue | undefined {
  if (text.trim() === '') return undefined
  const number = readNumber(text)
  const keepsText = typeof before === 'string' && readNumber(before) !== undefined
  return number === undefined || String(number) !== text.trim() || keepsText ? text.trim() : number
}

/** Any value, written as JSON. */
export function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
