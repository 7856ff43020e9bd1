/** A rule that something stronger displaces for every tool that it fits. */

import type { Draft, FindingKind } from '../finding.ts'
import { quoted } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const unreachableRule: FindingKind = {
  code: 'unreachable_rule',
  severity: 'warning',
  title: 'A rule that never governs',
  why: 'Every tool that it fits is hidden, or governed by an entry of its own or by a pattern with more literal characters. What must hold for those tools too belongs into their entries, or into `all_tools`.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { 'get_*': { rate_limit: '10/minute' }, get_user: { rate_limit: '60/minute' } },
    },
    mended: { version: '1', default: 'deny', tools: { get_user: { rate_limit: '10/minute' } } },
    tools: [{ name: 'get_user' }],
  },
}

function find({ policy, rules, governed, fitting }: Subject): readonly Draft[] {
  const displaced = rules.flatMap(({ path }) => {
    if (path[0] !== 'tools' || fitting(path).length === 0 || governed(path).length > 0) return []
    const [first] = fitting(path)
    const message = `${quoted(String(path[1]))} fits ${fitting(path).length} tools, such as ${quoted(first?.name ?? '')}, and something stronger holds for each`
    return [
      { path, atKey: true, message, remedy: 'Remove it, or put what has to hold into the entries that displace it.' },
    ]
  })
  return [...displaced, ...closedToAll(policy)]
}

/** Where all calls are refused, no entry opens anything. */
function closedToAll({ all_tools: everywhere, tools = {} }: Subject['policy']): readonly Draft[] {
  const { action } = everywhere ?? {}
  const entries = Object.keys(tools).length
  if ((action !== 'deny' && action !== 'hide') || entries === 0) return []
  const message = `every call is refused here, so none of the ${entries} entries of "tools" can let one pass`
  return [{ path: ['all_tools', 'action'], message, remedy: 'Use "default": "deny" to refuse what no entry names.' }]
}
