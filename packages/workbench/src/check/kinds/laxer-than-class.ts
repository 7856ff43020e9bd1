/** An exact entry that takes away what the class of its tool says. */

import { type ClassName, type ClassRule, isLaxer, isOfClass } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const laxerThanClass: FindingKind = {
  code: 'laxer_than_class',
  severity: 'warning',
  title: 'An exact entry that is laxer than its tool’s class',
  why: 'An exact entry displaces the rules of classes for its tool. What the class says and the entry does not is lost. Repeat it in the entry, or put it into `all_tools`, where it always holds.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { delete_note: {} },
      classes: { destructive: { action: 'require_approval', trust: 'derived' } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { delete_note: { action: 'require_approval' } },
      classes: { destructive: { action: 'require_approval', trust: 'derived' } },
    },
    tools: [{ name: 'delete_note', label: { category: 'destructive', risk: 'high', source: 'derived' } }],
  },
}

function find({ policy, rules, governed }: Subject): readonly Draft[] {
  const classes = Object.entries(policy.classes ?? {}) as readonly (readonly [ClassName, ClassRule])[]
  return rules.flatMap(({ path, rule }) => {
    const [kind, name] = path
    const tools = kind === 'tools' && !/[*?]/.test(String(name).replaceAll(/\\./g, '')) ? governed(path) : []
    return tools.flatMap(({ label }) => {
      const stricter = classes.find(([of, other]) => isOfClass(of, label) && isLaxer(rule, other))
      if (stricter === undefined) return []
      const message = `${quoted(String(name))} is of the class "${stricter[0]}", whose rule is stricter and does not apply to it`
      const remedy = 'Nothing, if that is meant. Otherwise repeat here what the class says, or move it to "all_tools".'
      return [{ path, atKey: true, message, remedy }]
    })
  })
}
