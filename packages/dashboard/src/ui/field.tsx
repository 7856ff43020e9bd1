/** Fields of forms: a label, what is typed or chosen, a hint, and what is wrong. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { classes } from '../lib/classes.ts'

interface FieldWords {
  readonly label: string
  /** What to type, or what comes of it. */
  readonly hint?: ReactNode
  /** What is wrong, and what to type instead; undefined: nothing. */
  readonly error?: string | undefined
  /** The label is there for those who cannot see what stands around. */
  readonly labelHidden?: boolean
  readonly className?: string
}

interface Wired {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

interface FieldProps extends FieldWords {
  readonly children: (wired: Wired) => ReactNode
}

/** A field around any control: spread what it gives on the control. */
export function Field({ label, hint, error, labelHidden, className, children }: FieldProps) {
  const id = useId()
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-wrong`].filter(Boolean).join(' ')
  return (
    <div className={classes('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'font-semibold'}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={`${id}-wrong`} className="text-critical text-[0.92rem]">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-ink-soft text-[0.92rem]">
          {hint}
        </p>
      )}
    </div>
  )
}

const BOX = 'field-box aria-invalid:border-critical disabled:opacity-60'
const TYPED = `${BOX} read-only:bg-sunken`

type TextFieldProps = FieldWords & Omit<ComponentProps<'input'>, 'id'> & { readonly mono?: boolean }

/** One line of text. */
export function TextField({ label, hint, error, labelHidden, className, mono, ...input }: TextFieldProps) {
  return (
    <Field {...{ label, hint, error }} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      {(wired) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...wired}
          className={classes(TYPED, mono && 'font-mono text-[0.92rem]')}
        />
      )}
    </Field>
  )
}

type TextAreaProps = FieldWords & Omit<ComponentProps<'textarea'>, 'id'> & { readonly mono?: boolean }

/** Several lines of text. */
export function TextArea({ label, hint, error, labelHidden, className, mono, ...area }: TextAreaProps) {
  return (
    <Field {...{ label, hint, error }} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      {(wired) => (
        <textarea
          rows={4}
          {...area}
          {...wired}
          className={classes(TYPED, 'resize-y', mono && 'font-mono text-[0.92rem]')}
        />
      )}
    </Field>
  )
}

/** A thing to choose. */
export interface Choice {
  readonly value: string
  readonly label: string
}

type SelectFieldProps = FieldWords &
  Omit<ComponentProps<'select'>, 'id' | 'onChange' | 'children'> & {
    readonly choices: readonly Choice[]
    readonly value: string
    readonly onChange: (value: string) => void
  }

/** One of a few things: the browser's own list, as phones and keyboards know it. */
export function SelectField({
  label,
  hint,
  error,
  labelHidden,
  className,
  choices,
  onChange,
  ...select
}: SelectFieldProps) {
  return (
    <Field {...{ label, hint, error }} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      {(wired) => (
        <select {...select} {...wired} onChange={(event) => onChange(event.target.value)} className={BOX}>
          {choices.map(({ value, label: name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type CheckFieldProps = Omit<FieldWords, 'labelHidden'> & {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}

/** Yes or no. */
export function CheckField({ label, hint, error, className, checked, onChange, disabled }: CheckFieldProps) {
  const id = useId()
  return (
    <div className={classes('flex items-start gap-2', className)}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 size-4 accent-accent"
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {error !== undefined && <p className="text-critical text-[0.92rem]">{error}</p>}
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-ink-soft text-[0.92rem]">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
