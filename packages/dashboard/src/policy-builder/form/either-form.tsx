/** The form for what can be written in several ways. */
import { SelectField } from '../../ui/field.tsx'
import { blankOf, formOf } from '../model/fitting.ts'
import { type Place, put, valueAt } from '../model/place.ts'
import type { Shape } from '../model/shape.ts'
import { useBuilder } from './builder-context.tsx'
import { labelOf } from './labels.ts'

interface EitherFormProps {
  readonly place: Place
  readonly forms: readonly Shape[]
  readonly label: string
}

/** Shows which way it is written, and its form. Choosing another way begins anew. */
export function EitherForm({ place, forms, label }: EitherFormProps) {
  const { document, edit, locked, Form } = useBuilder()
  const value = valueAt(document, place) ?? null
  const current = formOf(forms, value) ?? 0
  const shape = forms[current]
  if (shape === undefined) return null
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <SelectField
        label={`${label}: how it is said`}
        labelHidden
        disabled={locked}
        value={String(current)}
        choices={forms.map((form, index) => ({ value: String(index), label: wordsOf(form) }))}
        onChange={(chosen) => {
          const form = forms[Number(chosen)]
          if (form !== undefined) edit(put(document, place, blankOf(form)), `/ ${place.join('/')}`)
        }}
      />
      <Form place={place} shape={shape} label={label} labelHidden />
    </div>
  )
}

const KINDS: Readonly<Record<string, string>> = {
  Rate: 'Calls in so many seconds',
  SumOf: 'The sum of several arguments',
  CountOf: 'How many elements a list has',
  ByKey: 'A path, with what makes no difference',
  ReuseFor: 'For a while',
  DetectorRedaction: 'What a detector finds',
  RegexRedaction: 'What a pattern finds',
  ElicitationHosts: 'Only to some hosts',
  Elicitation: 'By kind',
  Sampling: 'Up to so many tokens',
}

function wordsOf(shape: Shape): string {
  if (shape.kind === 'object') return KINDS[shape.id] ?? shape.id
  if (shape.kind === 'choice') return shape.values.map(labelOf).join(' or ')
  return shape.kind === 'text' ? 'As a text' : shape.kind
}
