/** One sentence for search results: what the tool does, how dangerous it is, what to do about it. */
import type { Rule } from '@portcullis/engine'
import type { Page } from './page.ts'
import { plain, say, shown } from './plain.ts'
import type { Prose } from './report.ts'
import type { Turn } from './turn.ts'

/** Longest summary as plain text. */
const LIMIT = 160

const SLOT = 39

/** What a rule does, as the end of a sentence. */
export function inShort(rule: Rule | 'hide', turn: Turn): string {
  if (rule === 'hide') return turn(SLOT, HIDES) ?? 'keep it hidden'
  if (rule.action === 'require_approval') return turn(SLOT, ASKS) ?? 'let a person answer each call'
  const limit = rule.limits?.[0]
  if (limit !== undefined)
    return turn(SLOT, capsOf(String(limit.max), limit.window === 'hour' ? 'an hour' : 'a minute')) ?? ''
  if (rule.deny_if !== undefined) return 'allow it with safe arguments'
  return turn(SLOT, ALLOWS) ?? 'allow it by name'
}

const HIDES = ['keep it hidden', 'hide it', 'hide it from agents', 'leave it out of sight', 'take it off the list']

const ASKS = [
  'let a person answer each call',
  'ask a person first',
  'put each call before a person',
  'have each call approved',
  'no call without a yes',
]

function capsOf(max: string, each: string): readonly string[] {
  return [
    `cap it at ${max} calls ${each}`,
    `at most ${max} calls ${each}`,
    `limit it to ${max} ${each}`,
    `${max} calls ${each} and no more`,
    `allow ${max} calls ${each}`,
  ]
}

const ALLOWS = [
  'allow it by name',
  'name it in the policy',
  'let it pass by name',
  'permit it by name',
  'put its name in the policy',
]

/** The first of the sentences that is short enough; the last one always is. */
export function shortest(sentences: readonly (Prose | undefined)[]): Prose {
  const there = sentences.filter((one): one is Prose => one !== undefined)
  return there.find((one) => plain(one).length <= LIMIT) ?? there.at(-1) ?? []
}

/** The summary: at most 160 characters as plain text. */
export function summaryOf({ tool, server, said, label, turn }: Page, rule: Rule | 'hide'): Prose {
  const T = { code: shown(tool.name, 48) }
  const S = { code: shown(server.name, 40) }
  const risk = `${label.category}, ${label.risk} risk`
  const advice = inShort(rule, turn)
  const { third, base, ing } = said
  const long = turn(14, [
    third !== undefined && say`${T} ${third} on ${S}: ${risk}. The rule to paste: ${advice}.`,
    base !== undefined && say`Should an agent ${base} on ${S}? ${T} is ${risk}: ${advice}.`,
    base !== undefined && say`${T} lets agents ${base} on ${S}. It is ${risk}; ${advice}.`,
    third !== undefined && say`${S}: ${T} ${third} (${risk}). Our advice: ${advice}.`,
    ing !== undefined && say`${T} is ${S}’s tool for ${ing}. ${risk}: ${advice}.`,
    third !== undefined && say`What ${T} of ${S} does: it ${third}. ${risk}: ${advice}.`,
    third !== undefined && say`How to control ${T} of ${S}, which ${third}: ${advice}. ${risk}.`,
  ])
  return shortest([
    long,
    third === undefined ? undefined : say`${T} ${third}: ${risk}; ${advice}.`,
    say`${T} on ${S}: ${risk}; ${advice}.`,
    say`${T}: ${risk}.`,
  ])
}
