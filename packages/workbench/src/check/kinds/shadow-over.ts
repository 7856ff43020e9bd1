/** A shadow mode whose end has come. */

import { readInstant } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const shadowOver: FindingKind = {
  code: 'shadow_over',
  severity: 'warning',
  title: 'A shadow mode that is over',
  why: 'The instant in `until` is past: what was only watched is enforced. Remove `mode` and `until`, or set a later end if it should be watched longer.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { send: { rate_limit: '10/hour', mode: 'shadow', until: '2026-01-01T00:00:00Z' } },
    },
    mended: { version: '1', default: 'deny', tools: { send: { rate_limit: '10/hour' } } },
    at: Date.UTC(2026, 5, 1),
  },
}

function find({ policy, at }: Subject): readonly Draft[] {
  const { all_tools: everywhere, tools = {}, classes = {} } = policy
  const parts = [
    { path: [], part: policy },
    ...(everywhere === undefined ? [] : [{ path: ['all_tools'], part: everywhere }]),
    ...Object.entries(tools).map(([name, part]) => ({ path: ['tools', name], part })),
    ...Object.entries(classes).map(([name, part]) => ({ path: ['classes', name], part })),
  ]
  return parts.flatMap(({ path, part: { mode, until } }) => {
    const end = mode === 'shadow' && until !== undefined ? readInstant(until)?.second : undefined
    if (at === undefined || end === undefined || end > at) return []
    const message = 'this instant is past: what was in shadow mode is enforced'
    return [{ path: [...path, 'until'], message, remedy: 'Remove "mode" and "until", or set a later end.' }]
  })
}
