/** An entry whose tools a document above refuses in any case. */

import { visible } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const overruled: FindingKind = {
  code: 'overruled',
  severity: 'note',
  title: 'An entry that a baseline overrules',
  why: 'Of several documents the most restrictive wins. A baseline over this policy refuses the tool whatever its arguments, so the entry opens nothing. Change the baseline, or remove the entry.',
  find,
  example: {
    policy: { version: '1', default: 'deny', tools: { read_file: {}, delete_file: { rate_limit: '5/hour' } } },
    mended: { version: '1', default: 'deny', tools: { read_file: {} } },
    layers: [{ version: '1', default: 'allow', hide: ['delete_*'] }],
    tools: [{ name: 'read_file' }, { name: 'delete_file' }],
  },
}

function find({ rules, governed, layers }: Subject): readonly Draft[] {
  return rules.flatMap(({ path, rule: { action = 'allow' } }) => {
    const tools = path[0] === 'tools' && (action === 'allow' || action === 'require_approval') ? governed(path) : []
    const isClosed = tools.every(({ name, label }) => layers.some((layer) => visible(layer, name, label) === 'hidden'))
    if (tools.length === 0 || !isClosed) return []
    const message = `a baseline refuses every call of ${quoted(String(path[1]))}, so this entry opens nothing`
    return [{ path, atKey: true, message, remedy: 'Change the baseline, or remove the entry.' }]
  })
}
