/** Which attacks a tool is open to, and why this one. */
import type { Attack } from '../attack-slugs.ts'
import { attackOf } from '../attacks/index.ts'
import { findingOf, type Page, roled } from './page.ts'
import { toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { ExposureReport, Prose } from './report.ts'
import { rugPull } from './rug-pull.ts'
import { waysOut } from './ways-out.ts'

type Why = (page: Page) => Prose | undefined

function named(page: Page, role: Parameters<typeof roled>[1]): Prose | undefined {
  const parameter = roled(page, role)
  return parameter === undefined ? undefined : say`${code(parameter.name)}`
}

const injection: Why = (page) => {
  const { turn, T, said, label } = page
  const base = said.base ?? 'act'
  const carries = roled(page, 'text', 'markup', 'code', 'sql')
  const out = findingOf(page, 'sends') !== undefined
  return turn(15, [
    say`A page or a mail that the agent reads can tell it to ${base}, and the call looks like any other.`,
    carries !== undefined && say`What the agent has read flows into ${code(carries.name)}, orders included.`,
    say`Nothing in a call to ${T} shows whether a person wanted it or a text did.`,
    out && say`An order in something it has read makes the agent ${base} in your name.`,
    say`If strangers can write to what the agent reads, they can ask it to ${base}.`,
    label.category === 'Destructive' && say`“Tidy this up” in a ticket is enough to aim ${T}.`,
    say`The agent takes text for a wish; ${T} makes the wish come true.`,
    say`${T} acts on behalf of whoever wrote the last convincing sentence.`,
  ])
}

const loops: Why = (page) => {
  const { turn, T, said, thing } = page
  const several = thing?.several ?? 'results'
  return turn(16, [
    say`An answer that looks like a failure makes an agent call ${T} again, and again.`,
    said.ing !== undefined && say`Two agents that answer each other can go on ${said.ing} all night.`,
    say`Nothing in ${T} knows how often it was called in the last minute.`,
    say`A list of a thousand rows and one call to ${T} for each is a plan that a model finds reasonable.`,
    say`Each retry is a fresh call, and leaves more ${several} than were wanted.`,
    say`A loop around ${T} ends when somebody looks, or when a limit says so.`,
    say`Trying once more is what models do when unsure; ${T} does it once more each time.`,
  ])
}

const exfiltration: Why = (page) => {
  const { turn, T, label, thing } = page
  const several = thing?.several ?? 'what it returns'
  const out = waysOut(page).filter((tool) => tool !== page.tool)
  if (label.category !== 'Read' && (findingOf(page, 'sends') ?? findingOf(page, 'egress')) !== undefined)
    return turn(17, [
      say`It is the last link of a chain: whatever was read before can leave by ${T}.`,
      say`Private data read by another tool fits into an argument of this one.`,
      say`${T} is a way out. What it carries depends on what the agent has seen.`,
      say`A reader elsewhere and ${T} here are enough to carry data from one to the other.`,
      say`The data need not come from this server: one conversation holds what all servers said.`,
    ])
  return turn(17, [
    out.length > 0 &&
      say`It reads ${several}; ${toolsListed(page, out, 1)} on the same server can send on what was read.`,
    out.length > 0 && say`From ${T} to ${toolsListed(page, out, 1)} is one step for an agent that was talked into it.`,
    say`It supplies ${several}, the first link of a chain; the way out may be on another server.`,
    say`What ${T} returns is worth carrying off, and any tool that sends text can do the carrying.`,
    say`Reading ${several} is half of a leak; the other half is any way out in the same conversation.`,
    out.length === 0 && say`No tool of this server sends anything out, so a leak needs a second server.`,
  ])
}

const results: Why = ({ turn, T, thing }) => {
  const several = thing?.several ?? 'its results'
  return turn(18, [
    say`${T} returns text by strangers, and a model does not tell data from orders.`,
    say`Whoever writes ${several} writes into the agent’s context.`,
    say`An instruction planted in ${several} arrives with the answer and waits to be followed.`,
    say`The answer is read by the model with the same trust as its task.`,
    say`What comes back through ${T} may have been written for the agent and not for people.`,
  ])
}

const autonomy: Why = (page) => {
  const { turn, T, said, label } = page
  const money = label.category === 'Financial'
  return turn(19, [
    said.ing !== undefined && say`For an agent ${said.ing} is a way to reach its goal, and nobody has to ask for it.`,
    say`It needs no attacker: a broad task and ${T} within reach are enough.`,
    say`One call, no second pair of eyes, and nothing afterwards that takes it back.`,
    findingOf(page, 'bulk') !== undefined && say`It reaches many at once, so a wrong guess is wrong many times.`,
    money && say`An agent that may spend will spend when that solves the task.`,
    say`${T} is what “just fix it” can turn into.`,
    say`The agent decides in a second what people would sleep over.`,
  ])
}

const consent: Why = ({ turn, T, said }) =>
  turn(20, [
    say`Asked twenty times a day, people say yes to ${T} without reading.`,
    say`A harmless-looking request can stand in the same row as ${T}, and be waved through with it.`,
    say`If each call asks, the question loses its weight; ask only where the arguments matter.`,
    said.base !== undefined && say`“May I ${said.base}?” sounds routine by the fifth time.`,
    say`Approval helps as long as somebody reads what is approved.`,
  ])

const deputy: Why = ({ turn, T, S }) =>
  turn(21, [
    say`${S} acts with its own rights, and ${T} lends them to whoever asks.`,
    say`The server cannot see for whom the agent asks; ${T} works for all of them alike.`,
    say`A user without the right may still get it done by asking the agent that has ${T}.`,
    say`What a caller may not do, the account behind ${S} may.`,
  ])

const argument: Why = (page) => {
  const taken = named(page, 'code') ?? named(page, 'sql') ?? named(page, 'path')
  const { turn, T } = page
  return turn(22, [
    taken !== undefined && say`${taken} is free text, and its meaning is decided by what interprets it.`,
    taken !== undefined && say`A value for ${taken} can hold more than one command, query or folder.`,
    taken !== undefined && say`What begins as a value in ${taken} ends as an instruction.`,
    taken === undefined && say`What its arguments may contain is not bounded by anything that is known of ${T}.`,
    taken === undefined && say`${T} runs something, and its arguments may reach what is run.`,
    taken === undefined && say`Arguments that end in a command line can bring their own commands.`,
  ])
}

const cost: Why = ({ turn, T, label }) =>
  turn(23, [
    say`Each call to ${T} uses something that is paid for.`,
    label.category === 'Execute' && say`What it starts goes on costing after the call has returned.`,
    say`A loop of cheap calls is an expensive one.`,
    say`The bill for ${T} comes later than the mistake.`,
  ])

const leak: Why = ({ turn, T }) =>
  turn(24, [
    say`A failing call to ${T} may print the credential that it was given.`,
    say`Errors are written for developers; around credentials they tend to say too much.`,
    say`Credentials are near ${T}, and error texts go straight into the model’s context.`,
  ])

const passthrough: Why = (page) => {
  const secret = named(page, 'secret')
  return page.turn(25, [
    secret !== undefined &&
      say`${secret} asks the agent to hand over a credential that the server then uses as its own.`,
    secret !== undefined && say`A credential in ${secret} goes through the model, which was never meant to hold it.`,
    secret === undefined &&
      say`Handling credentials by a tool means that somebody’s credential passes through the conversation.`,
    secret === undefined && say`A credential that ${page.T} gives out can be used without the gateway.`,
  ])
}

const parser: Why = (page) => {
  const taken = named(page, 'sql') ?? named(page, 'path') ?? named(page, 'url')
  const what = taken ?? say`Its argument`
  return page.turn(26, [
    say`${what} is parsed twice, by whoever checks it and by whoever uses it, and the two may disagree.`,
    say`${what} can be spelled in more ways than a check expects.`,
    say`Encodings, comments and relative parts let ${taken ?? say`a value`} look harmless and be something else.`,
  ])
}

const ssrf: Why = (page) => {
  const url = named(page, 'url') ?? say`An address in its arguments`
  return page.turn(27, [
    say`${url} is fetched from inside: internal hosts and metadata services answer there.`,
    say`${url} can point at the machine that ${page.S} runs on.`,
    say`The server asks for what ${url} says, with its own place in the network.`,
  ])
}

const poisoning: Why = ({ T }) =>
  say`The definition of ${T} already does it: it speaks to the model, or hides what it says.`
const shadowing: Why = ({ T }) =>
  say`Text in the definition of ${T} can change how the agent uses other servers’ tools.`

const WHY: Readonly<Partial<Record<Attack, Why>>> = {
  'indirect-prompt-injection': injection,
  'runaway-tool-loops': loops,
  'data-exfiltration-via-tool-chaining': exfiltration,
  'prompt-injection-via-tool-results': results,
  'destructive-action-autonomy': autonomy,
  'consent-fatigue': consent,
  'confused-deputy': deputy,
  'argument-injection': argument,
  'cost-blow-up': cost,
  'credential-leak-via-errors': leak,
  'token-passthrough': passthrough,
  'parser-differential': parser,
  'ssrf-by-tool-argument': ssrf,
  'tool-poisoning': poisoning,
  'tool-shadowing': shadowing,
  'rug-pull': rugPull,
}

/** All attacks that the label names, worst first. */
export function exposuresOf(page: Page): readonly ExposureReport[] {
  return page.label.attacks.map((attack) => {
    const { name, gateway } = attackOf(attack)
    return { attack, name, why: WHY[attack]?.(page) ?? say`${gateway.why}` }
  })
}
