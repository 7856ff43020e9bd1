/** What documents say of the gateway's own steps. */
import { type Instant, settingsFor } from '@portcullis/engine'
import { type Difference, type Direction, difference } from './difference.ts'
import type { Side } from './side.ts'

/** Compares everything that concerns no single tool: documents, their modes, and how calls are prepared. */
export function compareSettings(sides: readonly [Side, Side], at: Instant): readonly Difference[] {
  const [before, after] = sides.map(({ real }) => settingsFor(real, at)) as [Settings, Settings]
  const made: Difference[] = []
  const told = (isIt: boolean, direction: Direction, says: string): void => {
    if (isIt) made.push(difference('settings', direction, 'every call', { says, doubtful: direction === 'changed' }))
  }
  const { validatesArguments: held, followsNewTools: followed, flowWindow: window } = before
  told(held && !after.validatesArguments, 'loosened', 'arguments are no longer held against the tool’s schema')
  told(!held && after.validatesArguments, 'tightened', 'arguments that rules read have to fit the tool’s schema')
  told(!followed && after.followsNewTools, 'loosened', 'rules hold for tools that join an accepted list')
  told(followed && !after.followsNewTools, 'tightened', 'tools that join an accepted list are refused')
  told(
    window !== after.flowWindow,
    'changed',
    `what was read before counts for ${seconds(after.flowWindow)}, not ${seconds(window)}`,
  )
  return [...made, ...documentDifferences(sides), ...modeDifferences(sides)]
}

type Settings = ReturnType<typeof settingsFor>

const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`

/** Counters hang on the ids of documents. */
function documentDifferences([before, after]: readonly [Side, Side]): readonly Difference[] {
  const gone = before.layers.filter(({ id }) => !after.layers.some((other) => other.id === id))
  const come = after.layers.filter(({ id }) => !before.layers.some((other) => other.id === id))
  return [
    ...gone.map(({ id }) =>
      difference('settings', 'changed', 'every call', {
        says: `the document ${id} is gone: its counters are no longer looked at`,
        resets: true,
      }),
    ),
    ...come.map(({ id }) =>
      difference('settings', 'changed', 'every call', {
        says: `the document ${id} is new: its counters start at nothing`,
      }),
    ),
  ]
}

/** What is only tried is compared as if it were not there; that it is tried is told. */
function modeDifferences([before, after]: readonly [Side, Side]): readonly Difference[] {
  const tried = ({ layers }: Side): readonly string[] =>
    layers.flatMap(({ id, policy }) => {
      const rules = {
        '': policy,
        '/all_tools': policy.all_tools,
        ...named('/tools', policy.tools),
        ...named('/classes', policy.classes),
      }
      return Object.entries(rules).flatMap(([place, rule]) =>
        rule?.mode === 'shadow' ? [`${id}${place} is in shadow mode until ${rule.until ?? ''}`] : [],
      )
    })
  const [was, is] = [tried(before), tried(after)]
  return [
    ...is
      .filter((each) => !was.includes(each))
      .map((says) => difference('settings', 'changed', 'every call', { says: `now ${says}` })),
    ...was
      .filter((each) => !is.includes(each))
      .map((says) => difference('settings', 'changed', 'every call', { says: `no longer: ${says}` })),
  ]
}

function named<T>(place: string, rules: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(rules ?? {}).map(([name, rule]) => [`${place}/${name}`, rule]))
}
