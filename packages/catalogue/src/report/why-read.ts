/** Why a tool that only reads needs a policy. */
import { areMany } from './language.ts'
import { findingOf, type Page, roled } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, percentOf, say } from './plain.ts'
import type { Prose } from './report.ts'
import { waysOut } from './ways-out.ts'

const [CORE, REACH, DATA, STRANGERS, OPEN, LEVEL] = [6, 7, 8, 9, 10, 11]

/** Whether what it returns takes a plural verb. */
function many({ thing }: Page): boolean {
  return thing !== undefined && areMany(thing)
}

function what({ thing }: Page): string {
  return thing?.several ?? 'what it returns'
}

function core(page: Page): Prose | undefined {
  const { turn, T, S } = page
  const it = what(page)
  return turn(CORE, [
    say`Reading changes nothing on ${S}, so a wrong call costs time and tokens and no more than that.`,
    say`After a call to ${T} everything on ${S} is as it was; only the model knows more.`,
    say`Nothing has to be undone after ${T}: it looks and leaves.`,
    say`The question with ${T} is not what it breaks, for it breaks nothing, but who gets to see ${it}.`,
    say`A mistaken call wastes a moment. What stays behind, in the model’s context, ${many(page) ? 'are' : 'is'} ${it}.`,
    say`There is no harm in one call; there can be harm in what is done next with ${it}.`,
    say`${T} is a Read: it can be called twice, or by mistake, and ${S} is none the worse.`,
    say`What ${T} shows cannot be unseen by the model, and that is all that a call leaves behind.`,
    say`Whether ${T} runs once or fifty times, the data on ${S} stays the same.`,
    page.thing !== undefined && say`It takes a loop to make ${T} costly: a single call only fetches ${it}.`,
    say`No state of ${S} depends on this call; what depends on it is the agent’s next step.`,
    say`A policy need not fear ${T}. It should name it, so that what is not named stays closed.`,
  ])
}

function data(page: Page): Prose | undefined {
  const { turn, T, S } = page
  const it = what(page)
  if (findingOf(page, 'personal') !== undefined)
    return turn(DATA, [
      say`It shows data about people, which raises it to ${page.label.risk}: what an agent has read it can repeat.`,
      say`People stand behind ${it}; they have not agreed to be read by every agent that can reach ${S}.`,
      say`${it.charAt(0).toUpperCase()}${it.slice(1)} ${many(page) ? 'are' : 'is'} data about persons, so each call carries something of theirs into a model’s context.`,
      say`Names, addresses or messages of people may be in its answer, and an answer goes wherever the model’s context goes.`,
      say`As it returns data about people, the rules for such data apply to the agent too.`,
      say`Somebody’s private life can be in the answer to ${T}. That makes the reader’s next tool matter.`,
    ])
  if (findingOf(page, 'secrets') !== undefined && page.label.risk === 'High')
    return turn(DATA, [
      say`It hands out credentials. Once one is in a model’s context, every tool that sends text can give it away.`,
      say`A credential that was read is as good as copied: it works for whoever sees the context.`,
      say`What it returns opens other doors, so that its harm is not bounded by ${S}.`,
    ])
  if (findingOf(page, 'private') !== undefined)
    return turn(DATA, [
      say`What it returns is not public, so it matters which agent may ask.`,
      say`${it.charAt(0).toUpperCase()}${it.slice(1)} on ${S} ${many(page) ? 'belong' : 'belongs'} to whoever keeps an account there, and not in a public place.`,
      say`Nothing it shows was meant for everybody.`,
      say`It reads behind a log-in: the agent sees what the account sees.`,
    ])
  return undefined
}

function strangers(page: Page): Prose | undefined {
  const { turn, T } = page
  if (findingOf(page, 'untrusted') === undefined) return undefined
  const out = waysOut(page)
  return turn(STRANGERS, [
    say`Strangers can write what it returns, and the model reads it as if it were told to it.`,
    say`Its answers hold text by people whom nobody vouches for; an order hidden in it looks like any other sentence.`,
    say`Whoever can put text where ${T} reads can speak to the agent.`,
    say`What comes back was written outside, and instructions travel well in such text.`,
    out.length > 0 &&
      say`It brings in strangers’ text, and ${toolsListed(page, out)} on the same server can carry something out.`,
  ])
}

function open(page: Page): Prose | undefined {
  const { turn } = page
  const path = findingOf(page, 'path')?.parameter
  if (path !== undefined)
    return turn(OPEN, [
      say`${code(path)} can name any file that the server’s process may read, keys and settings among them.`,
      say`Nothing in the schema keeps ${code(path)} inside one folder.`,
      say`Where ${code(path)} leads is up to the caller; “..” and absolute paths are only text to a schema.`,
    ])
  const url = findingOf(page, 'url')?.parameter
  if (url !== undefined)
    return turn(OPEN, [
      say`${code(url)} is opened from where the server runs, which may be inside your network.`,
      say`The address in ${code(url)} is the caller’s choice, and the server does the asking.`,
      say`A model that was talked into it can put an internal address into ${code(url)}.`,
    ])
  const sql = findingOf(page, 'sql')?.parameter
  if (sql !== undefined)
    return turn(OPEN, [
      say`${code(sql)} takes a query, and whether it can only read is decided by the database’s own rights.`,
      say`What ${code(sql)} may ask for is as wide as the database account behind it.`,
    ])
  const spends = findingOf(page, 'spends')
  return spends === undefined ? undefined : say`Making its answer uses up paid credits, so a loop has a price.`
}

function reach(page: Page): Prose | undefined {
  const { turn, T, S, study } = page
  const writes = study.counts.Write + study.counts.Destructive
  const size = roled(page, 'size')
  const place = roled(page, 'place')
  const filter = roled(page, 'filter')
  const target = roled(page, 'target')
  const it = what(page)
  return turn(REACH, [
    size !== undefined && say`${code(size.name)} decides how much comes back in one call.`,
    place !== undefined && say`Page by page, with ${code(place.name)}, a patient agent can read all of it.`,
    filter !== undefined && say`${code(filter.name)} is written by the model: a wide one returns much.`,
    target !== undefined &&
      say`One ${code(target.name)} is one answer; an agent that guesses or counts upwards gets more.`,
    size === undefined && say`How much one call returns is not bounded by anything that is known of it.`,
    writes > 0 &&
      say`What an agent learns here it can use with the ${counted(writes, 'tool')} of ${S} that ${writes === 1 ? 'changes' : 'change'} something.`,
    study.counts.Read > 1 &&
      study.counts.Read === page.server.tools.length &&
      say`Nothing on ${S} changes anything, so what is read here can only be carried elsewhere.`,
    target !== undefined &&
      say`Which one is read is said by ${code(target.name)}; nothing in the schema says that it is the caller’s own.`,
    say`A limit on calls is also a limit on how fast ${S} can be read out.`,
    say`An agent that misunderstands its task tends to call such tools in a row, each answer longer than the last.`,
    say`Repeated, it fills a context and a bill sooner than it does damage.`,
    say`What to watch is the number of calls: nobody needs ${it} a thousand times in a minute.`,
    say`Fast and often is how ${T} would be misused, and a limit answers both.`,
    say`The only thing that runs out is patience, or the quota that ${S} grants its clients.`,
  ])
}

function level(page: Page): Prose | undefined {
  const { turn, label } = page
  if (label.risk !== 'Medium' || label.confidence >= 0.55) return undefined
  return turn(LEVEL, [
    say`That it only reads is likely and not certain, so it counts as Medium until somebody has looked.`,
    say`Too little says that it merely reads; on doubt the catalogue takes the stricter level.`,
    say`The evidence is thin (${percentOf(label)}), which by itself makes it Medium.`,
    say`It is not believed to be Low, because hardly anything in its definition says so.`,
  ])
}

/** Sentences, weightiest first. */
export function whyRead(page: Page): readonly (Prose | undefined)[] {
  return [core(page), data(page), strangers(page), open(page), level(page), reach(page)]
}
