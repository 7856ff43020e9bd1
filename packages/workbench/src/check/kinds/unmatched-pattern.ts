/** A pattern that fits no tool. */

import { parsePattern } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const unmatchedPattern: FindingKind = {
  code: 'unmatched_pattern',
  severity: 'warning',
  title: 'A pattern that fits no tool',
  why: 'What it should govern is governed by something else, or by nothing. It may be meant for tools to come: then let it stand. Patterns are case-sensitive, and fit the whole name.',
  find,
  example: {
    policy: { version: '1', default: 'deny', hide: ['*delete'], tools: { '*': {} } },
    mended: { version: '1', default: 'deny', hide: ['delete*'], tools: { '*': {} } },
    tools: [{ name: 'delete_user' }, { name: 'read_user' }],
  },
}

function find({ policy, tools, isWhole, fitting }: Subject): readonly Draft[] {
  if (tools === undefined || !isWhole || tools.length === 0) return []
  const entries = Object.keys(policy.tools ?? {}).map((text) => ({ text, path: ['tools', text], atKey: true }))
  const hidden = (policy.hide ?? []).map((text, index) => ({ text, path: ['hide', index], atKey: false }))
  return [...entries, ...hidden].flatMap(({ text, path, atKey }) => {
    const pattern = parsePattern(text)
    if (!pattern.ok || pattern.value.exact !== undefined || fitting(path).length > 0) return []
    const message = `none of the ${tools.length} tools has a name that ${quoted(text)} fits`
    return [{ path, atKey, message, remedy: 'Correct the pattern, or remove it.' }]
  })
}
