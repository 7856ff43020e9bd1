/** Whether and how a tool can be rate-limited. */
import type { Limit } from '@portcullis/engine'
import type { ToolRecommendation } from '../recommend/recommend.ts'
import type { Page } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

const SLOT = 35

/** Where the recommended rule counts calls already. */
function counting(page: Page, { counter, max, window }: Limit): Prose | undefined {
  const { T, turn, kin, label, study } = page
  const most = String(max)
  const unit = String(window)
  const name = code(counter)
  const alike = study.counts[label.category] - 1
  return turn(SLOT, [
    say`Yes, and the policy of this page does: ${most} in each ${unit}, counted for each grant as ${name}.`,
    say`It is limited already: ${name} stops at ${most} in each ${unit}, a number to change as your work needs it.`,
    say`Yes: ${name} counts the calls of each grant; more than ${most} in one ${unit} are refused.`,
    say`The rule above is a limit: ${code(`"max": ${most}`)} in each ${unit}. Write another number where that is too few.`,
    say`Yes. ${most} calls in each ${unit} are a start; ${code('"window"')} can also be another span, such as an hour or a day.`,
    say`That is what the recommended rule does, with the counter ${name} and ${code('"scope": "grant"')}; with ${code('"session"')} each session has its own.`,
    kin.changers.length > 0 &&
      say`Yes, as above; give ${toolsListed(page, kin.changers, 1)} the same ${code('"counter"')}, and both share the ${most} of each ${unit}.`,
    alike > 1 &&
      say`Yes, alone as above, or all ${counted(alike + 1, `${label.category} tool`)} of the server at once by an entry under ${code('classes')}.`,
    say`Yes: the page’s policy lets ${most} calls to ${T} pass in each ${unit}, over all sessions of a grant.`,
    say`It can be, and should: beyond ${most} in one ${unit} the recommended rule tells the agent to wait.`,
  ])
}

/** Where the recommended rule adds up an amount. */
function adding({ T, turn }: Page, { counter, max, increment_from }: Limit): Prose | undefined {
  const path = typeof increment_from === 'string' ? increment_from : ''
  const amount = code(path.replace(/^args\./, ''))
  return turn(SLOT, [
    say`Its sums are limited already: ${code(counter)} adds up ${amount} and stops at ${String(max)} a day. Calls can be counted as well, by ${code('"rate_limit": "5/hour"')}.`,
    say`Better than calls, count the money: ${amount} is added up, and ${String(max)} a day is the most until you write your own number.`,
    say`Yes, in two ways: the rule above bounds the sum of ${amount} in a day, and ${code('"rate_limit": "10/day"')} in the same entry bounds the calls to ${T}.`,
  ])
}

function hidden({ T, turn, label }: Page): Prose | undefined {
  const line = code('"rate_limit": "1/hour"')
  return turn(SLOT, [
    say`It can be limited, but one call is enough to do harm. Hide it, or let a person answer, before counting calls.`,
    label.category === 'Destructive' &&
      say`Yes, though a limit of one is still one too many for a tool that cannot be undone.`,
    say`A limit is possible and does not help much: the first call does the damage.`,
    say`Yes, with an entry under ${code('tools')} and ${line} in it. It then bounds how often, not what.`,
    say`As long as it is hidden there is nothing to count. Where you show it, put ${code('"action": "require_approval"')} before any limit.`,
    say`${line} would do it, for ${T} as for any tool. Ask first whether the one call in that hour is welcome.`,
    say`You can; but counting is for mistakes that are small one by one, and this is not one of them.`,
    say`Yes. A limit keeps one loss from becoming twenty, which is something; hiding keeps it from being one.`,
  ])
}

/** Where nothing counts yet. */
function uncounted(page: Page): Prose | undefined {
  const { T, turn, label, kin } = page
  const line = (text: string) => code(`"rate_limit": "${text}"`)
  const rare = label.category === 'Financial' || label.risk === 'High'
  return turn(SLOT, [
    say`Yes: give its rule ${line(rare ? '5/hour' : '60/minute')}, or a limit with a counter of your own.`,
    say`Yes, with ${line(rare ? '20/day' : '100/hour')} in its entry, where a loop then ends.`,
    say`It can be: ${code('rate_limit')} in its entry counts calls for each session, ${code('limits')} for each grant.`,
    label.category === 'Read' &&
      say`Reads are left unlimited here; where ${T} is slow or paid for, ${line('30/minute')} is a start.`,
    say`One line does it, ${line(rare ? '2/minute' : '20/minute')}; no client has to be changed.`,
    say`Any number you like: ${line(rare ? '3/hour' : '10/minute')} in the entry of ${T} is read at the next call.`,
    !rare && say`The entry of ${T} can hold ${line('200/hour')} as well as a counter shared with others.`,
    say`If you want to, by ${line(rare ? '10/day' : '45/minute')}; the refusal tells the agent when to come back.`,
    !rare && say`Nothing is easier: ${line('300/hour')}, and the 301st call is told to wait.`,
    kin.all.length > 0 &&
      say`Yes, and together with ${toolsListed(page, kin.all, 1)} if both name the same counter in ${code('limits')}.`,
    say`By session with ${line(rare ? '1/minute' : '15/minute')}, or by grant with a counter under ${code('limits')}.`,
  ])
}

/** The answer to “Can I rate-limit it?”. */
export function rateLimit(page: Page, { rule }: ToolRecommendation): Prose | undefined {
  if (rule === 'hide') return hidden(page)
  const [limit] = rule.limits ?? []
  if (limit === undefined) return uncounted(page)
  return limit.increment_from === undefined ? counting(page, limit) : adding(page, limit)
}
