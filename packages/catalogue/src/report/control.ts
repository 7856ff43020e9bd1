/** How to control a tool: the policy, what it means, and the three steps. */
import type { Rule } from '@portcullis/engine'
import type { ToolRecommendation } from '../recommend/recommend.ts'
import { findingOf, type Page } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { ControlReport, Prose } from './report.ts'
import { stepsFor } from './steps.ts'

const MEANS = 29

function hiding(page: Page): Prose | undefined {
  const { T, S, turn, said, kin, core: thing, server } = page
  return turn(MEANS, [
    say`${T} disappears from the agent’s list, and a call by name gets the answer of a tool that never existed.`,
    say`The agent never learns of ${T}; every other tool of ${S} is judged as before.`,
    say`Hidden is stronger than denied: no plan can be built on a tool that is not there.`,
    said.base !== undefined && say`No client of this policy can ${said.base}, and none is told that it could.`,
    say`${T} is dropped from lists and unknown when called, whatever other rules say.`,
    thing !== undefined && say`Nobody loses ${thing.several} by a call that cannot be made: ${T} is hidden.`,
    kin.readers.length > 0 &&
      say`${T} goes, ${toolsListed(page, kin.readers, 1)} can stay: agents may look and not take away.`,
    server.tools.length > 1 &&
      say`Of ${counted(server.tools.length, 'tool')} the agent sees one fewer, and the rest is judged by its own rules.`,
  ])
}

function asking({ T, S, turn, said, parameters: [first] }: Page, rule: Rule): Prose | undefined {
  const budget = rule.limits?.[0]
  if (typeof budget?.increment_from === 'string')
    return turn(MEANS, [
      say`A person answers each call, and in a day the sum of ${code(budget.increment_from.replace(/^args\./, ''))} cannot pass ${String(budget.max)}: put in your own number.`,
      say`Two locks: a person’s yes, and ${String(budget.max)} a day as the most (a number to replace with yours).`,
    ])
  return turn(MEANS, [
    say`Each call to ${T} waits for a person’s yes; without one it is refused.`,
    said.base !== undefined && say`The agent may ask to ${said.base}; a person decides.`,
    say`Nothing happens on ${T} before somebody has answered.`,
    say`${T} stays visible, and every call is put before a person first.`,
    said.ing !== undefined && say`No ${said.ing} without a person who says yes to this very call.`,
    first !== undefined &&
      say`Nothing is sent to ${S} before a person has agreed to ${code(first.name)} and the rest of the call.`,
    say`The model prepares the call, a person lets it go or does not.`,
  ])
}

const UNITS: Readonly<Record<string, readonly [each: string, one: string]>> = {
  minute: ['a minute', 'one minute'],
  hour: ['an hour', 'an hour'],
  day: ['a day', 'one day'],
}

/** Of a Write, in terms of what it makes or changes. */
function writing(page: Page, rate: string, more: string): Prose | false {
  const { thing, label, making } = page
  if (label.category !== 'Write' || thing === undefined || findingOf(page, 'sends') !== undefined) return false
  return say`No client can ${making ? 'make' : 'touch'} more than ${rate.replace(' ', ` ${thing.several} `)} by it${more}.`
}

function limiting(page: Page, rule: Rule): Prose | undefined {
  const { T, turn, thing, label, kin } = page
  const limit = rule.limits?.[0]
  if (limit === undefined) return undefined
  const most = String(limit.max)
  const [each, one] = UNITS[String(limit.window)] ?? [String(limit.window), String(limit.window)]
  const rate = `${most} ${each}`
  const argued = rule.deny_if !== undefined
  const also = (text: string) => (argued ? text : '')
  return turn(MEANS, [
    say`At most ${most} calls ${each} for each client${also(', and none with an argument that a condition refuses')}; the next one is told to wait.`,
    say`Call number ${String(Number(limit.max) + 1)} within ${one} is refused and told when to come back${also('; calls with refused arguments do not get that far')}.`,
    say`Work goes on as before; a loop around ${T} stops at ${rate}${also(', a dangerous argument at once')}.`,
    writing(page, rate, also(', and some arguments are refused')),
    argued && say`Two things are checked: the arguments of each call, and that there are at most ${rate}.`,
    label.category === 'Write' &&
      thing !== undefined &&
      say`${most} calls ${each} are enough to work with ${thing.several}, and too few to get all of them wrong${also('; some arguments never pass')}.`,
    kin.readers.length > 0 &&
      say`Looking, with ${toolsListed(page, kin.readers, 1)}, is not counted here; ${T} stops at ${rate}${also(' and at arguments that a condition refuses')}.`,
    say`${T} is allowed ${most} times ${each}, which is plenty for work and little for a mistake${also('; certain arguments never pass')}.`,
  ])
}

function allowing(page: Page, rule: Rule): Prose | undefined {
  const { T, S, turn, said } = page
  if (rule.deny_if !== undefined)
    return turn(MEANS, [
      say`${T} is allowed, except with arguments that lead out of bounds.`,
      say`Calls pass as long as no condition refuses one of their arguments.`,
      say`Allowed by name; a dangerous path, address or query is refused and explained to the model.`,
    ])
  return turn(MEANS, [
    say`${T} is allowed by name, and by default everything that is not named is denied.`,
    say`An empty rule is a permission: ${T} passes, unnamed tools of ${S} do not.`,
    said.base !== undefined && say`The agent may ${said.base} as often as it likes; nothing else is opened by this.`,
    say`This names ${T} and opens nothing else.`,
    say`Naming it is the point: what nobody has named stays shut.`,
    say`No limit and no condition: ${T} is let through, the rest of ${S} is not.`,
    say`It lets ${T} pass. Add a limit if its answers are long or cost money.`,
    say`One line that allows ${T}, in a document that denies the rest.`,
  ])
}

/** What the recommended rule means for this tool. */
export function meansOf(page: Page, rule: Rule | 'hide'): Prose {
  if (findingOf(page, 'hidden-text') !== undefined || findingOf(page, 'instructions') !== undefined)
    return say`Its definition tries to steer the model, so the tool is hidden until a person has read it.`
  if (rule === 'hide') return hiding(page) ?? []
  if (rule.action === 'require_approval') return asking(page, rule) ?? []
  return limiting(page, rule) ?? allowing(page, rule) ?? []
}

/** The control section. */
export function controlOf(page: Page, advice: ToolRecommendation, gateway: string): ControlReport {
  return {
    button: advice.button,
    policy: advice.policy,
    means: meansOf(page, advice.rule),
    steps: stepsFor(page.server, advice.policy, gateway),
  }
}
