/** A text to search for: it counts a moment after the last key. */
import { useEffect, useState } from 'react'
import { TextField } from './field.tsx'

/** Milliseconds after the last key. */
const PAUSE = 250

interface SearchFieldProps {
  /** Where it searches. */
  readonly label: string
  readonly placeholder: string
  /** What is searched for now. */
  readonly text: string
  readonly onChange: (text: string) => void
  readonly className?: string
  /** Characters. */
  readonly maxLength?: number
}

/** Shows it. */
export function SearchField({ text, onChange, ...field }: SearchFieldProps) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), PAUSE)
    return () => clearTimeout(timer)
  })
  return (
    <TextField {...field} labelHidden type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
  )
}
