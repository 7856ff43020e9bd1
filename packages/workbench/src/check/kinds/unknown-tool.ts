/** A name that no tool has. */

import { parsePattern, suggest } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const unknownTool: FindingKind = {
  code: 'unknown_tool',
  severity: 'error',
  title: 'A name that no tool has',
  why: 'The entry governs nothing, so the tool that was meant is left to patterns, classes and the default. Under `"default": "allow"` that is a hole. Take the name from the list of tools.',
  find,
  example: {
    policy: { version: '1', default: 'deny', tools: { '*': {}, send_emial: { rate_limit: '10/hour' } } },
    mended: { version: '1', default: 'deny', tools: { '*': {}, send_email: { rate_limit: '10/hour' } } },
    tools: [{ name: 'send_email' }, { name: 'read_email' }],
  },
}

function find({ policy, tools, isWhole }: Subject): readonly Draft[] {
  if (tools === undefined || !isWhole || tools.length === 0) return []
  const names = tools.map(({ name }) => name)
  const known = new Set(names)
  const entries = Object.keys(policy.tools ?? {}).map((text) => ({ text, path: ['tools', text], atKey: true }))
  const hidden = (policy.hide ?? []).map((text, index) => ({ text, path: ['hide', index], atKey: false }))
  return [...entries, ...hidden].flatMap(({ text, path, atKey }) => {
    const pattern = parsePattern(text)
    if (!pattern.ok || pattern.value.exact === undefined || known.has(pattern.value.exact)) return []
    const near = suggest(pattern.value.exact, names)
    const hint = near === undefined ? '' : `Did you mean ${quoted(near)}? `
    const remedy = `${hint}Correct the name, or remove it.`
    return [{ path, atKey, message: `there is no tool ${quoted(text)}`, remedy }]
  })
}
