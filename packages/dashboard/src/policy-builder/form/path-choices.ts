/** Paths that a field offers while somebody types. */
import { type EditorTool, pathsAt } from '../../policy-editor/suggestions.ts'
import type { Place } from '../model/place.ts'
import { patternOf } from '../model/tool-edits.ts'

const OF_ARGUMENTS: ReadonlySet<string> = new Set(['increment_from', 'sum', 'count'])

/** What may be typed at a place: arguments and facts for paths, names of tools for `hide`; none elsewhere. */
export function pathChoices(place: Place, tools: readonly EditorTool[]): readonly string[] {
  if (place[0] === 'hide') return tools.map(({ name }) => patternOf(name))
  const key = place.findLast((step) => typeof step === 'string')
  if (key === 'window') return ['minute', 'hour', 'day', 'week', 'month']
  if (key === 'rate_limit') return ['10/minute', '100/hour', '1000/day']
  if (key === 'timezone') return Intl.supportedValuesOf('timeZone')
  if (key === 'approvers') return ['role:approver', 'role:admin', 'owner']
  if (key === 'counter' || key === undefined) return []
  if (key !== 'path' && key !== 'by' && !OF_ARGUMENTS.has(key)) return []
  const paths = pathsAt(place, tools).map(({ path }) => path)
  return OF_ARGUMENTS.has(key) ? paths.filter((path) => path.startsWith('args')) : paths
}
