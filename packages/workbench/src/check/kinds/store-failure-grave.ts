/** A limit that lets grave calls pass without its counter. */

import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const storeFailureGrave: FindingKind = {
  code: 'store_failure_grave',
  severity: 'error',
  title: 'Grave calls that are made without their counters',
  why: 'With `"on_store_failure": "allow"` a gateway that cannot reach its counters lets calls pass, up to the maximum for each gateway. For tools that execute, destroy or pay that is too many.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        drop_table: { limits: [{ counter: 'drops', window: 'day', max: 1, on_store_failure: 'allow' }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { drop_table: { limits: [{ counter: 'drops', window: 'day', max: 1 }] } },
    },
    tools: [{ name: 'drop_table', label: { category: 'destructive', risk: 'critical', source: 'reviewed' } }],
  },
}

const GRAVE: ReadonlySet<string> = new Set(['execute', 'destructive', 'financial'])

function find({ rules, governed }: Subject): readonly Draft[] {
  return rules.flatMap(({ path, rule }) =>
    (rule.limits ?? []).flatMap((limit, at) => {
      if (limit.on_store_failure !== 'allow' || path[0] === 'classes') return []
      const grave = governed(path).find(({ label }) => label !== undefined && GRAVE.has(label.category))
      if (grave === undefined) return []
      const message = `${quoted(grave.name)} is ${grave.label?.category}: its calls are not made without their counters`
      const place = [...path, 'limits', at, 'on_store_failure']
      return [
        { path: place, message, remedy: 'Remove it: such a call is refused while the counters cannot be reached.' },
      ]
    }),
  )
}
