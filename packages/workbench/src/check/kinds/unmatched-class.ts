/** A class that no tool belongs to. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const unmatchedClass: FindingKind = {
  code: 'unmatched_class',
  severity: 'note',
  title: 'A class that no tool belongs to',
  why: 'The rule waits for tools to come. That is what classes are good for; worth knowing where a tool was expected to be of the class: then its label has to be corrected in the configuration.',
  find,
  example: {
    policy: { version: '1', default: 'deny', tools: { '*': {} }, classes: { financial: { action: 'deny' } } },
    mended: { version: '1', default: 'deny', tools: { '*': {} }, classes: { write: { action: 'deny' } } },
    tools: [{ name: 'save_note', label: { category: 'write', risk: 'low', source: 'derived' } }],
  },
}

function find({ policy, tools, isWhole, fitting }: Subject): readonly Draft[] {
  if (tools === undefined || !isWhole || tools.length === 0) return []
  return Object.keys(policy.classes ?? {}).flatMap((name) => {
    const path = ['classes', name]
    if (fitting(path).length > 0) return []
    const message = `none of the ${tools.length} tools is of the class "${name}"`
    return [
      { path, atKey: true, message, remedy: 'Nothing, if it is for tools to come. Otherwise look at the labels.' },
    ]
  })
}
