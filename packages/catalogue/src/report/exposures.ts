/** Which attacks a tool is open to, and why this one. */
import type { Attack } from '../attack-slugs.ts'
import { attackOf } from '../attacks/index.ts'
import { exfiltration } from './exfiltration.ts'
import { moneyKindOf } from './money-kind.ts'
import { findingOf, type Page, roled } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { ExposureReport, Prose } from './report.ts'
import { rugPull } from './rug-pull.ts'
import { BROWSER } from './why-execute.ts'

type Why = (page: Page) => Prose | undefined

function named(page: Page, role: Parameters<typeof roled>[1]): Prose | undefined {
  const parameter = roled(page, role)
  return parameter === undefined ? undefined : say`${code(parameter.name)}`
}

const injection: Why = (page) => {
  const { turn, T, said, label } = page
  const { base } = said
  const carries = roled(page, 'text', 'markup', 'code', 'sql')
  const target = roled(page, 'target', 'recipient', 'recipients', 'destination')
  const brings = page.server.tools.filter((tool) => tool !== page.tool && tool.mark.traits.includes('untrusted'))
  const out = findingOf(page, 'sends') !== undefined
  return turn(15, [
    base !== undefined &&
      say`A page or a mail that the agent reads can tell it to ${base}, and the call looks like any other.`,
    carries !== undefined && say`What the agent has read flows into ${code(carries.name)}, orders included.`,
    say`Nothing in a call to ${T} shows whether a person wanted it or a text did.`,
    out && base !== undefined && say`An order in something it has read makes the agent ${base} in your name.`,
    base !== undefined && say`If strangers can write to what the agent reads, they can ask it to ${base}.`,
    label.category === 'Destructive' && say`“Tidy this up” in a ticket is enough to aim ${T}.`,
    say`The agent takes text for a wish; ${T} makes the wish come true.`,
    brings.length > 0 &&
      say`${toolsListed(page, brings, 1)} brings in text by strangers on the same server; an order in it can be carried out here.`,
    said.ing !== undefined &&
      say`Hidden text need not be clever: it only has to make ${said.ing} look like the next step.`,
    target !== undefined &&
      say`An order can name the ${code(target.name)} as well, and then it is the attacker who aims.`,
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
  const { turn, T, said, label, core: thing, study } = page
  const money = label.category === 'Financial'
  return turn(19, [
    said.ing !== undefined && say`For an agent ${said.ing} is a way to reach its goal, and nobody has to ask for it.`,
    say`It needs no attacker: a broad task and ${T} within reach are enough.`,
    label.category === 'Destructive' &&
      say`One call, no second pair of eyes, and nothing afterwards that takes it back.`,
    findingOf(page, 'bulk') !== undefined && say`It reaches many at once, so a wrong guess is wrong many times.`,
    money && say`An agent that may spend will spend when that solves the task.`,
    say`${T} is what “just fix it” can turn into.`,
    say`The agent decides in a second what people would sleep over.`,
    thing !== undefined && say`A task that is about ${thing.several} and says “clean up” can end in a call to ${T}.`,
    said.base !== undefined && say`Nobody has to tell an agent to ${said.base}; it is enough that nobody forbids it.`,
    study.counts[label.category] > 1 &&
      say`With ${counted(study.counts[label.category], `${label.category} tool`)} to choose from, an agent needs no order to pick one.`,
  ])
}

const consent: Why = ({ turn, T, said, core: thing, parameters: [first] }) =>
  turn(20, [
    say`Asked twenty times a day, people say yes to ${T} without reading.`,
    say`A harmless-looking request can stand in the same row as ${T}, and be waved through with it.`,
    say`If each call asks, the question loses its weight; ask only where the arguments matter.`,
    said.base !== undefined && say`“May I ${said.base}?” sounds routine by the fifth time.`,
    say`Approval helps as long as somebody reads what is approved.`,
    first !== undefined &&
      say`What matters in the question is ${code(first.name)}, and it is what nobody reads the tenth time.`,
    thing !== undefined &&
      say`One yes about ${thing.several} looks like the one before, whatever differs in the arguments.`,
    say`Hide ${T} or limit it where that does; keep questions for what cannot be settled beforehand.`,
  ])

const deputy: Why = ({ turn, T, S, said, parameters }) =>
  turn(21, [
    say`${S} acts with its own rights, and ${T} lends them to whoever asks.`,
    say`The server cannot see for whom the agent asks; ${T} works for all of them alike.`,
    say`A user without the right may still get it done by asking the agent that has ${T}.`,
    say`What a caller may not do, the account behind ${S} may.`,
    said.base !== undefined &&
      say`Whether the person behind the agent may ${said.base} is not asked; that ${S} may is enough.`,
    said.ing !== undefined && say`The rights for ${said.ing} are those of ${S}, whoever stands behind the call.`,
    parameters.length > 0 &&
      !parameters.some(({ name }) => /user|account|actor|owner|member|customer|behalf/i.test(name)) &&
      say`None of its ${counted(parameters.length, 'argument')} says for whom the call is made.`,
  ])

const argument: Why = (page) => {
  const taken = named(page, 'code') ?? named(page, 'sql') ?? named(page, 'path')
  const { turn, T, S, said, parameters } = page
  const browser = BROWSER.test(said.lemma ?? '')
  const other = parameters.find(({ type }) => type === 'string')
  const base = browser ? undefined : said.base
  return turn(22, [
    taken !== undefined && say`${taken} is free text, and its meaning is decided by what interprets it.`,
    taken !== undefined && say`A value for ${taken} can hold more than one command, query or folder.`,
    taken !== undefined && say`What begins as a value in ${taken} ends as an instruction.`,
    taken === undefined && say`What its arguments may contain is not bounded by anything that is known of ${T}.`,
    taken === undefined && !browser && say`${T} runs something, and its arguments may reach what is run.`,
    taken === undefined && !browser && say`Arguments that end in a command line can bring their own commands.`,
    browser && say`A page can be laid out so that what ${T} is aimed at is not what it hits.`,
    browser && say`What is acted on is named by an argument, and the page decides what stands behind that name.`,
    taken === undefined &&
      other !== undefined &&
      say`A value of ${code(other.name)} is passed on to what is run; whether it is cleaned before, nobody sees.`,
    taken === undefined && say`How the arguments of ${T} are put together with what it runs is up to ${S}.`,
    taken === undefined &&
      base !== undefined &&
      say`To ${base}, ${S} has to build something out of the arguments, and quoting is easily forgotten.`,
  ])
}

const cost: Why = (page) => {
  const { turn, T, S, said, label, thing } = page
  const spends = findingOf(page, 'spends') !== undefined
  const runs = label.category === 'Execute'
  return turn(23, [
    spends && say`Each call to ${T} uses credits that are paid for.`,
    runs && say`What it starts goes on using a machine after the call has returned.`,
    runs && say`Machine time on ${S} is somebody’s money, and ${T} can be asked for it again and again.`,
    runs && say`How long a call of ${T} works is decided by its arguments, and so is what it costs.`,
    label.category === 'Financial' && say`Here the price of a loop is not machine time but the sums themselves.`,
    label.category === 'Financial' &&
      moneyKindOf(page) === 'pays' &&
      say`A loop around ${T} pays as often as it turns.`,
    label.category === 'Financial' &&
      thing !== undefined &&
      say`Each further call can mean further ${thing.several}, and each of them is charged to somebody.`,
    said.ing !== undefined && say`A night of ${said.ing} is a bill in the morning.`,
    say`A loop of cheap calls is an expensive one.`,
    say`The bill for ${T} comes later than the mistake.`,
    say`A hundred tries at ${T} cost a hundred times as much as the one that was meant.`,
  ])
}

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
  const taken = named(page, 'sql') ?? named(page, 'path') ?? named(page, 'url') ?? named(page, 'destination')
  const what = taken ?? say`Its argument`
  return page.turn(26, [
    say`${what} is parsed twice, by whoever checks it and by whoever uses it, and the two may disagree.`,
    say`${what} can be spelled in more ways than a check expects.`,
    say`Encodings, comments and relative parts let ${taken ?? say`a value`} look harmless and be something else.`,
  ])
}

const ssrf: Why = (page) => {
  const direct = roled(page, 'url') !== undefined
  const url = named(page, 'url') ?? named(page, 'destination') ?? say`An address in its arguments`
  return page.turn(27, [
    say`${url} is ${direct ? 'fetched' : 'called'} from inside: internal hosts and metadata services answer there.`,
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
