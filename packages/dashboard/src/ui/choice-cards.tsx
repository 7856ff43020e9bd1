/** One of a few ways to begin, each with a sentence about it. */
import { useId } from 'react'
import { classes } from '../lib/classes.ts'

/** A way. */
export interface ChoiceCard<Value extends string> {
  readonly value: Value
  readonly title: string
  readonly says: string
}

interface ChoiceCardsProps<Value extends string> {
  /** What is chosen. */
  readonly legend: string
  /** It is there for those who cannot see what stands around. */
  readonly legendHidden?: boolean
  readonly choices: readonly ChoiceCard<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** Shows them beside one another. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { legend, legendHidden, choices, value, onChange } = props
  const name = useId()
  return (
    <fieldset>
      <legend className={legendHidden ? 'sr-only' : 'mb-2 font-semibold'}>{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={classes(
              'flex cursor-pointer gap-2.5 rounded-[7px] border px-3 py-2.5',
              choice.value === value ? 'border-accent bg-accent-soft' : 'border-line-strong hover:border-ink-soft',
            )}
          >
            <input
              type="radio"
              name={name}
              className="mt-1 size-4 shrink-0 accent-accent"
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>
              <span className="block font-semibold">{choice.title}</span>
              <span className={choice.value === value ? 'text-ink' : 'text-ink-soft'}>{choice.says}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
