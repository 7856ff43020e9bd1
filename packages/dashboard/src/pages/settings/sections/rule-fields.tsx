/** Which claims of a token prove which grant. */
import { Plus, X } from 'lucide-react'
import { usePages } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { readClaims } from './claim-rules.ts'

/** A rule as it is typed. */
export interface Rule {
  /** Tells rows apart while they are edited. */
  readonly id: number
  readonly claims: string
  /** Id; empty: none was chosen yet. */
  readonly grant: string
}

interface RuleFieldsProps {
  readonly rules: readonly Rule[]
  readonly onChange: (rules: readonly Rule[]) => void
}

/** Fields of all rules, in their order. */
export function RuleFields({ rules, onChange }: RuleFieldsProps) {
  const organisation = useOrganisation()
  const { items } = usePages('grants.list', { params: { organisation }, query: { limit: 200 } })
  const grants = [{ value: '', label: 'Choose a grant' }, ...items.map(({ id, label }) => ({ value: id, label }))]
  const set = (id: number, part: Partial<Rule>): void =>
    onChange(rules.map((rule) => (rule.id === id ? { ...rule, ...part } : rule)))
  const next = Math.max(-1, ...rules.map(({ id }) => id)) + 1
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-semibold">Which grant a token proves</legend>
      <p className="text-[0.92rem] text-ink-soft">
        The first rule whose claims all fit says it. Write claims as <code>sub = build, repo = shop | web</code>.
      </p>
      {rules.map(({ id, claims, grant }) => (
        <div key={id} className="flex flex-wrap items-start gap-2">
          <TextField
            className="min-w-56 flex-[2]"
            label="Claims"
            labelHidden
            mono
            placeholder="sub = build"
            value={claims}
            onChange={(event) => set(id, { claims: event.target.value })}
            error={wrongClaims(claims)}
          />
          <SelectField
            className="min-w-40 flex-1"
            label="Grant"
            labelHidden
            value={grant}
            choices={grants}
            onChange={(value) => set(id, { grant: value })}
          />
          <IconButton
            icon={X}
            label="Remove the rule"
            onClick={() => onChange(rules.filter((rule) => rule.id !== id))}
          />
        </div>
      ))}
      <div>
        <Button size="small" icon={Plus} onClick={() => onChange([...rules, { id: next, claims: '', grant: '' }])}>
          Add a rule
        </Button>
      </div>
    </fieldset>
  )
}

const wrongClaims = (claims: string): string | undefined =>
  claims === '' || readClaims(claims) !== undefined ? undefined : 'Write name = value, separated by commas.'
