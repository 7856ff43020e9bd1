/** What of the tools is shown. */
import { TOOL_CATEGORIES, TOOL_RISKS } from '@portcullis/engine'
import { titled } from '../../lib/words.ts'
import { type Choice, SelectField, TextField } from '../../ui/field.tsx'
import { RULE_STATES } from '../model/rule-state.ts'
import { STATE_WORDS } from '../rule/state-words.ts'
import type { ToolFilter } from './tool-filter.ts'

const choices = (all: string, values: readonly string[]): readonly Choice[] => [
  { value: '', label: all },
  ...values.map((value) => ({ value, label: titled(value) })),
]
const CATEGORIES = choices('Every category', TOOL_CATEGORIES)
const RISKS = choices('Every risk', TOOL_RISKS)
const STATES: readonly Choice[] = [
  { value: '', label: 'Whatever holds' },
  ...RULE_STATES.map((state) => ({ value: state, label: STATE_WORDS[state].title })),
  { value: 'default', label: 'As everything else' },
]

interface FilterBarProps {
  readonly filter: ToolFilter
  readonly onFilter: (filter: ToolFilter) => void
}

/** Shows it. */
export function FilterBar({ filter, onFilter }: FilterBarProps) {
  const set = (part: Partial<ToolFilter>): void => onFilter({ ...filter, ...part })
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))] gap-2 p-3 max-md:grid-cols-2">
      <TextField
        type="search"
        label="Find a tool"
        labelHidden
        placeholder="Find a tool"
        className="max-md:col-span-2"
        value={filter.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <SelectField
        label="Category"
        labelHidden
        value={filter.category}
        choices={CATEGORIES}
        onChange={(category) => set({ category })}
      />
      <SelectField label="Risk" labelHidden value={filter.risk} choices={RISKS} onChange={(risk) => set({ risk })} />
      <SelectField
        label="State"
        labelHidden
        className="max-md:col-span-2"
        value={filter.state}
        choices={STATES}
        onChange={(state) => set({ state })}
      />
    </div>
  )
}
