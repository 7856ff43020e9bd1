/** The form for a condition: a question, or several of them together. */
import { isObject, type JsonObject, type JsonValue, OPERATOR_NOTES, own } from '@portcullis/engine'
import { Ellipsis } from 'lucide-react'
import { pathsAt } from '../../policy-editor/suggestions.ts'
import { IconButton } from '../../ui/button.tsx'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import type { ArgumentPath } from '../model/argument-paths.ts'
import { conditionForm } from '../model/fitting.ts'
import { comparisonOf, operatorsFor, withOperator, withPath } from '../model/operators-for.ts'
import { drop, listAt, objectAt, type Place, put, valueAt } from '../model/place.ts'
import { useBuilder } from './builder-context.tsx'
import { ListForm } from './list-form.tsx'
import { LiteralField } from './literal-field.tsx'
import { OPERATOR_WORDS } from './operator-words.ts'
import { TextValue } from './scalar-fields.tsx'

/** Shows it. */
export function ConditionForm({ place }: { readonly place: Place }) {
  const { document, Form } = useBuilder()
  const form = conditionForm(valueAt(document, place))
  if (form === 'comparison') return <ComparisonForm place={place} />
  const title = form === 'any' ? 'One of these holds' : form === 'all' ? 'All of these hold' : 'This does not hold'
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <span className="font-semibold">{title}</span>
        <Together place={place} />
      </div>
      {form === 'not' ? (
        <div className="rounded-[7px] border border-line p-2.5">
          <Form place={[...place, 'not']} shape={{ kind: 'condition' }} label="Condition" />
        </div>
      ) : (
        <Conditions place={[...place, form ?? 'any']} />
      )}
    </div>
  )
}

/** Conditions of which all, or one, have to hold. */
export function Conditions({ place }: { readonly place: Place }) {
  const { tools } = useBuilder()
  return (
    <ListForm
      place={place}
      element={{ kind: 'condition' }}
      label="Condition"
      one="a condition"
      keepsList
      blank={() => firstQuestion(pathsAt(place, tools))}
    />
  )
}

/** With what a question begins: the first argument that it can be about. */
export function firstQuestion(paths: readonly ArgumentPath[]): JsonObject {
  const [first] = paths
  return first === undefined ? { path: 'tool.name', op: 'eq', value: '' } : comparisonOf(first)
}

function ComparisonForm({ place }: { readonly place: Place }) {
  const { document, edit, tools, locked } = useBuilder()
  const comparison = objectAt(document, place)
  const paths = pathsAt(place, tools)
  const path = String(own(comparison, 'path'))
  const op = String(own(comparison, 'op'))
  const known = paths.find((each) => each.path === path)
  const about = place.join('/')
  const become = (next: JsonValue, what: string): void => edit(put(document, place, next), `${about}/${what}`)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="grid min-w-0 grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)_auto] items-start gap-2 max-md:grid-cols-1">
        <TextValue
          label="What is looked at"
          labelHidden
          mono
          disabled={locked}
          value={path}
          choices={paths.map((each) => each.path)}
          onChange={(next) =>
            become(
              withPath(
                comparison,
                next,
                paths.find((each) => each.path === next),
              ),
              'path',
            )
          }
        />
        <SelectField
          label="How it is compared"
          labelHidden
          disabled={locked}
          value={op}
          choices={operatorChoices(known, op)}
          onChange={(next) => become(withOperator(comparison, next, known), 'op')}
        />
        <LiteralField place={[...place, 'value']} op={op} known={known} />
        <Together place={place} />
      </div>
      <Options place={place} comparison={comparison} path={path} op={op} />
    </div>
  )
}

function operatorChoices(known: ArgumentPath | undefined, op: string) {
  const suited = operatorsFor(known?.type ?? 'unknown')
  const names = suited.includes(op) ? suited : [op, ...suited]
  return names.map((name) => ({ value: name, label: OPERATOR_WORDS[name] ?? name }))
}

interface OptionsProps {
  readonly place: Place
  readonly comparison: JsonObject
  readonly path: string
  readonly op: string
}

/** What only some questions have: the quantifier of lists, and case. */
function Options({ place, comparison, path, op }: OptionsProps) {
  const { document, edit, locked } = useBuilder()
  const match = own(comparison, 'match')
  const folds = own(comparison, 'ignore_case')
  const mayFold = OPERATOR_NOTES.find(({ name }) => name === op)?.foldsCase === true || folds !== undefined
  const set = (key: string, value: JsonValue | undefined): void => {
    const at = [...place, key]
    edit(value === undefined ? drop(document, at) : put(document, at, value), at.join('/'))
  }
  if (!path.includes('[*]') && !mayFold) return null
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
      {path.includes('[*]') && (
        <SelectField
          label="Of a list"
          labelHidden
          disabled={locked}
          value={typeof match === 'string' ? match : ''}
          choices={[
            { value: '', label: 'Elements: the safe reading' },
            { value: 'any', label: 'One element is enough' },
            { value: 'all', label: 'Every element has to' },
          ]}
          onChange={(next) => set('match', next === '' ? undefined : next)}
        />
      )}
      {mayFold && (
        <CheckField
          label="Upper and lower case are one"
          disabled={locked}
          checked={folds === true}
          onChange={(now) => set('ignore_case', now ? true : undefined)}
        />
      )}
    </div>
  )
}

/** Questions are put together, and taken apart. */
function Together({ place }: { readonly place: Place }) {
  const { document, edit, locked } = useBuilder()
  const value = valueAt(document, place)
  if (value === undefined || locked) return null
  const become = (next: JsonValue) => (): void => edit(put(document, place, next), `/ ${place.join('/')}`)
  const form = conditionForm(value)
  const inner = innerOf(document, place)
  const items: readonly (MenuItem | undefined)[] = [
    { label: 'Or something else', onSelect: become({ any: [value, value] }), disabled: form === 'any' },
    { label: 'And something else', onSelect: become({ all: [value, value] }), disabled: form === 'all' },
    { label: 'Not', onSelect: become({ not: value }) },
    ...(inner === undefined ? [] : [undefined, { label: 'Only what is within', onSelect: become(inner) }]),
  ]
  return <Menu trigger={<IconButton icon={Ellipsis} size="small" label="Put together with others" />} items={items} />
}

/** What is left of a combination that has one part. */
function innerOf(document: JsonObject, place: Place): JsonValue | undefined {
  const value = valueAt(document, place)
  if (value === undefined || !isObject(value)) return undefined
  const form = conditionForm(value)
  if (form === 'not') return own(value, 'not')
  return form === 'any' || form === 'all' ? listAt(value, [form])[0] : undefined
}
