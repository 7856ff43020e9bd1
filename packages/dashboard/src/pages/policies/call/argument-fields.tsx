/** The arguments of a call as fields, by the tool's schema. */
import { type JsonObject, type JsonValue, own } from '@portcullis/engine'
import { useState } from 'react'
import { visible } from '../../../lib/visible.ts'
import { SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import { type ArgumentEntry, type Entry, entryFor, typedAs, valueTyped, withArgument } from './argument-entry.ts'

interface ArgumentFieldsProps {
  readonly entries: readonly ArgumentEntry[]
  readonly values: JsonObject
  readonly onChange: (values: JsonObject) => void
}

/** Shows them. What stays empty is left out of the call. */
export function ArgumentFields({ entries, values, onChange }: ArgumentFieldsProps) {
  if (entries.length === 0)
    return <p className="text-ink-soft">The tool names no arguments. What is under JSON is sent all the same.</p>
  const known = new Set(entries.map(({ name }) => name))
  const others = Object.keys(values).filter((name) => !known.has(name))
  return (
    <div className="flex flex-col gap-3">
      {entries.map((entry) => (
        <ArgumentField
          key={entry.name}
          argument={entry}
          value={own(values, entry.name)}
          onChange={(value) => onChange(withArgument(values, entry.name, value))}
        />
      ))}
      {others.length > 0 && (
        <p className="break-words text-ink-soft">
          Also, as JSON: <span className="font-mono text-[0.92rem]">{visible(others.join(', '))}</span>
        </p>
      )}
    </div>
  )
}

interface ArgumentFieldProps {
  readonly argument: ArgumentEntry
  readonly value: JsonValue | undefined
  readonly onChange: (value: JsonValue | undefined) => void
}

const WANTED: Readonly<Record<Entry, string>> = {
  text: '',
  lines: '',
  choice: '',
  number: 'Type a number.',
  json: 'Type a JSON value, such as "text", 1 or ["a", "b"].',
}

function ArgumentField({ argument, value, onChange }: ArgumentFieldProps) {
  const [typed, setTyped] = useState<string>()
  // The way of typing stays while one types: what is typed may pass through other values.
  const [entry, setEntry] = useState(() => entryFor(argument, value))
  const shown = typed ?? (value === undefined ? '' : typedAs(entry, value))
  const type = (text: string): void => {
    setTyped(text)
    const read = text === '' ? undefined : valueTyped(entry, text)
    if (text === '' || read !== undefined) onChange(read)
  }
  const settle = (): void => {
    if (value !== undefined && valueTyped(entry, shown) === undefined) return
    setTyped(undefined)
    setEntry(entryFor(argument, value))
  }
  const isWrong = shown !== '' && valueTyped(entry, shown) === undefined
  const shared = {
    label: `${visible(argument.name)}${argument.required ? '' : ' (optional)'}`,
    ...(argument.description !== '' && { hint: <Words text={argument.description} /> }),
    ...(isWrong && { error: WANTED[entry] }),
    value: shown,
    onBlur: settle,
  }
  if (entry === 'choice')
    return (
      <SelectField {...shared} choices={[LEFT_OUT, ...argument.values.map(choiceOf)]} onChange={(text) => type(text)} />
    )
  if (entry === 'lines' || entry === 'json')
    return (
      <TextArea
        {...shared}
        mono
        rows={2}
        placeholder={entry === 'lines' ? 'One on each line' : 'JSON'}
        onChange={({ target }) => type(target.value)}
      />
    )
  const mode = entry === 'number' ? { inputMode: 'decimal' as const } : {}
  return <TextField {...shared} {...mode} onChange={({ target }) => type(target.value)} />
}

const LEFT_OUT = { value: '', label: 'Left out' }

const choiceOf = (value: JsonValue) => ({
  value: JSON.stringify(value),
  label: visible(typeof value === 'string' ? value : JSON.stringify(value)),
})

const Words = ({ text }: { readonly text: string }) => (
  <span className="line-clamp-2 break-words" title={visible(text)}>
    {visible(text)}
  </span>
)
