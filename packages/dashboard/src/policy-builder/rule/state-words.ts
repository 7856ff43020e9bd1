/** The six states in words. */
import type { Tone } from '../../ui/badge.tsx'
import type { RuleState } from '../model/rule-state.ts'

/** What each is called, and what it means. */
export const STATE_WORDS: Readonly<
  Record<RuleState, { readonly title: string; readonly says: string; readonly tone: Tone }>
> = {
  allow: { title: 'Allow', says: 'Every call passes.', tone: 'good' },
  limit: { title: 'Limit', says: 'So many calls, or so much of something, in a while.', tone: 'accent' },
  ask: { title: 'Ask', says: 'A person answers before every call.', tone: 'warn' },
  deny: { title: 'Deny', says: 'Every call is refused, and the agent is told.', tone: 'worst' },
  hide: { title: 'Hide', says: 'Not in lists, and refused as if it did not exist.', tone: 'none' },
  custom: { title: 'Custom', says: 'It depends on conditions: edit the rule.', tone: 'bad' },
}
