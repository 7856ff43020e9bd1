/** The six states, to be chosen by a click. */
import { classes } from '../../lib/classes.ts'
import { useBuilder } from '../form/builder-context.tsx'
import { objectAt, type Place } from '../model/place.ts'
import { type ChosenState, RULE_STATES, type RuleState, stateOf } from '../model/rule-state.ts'
import { setRuleState } from '../model/tool-edits.ts'
import { STATE_WORDS } from './state-words.ts'

interface StateChoiceProps {
  readonly label: string
  readonly state: RuleState
  readonly onChoose: (state: ChosenState) => void
  readonly locked: boolean
}

/** The states as a group; `custom` shows that it is so, and is not chosen. */
export function StateChoice({ label, state, onChoose, locked }: StateChoiceProps) {
  return (
    <fieldset className="flex min-w-0 flex-wrap gap-1">
      <legend className="sr-only">{label}</legend>
      {RULE_STATES.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === state}
          title={STATE_WORDS[each].says}
          disabled={locked || (each === 'custom' && state !== 'custom')}
          onClick={() => each !== 'custom' && each !== state && onChoose(each)}
          className={classes(
            'min-h-9 rounded-[7px] border px-3 font-semibold disabled:opacity-50',
            each === state ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong bg-surface',
          )}
        >
          {STATE_WORDS[each].title}
        </button>
      ))}
    </fieldset>
  )
}

/** The state of the rule at a place. */
export function StateButtons({ place }: { readonly place: Place }) {
  const { document, edit, locked } = useBuilder()
  return (
    <StateChoice
      label="What holds for it"
      locked={locked}
      state={stateOf(objectAt(document, place))}
      onChoose={(state) => edit(setRuleState(document, place, state), `= ${place.join('/')}`)}
    />
  )
}
