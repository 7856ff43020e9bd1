/** Tools that nothing but the default governs. */

import { visible } from '@portcullis/engine'
import type { KnownTool } from '../../tool-list.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const toolWithoutRule: FindingKind = {
  code: 'tool_without_rule',
  severity: 'note',
  title: 'Tools with no rule',
  why: 'Nobody said anything of them, so the default holds: under `"deny"` they are refused, under `"allow"` they can be called without any limit. It is a warning where such a tool executes, destroys or pays.',
  find,
  example: {
    policy: { version: '1', default: 'allow', tools: { read_file: {} } },
    mended: { version: '1', default: 'allow', tools: { read_file: {}, write_file: { rate_limit: '30/minute' } } },
    tools: [{ name: 'read_file' }, { name: 'write_file' }],
  },
}

const GRAVE: ReadonlySet<string | undefined> = new Set(['execute', 'destructive', 'financial'])
const SHOWN = 10

function find({ policy, unruled: all, layers }: Subject): readonly Draft[] {
  // What a baseline refuses needs no rule here.
  const unruled = all.filter(({ name, label }) => layers.every((layer) => visible(layer, name, label) === 'shown'))
  if (unruled.length === 0) return []
  if (policy.default === 'deny')
    return [drafted(unruled, 'refused', 'Nothing, if that is meant. Otherwise add entries.')]
  const grave = unruled.filter(({ label }) => GRAVE.has(label?.category))
  const others = unruled.filter((tool) => !grave.includes(tool))
  const remedy = 'Add entries for them, or rules for their classes.'
  return [
    ...(grave.length === 0 ? [] : [{ ...drafted(grave, 'open to every call', remedy), severity: 'warning' as const }]),
    ...(others.length === 0 ? [] : [drafted(others, 'open to every call', remedy)]),
  ]
}

function drafted(tools: readonly KnownTool[], fate: string, remedy: string): Draft {
  const names = tools.slice(0, SHOWN).map(({ name }) => quoted(name))
  const more = tools.length > SHOWN ? ` and ${tools.length - SHOWN} more` : ''
  const what = tools.length === 1 ? 'one tool has' : `${tools.length} tools have`
  return {
    path: ['default'],
    message: `${what} no rule, so ${tools.length === 1 ? 'it is' : 'they are'} ${fate}: ${names.join(', ')}${more}`,
    remedy,
  }
}
