/** The first policy: made for the tools of the server, by their risk. */
import { useState } from 'react'
import { useChange, useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { titled } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { Loaded } from '../../ui/states.tsx'
import { sayFailed } from '../../ui/toast.tsx'

const STYLES = [
  {
    value: 'balanced',
    name: 'recommended',
    title: 'Recommended',
    says: 'Reading is free, changes are capped, what cannot be undone is asked or hidden.',
  },
  {
    value: 'locked',
    name: 'read-only',
    title: 'Read-only',
    says: 'Only reading works by itself; what changes something is asked or hidden.',
  },
] as const

type Style = (typeof STYLES)[number]['value']

interface PolicyStepProps {
  /** Slug. */
  readonly server: string
  /** Names of those that are there. */
  readonly known: readonly string[]
  readonly onChosen: (policy: string) => void
}

/** Shows what each would do with the tools, and makes one. */
export function PolicyStep({ server, known, onChosen }: PolicyStepProps) {
  const organisation = useOrganisation()
  const [style, setStyle] = useState<Style>('balanced')
  const made = useRead('judge.init', { params: { organisation }, body: { server, style } }, { keep: true })
  const create = useChange('policies.create')
  const { name: suffix, title } = STYLES.find(({ value }) => value === style) ?? STYLES[0]
  const name = `${server}-${suffix}`.slice(0, 63)
  function use(text: string): void {
    if (known.includes(name)) return onChosen(name)
    // What is read anew may take this step away before it is told: a promise is kept all the same.
    create
      .mutateAsync({ params: { organisation }, body: { name, text, reason: `Begun: ${title}` } })
      .then(() => onChosen(name), sayFailed)
  }
  return (
    <div className="flex flex-col gap-4">
      <ChoiceCards legend="With what to begin" legendHidden choices={STYLES} value={style} onChange={setStyle} />
      <Loaded query={made}>
        {({ body: { text, classes: groups } }) => (
          <>
            <ul className="flex flex-col gap-1">
              {groups.map(readGroup).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
            <div>
              <Button kind="primary" busy={create.isPending} onClick={() => use(text)}>
                Use this policy
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}

/** “Write: 7 tools, 2 asked, 5 limited”. */
function readGroup(group: unknown): string {
  const facts = new Map(Object.entries(Object(group)))
  const number = (name: string): number => Number(facts.get(name) ?? 0)
  const parts = [
    `${number('tools')} ${number('tools') === 1 ? 'tool' : 'tools'}`,
    ...(['hidden', 'asked', 'capped'] as const).flatMap((name) =>
      number(name) > 0 ? [`${number(name) === number('tools') ? 'all' : number(name)} ${name}`] : [],
    ),
  ]
  return `${titled(String(facts.get('category') ?? 'tools'))}: ${parts.join(', ')}`
}
