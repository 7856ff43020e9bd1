/** Why a tool that changes something needs a policy. */
import { CHANGES } from './kin.ts'
import { areMany } from './language.ts'
import { findingOf, type Page, roled } from './page.ts'
import { capital, counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

const [CORE, BACK, REACH, OUT, RIGHTS] = [6, 7, 8, 9, 10]

/** How the evidence speaks of what goes on sending by itself. */
const LIVE = 'set live'

function making(page: Page): Prose | undefined {
  const { turn, T, S, thing, kin } = page
  const one = thing?.some ?? 'something'
  return turn(CORE, [
    say`Each call leaves ${one} behind, and a call that is repeated leaves another.`,
    say`${T} adds to what is on ${S}. A wrong call is clutter; a hundred of them are a morning’s work.`,
    say`What it makes is real at once, and whoever else works with ${S} may act on it.`,
    say`A retry after a timeout can make the same thing twice.`,
    kin.enders.length > 0 &&
      say`What it makes can be taken away again with ${toolsListed(page, kin.enders, 1)}, one by one.`,
    kin.enders.length === 0 && say`No tool of ${S} that is known takes back what ${T} makes; a person has to.`,
    say`It is easy to make ${one} and tedious to find the wrong one later.`,
    say`The harm of ${T} is in numbers: one ${thing?.plural === true ? 'call' : (thing?.words ?? 'call')} too many is nothing, a loop is.`,
  ])
}

function changing(page: Page): Prose | undefined {
  const { turn, T, S, thing, kin } = page
  const it = thing?.several ?? 'what is there'
  const several = thing !== undefined && areMany(thing) ? 'them' : 'it'
  const over = CHANGES.has(page.said.lemma ?? '')
  return turn(CORE, [
    over && say`${T} writes over what was there before, and nothing known of it keeps the old value.`,
    kin.readers.length > 0 &&
      say`The old state can be read beforehand with ${toolsListed(page, kin.readers, 1)}; ${T} itself does not ask for it.`,
    kin.readers.length === 0 &&
      say`No tool here shows ${it} first, so an agent acts on ${several} without having looked.`,
    say`A wrong call can be put right by a second one, as long as somebody remembers how it was.`,
    over &&
      say`It changes ${it} in place. Whoever relies on ${several} on ${S} gets the new state without being asked.`,
    !over && say`After ${T} something on ${S} is different, and the people who work there are not asked.`,
    !over && thing !== undefined && say`What ${T} does to ${it} shows the next time that somebody looks.`,
    say`What it does is reversible and not harmless: until it is noticed, everybody works with the wrong state.`,
    say`One change is soon set back; the same change to everything is not.`,
    say`Agents repair their own mistakes by calling again, and ${T} lets them.`,
  ])
}

function ending(page: Page): Prose | undefined {
  const { turn, T, S, kin, said, thing } = page
  const opposite = kin.opposite
  return turn(BACK, [
    opposite !== undefined &&
      say`${toolsListed(page, [opposite], 1)} does the contrary, so a wrong call can be answered by a right one.`,
    opposite !== undefined && say`The way back is ${toolsListed(page, [opposite], 1)}, on the same server.`,
    opposite === undefined &&
      kin.restorers.length > 0 &&
      say`${toolsListed(page, kin.restorers, 1)} is there to bring things back.`,
    kin.enders.length > 0 &&
      kin.readers.length > 0 &&
      say`Between ${toolsListed(page, kin.readers, 1)}, which looks, and ${toolsListed(page, kin.enders, 1)}, which destroys, it is the middle way.`,
    kin.changers.length > 0 && say`${toolsListed(page, kin.changers, 1)} can correct what it did.`,
    opposite === undefined &&
      said.lemma !== undefined &&
      say`No tool of ${S} undoes it by name, so setting it right is another change.`,
    opposite === undefined &&
      kin.readers.length > 0 &&
      say`To set it right one has to know how it was; ${toolsListed(page, kin.readers, 1)} shows only how it is.`,
    opposite === undefined &&
      thing !== undefined &&
      say`Whoever wants ${thing.several} back as ${areMany(thing) ? 'they were' : 'it was'} has to have kept a note of it.`,
    say`Setting things right after ${T} means knowing how they were.`,
    say`Taking it back is possible, by hand or by another call.`,
  ])
}

function reach(page: Page): Prose | undefined {
  const { turn, T, S, label, thing, study } = page
  const writes = study.counts.Write
  const limited = findingOf(page, 'permissions') === undefined && label.risk !== 'Critical'
  const other = roled(page, 'other')
  const chooser = roled(page, 'chooser')
  const bulk = findingOf(page, 'bulk')
  const list = bulk?.parameter
  if (list !== undefined)
    return turn(REACH, [
      say`${code(list)} is a list: one call can touch as many as are put into it.`,
      say`The length of ${code(list)} is the reach of a call, and nothing known bounds it.`,
      say`With ${code(list)} a single mistake is made many times over.`,
    ])
  if (bulk !== undefined)
    return turn(REACH, [
      say`By its name it works on many at once, so that one call is not one mistake.`,
      say`It is made for bulk: a wrong call is wrong for all of them.`,
      say`One call reaches many, which is why it stands above other Writes.`,
    ])
  const target = roled(page, 'target')
  const text = roled(page, 'text', 'markup')
  return turn(REACH, [
    target !== undefined &&
      say`${code(target.name)} picks what is changed: an id out of a stale answer changes the wrong one.`,
    text !== undefined &&
      say`${code(text.name)} carries whatever the model writes, and with it what the model has read elsewhere.`,
    say`One call, one change: the reach of ${T} grows only with the number of calls.`,
    say`Its reach is one call wide, so counting calls is counting damage.`,
    say`The damage of a loop is what a limit is for; ${label.risk} risk speaks of one call.`,
    page.parameters.length === 0 && say`Without known parameters nobody can say how much one call covers.`,
    page.parameters.length === 0 &&
      say`How far one call goes is not known, so the number of calls is what can be held.`,
    thing !== undefined &&
      !page.making &&
      limited &&
      say`Held to so many calls a minute, a mistake is a matter of some ${thing.several}, and not of all of them.`,
    thing !== undefined &&
      say`A person seldom needs more than a few ${thing.several} in a minute, and a loop needs no reason.`,
    writes > 1 &&
      say`Beside it ${S} has ${counted(writes - 1, 'more tool')} that ${writes === 2 ? 'changes' : 'change'} something, and a loop can go through all of them.`,
    writes === 1 && say`Nothing else on ${S} merely changes something, so one limit bounds what can be changed.`,
    other !== undefined &&
      say`Where it takes effect is said by ${code(other.name)}, an identifier that a model can mix up with another.`,
    page.parameters.length > 5 &&
      say`${capital([counted(page.parameters.length, 'parameter')])} leave room for a call that changes more than was asked for.`,
    chooser !== undefined && say`${code(chooser.name)} chooses what is done, so one name stands for several changes.`,
  ])
}

function outward(page: Page): Prose | undefined {
  const { turn, T, S, thing } = page
  const sends = findingOf(page, 'sends')
  if (sends?.because.includes(LIVE) === true)
    return turn(OUT, [
      say`What is set live by it goes on sending by itself, to everybody who falls under it.`,
      say`No message is in the call. It opens a tap, and what comes out reaches people.`,
      say`Once live, it speaks to people without asking the agent again, or anybody else.`,
    ])
  if (sends !== undefined)
    return turn(OUT, [
      say`What it sends reaches people and cannot be called back; no later call makes it unread.`,
      page.said.lemma === 'send' &&
        say`Somebody at the other end reads ${thing?.some ?? 'the message'} the moment it is sent, in your name.`,
      say`To send is to be done with it: a mistake becomes an apology.`,
      say`It speaks to people outside, which is the one kind of change that nobody can take back.`,
      say`Strangers’ text in the agent’s context can end up in what ${T} sends.`,
    ])
  const egress = findingOf(page, 'egress')
  if (egress === undefined) return undefined
  const to = egress.parameter
  return turn(OUT, [
    to !== undefined && say`${code(to)} says where data goes from now on, and any address will do.`,
    to !== undefined && say`Whoever decides ${code(to)} gets what ${S} hands over there.`,
    to === undefined && say`Something can leave by it: text that the model has read elsewhere fits into ${T}.`,
    to === undefined && say`What is written with it can be seen from outside, so it is a way out for data.`,
    to === undefined && say`Others can see the result, which makes it a door as well as a pen.`,
  ])
}

function rights(page: Page): Prose | undefined {
  const { turn, T, S, thing } = page
  if (findingOf(page, 'permissions') !== undefined)
    return turn(RIGHTS, [
      say`It decides who may do what on ${S}: a wrong call opens a door that stays open.`,
      say`Rights outlive the conversation. What ${T} gives away works long after the agent has gone.`,
      say`Whoever gets a right by it keeps it until somebody looks.`,
    ])
  const secret = findingOf(page, 'secrets')
  if (secret !== undefined)
    return turn(RIGHTS, [
      secret.source === 'name' &&
        say`It handles ${thing?.several ?? 'credentials'}: what is replaced stops working for everybody who used it.`,
      secret.parameter !== undefined &&
        say`${code(secret.parameter)} takes a credential, and a model is a poor keeper of those.`,
      say`A credential passes through its arguments or its answer, and so through the model’s context.`,
      say`Credentials are involved, and what the model has seen it can repeat.`,
    ])
  const irreversible = findingOf(page, 'irreversible')
  if (irreversible?.source === 'annotations')
    return say`The server itself says that this tool may destroy, which its name does not.`
  if (irreversible !== undefined)
    return turn(RIGHTS, [
      say`Though it is a Write, it is hard to take back, and so it counts as High.`,
      say`Its kind of change has no plain way back: what was joined, published or moved seldom returns as it was.`,
    ])
  if (findingOf(page, 'many-parameters') !== undefined)
    return say`With ${String(page.parameters.length)} parameters nobody sees at a glance what one call does.`
  return undefined
}

/** Of a tool that sends: nothing of it comes back, so what is said of changes does not hold. */
function sending(page: Page): Prose | undefined {
  const { turn, T, S, study, said } = page
  const whom = roled(page, 'recipients', 'recipient', 'person')
  const text = roled(page, 'text', 'markup')
  const reads = study.counts.Read
  return turn(CORE, [
    whom !== undefined &&
      say`${code(whom.name)} says who gets it; a model that guesses an address has guessed a reader.`,
    whom !== undefined && say`A wrong value of ${code(whom.name)} is a message to a stranger, and perhaps a leak.`,
    text !== undefined && say`What stands in ${code(text.name)} goes out in your name, word for word.`,
    reads > 0 &&
      say`What ${counted(reads, 'tool')} of ${S} ${reads === 1 ? 'reads' : 'read'} can stand in what ${T} sends.`,
    said.ing !== undefined && say`For a model ${said.ing} ends a task. For the people who get it, it begins something.`,
    say`One call too many is read by somebody; a hundred too many are reported as spam.`,
    say`A person who sends by mistake sends once. A loop sends until it is stopped.`,
    say`An agent writes to the wrong person as politely as to the right one.`,
  ])
}

/** Sentences, weightiest first. */
export function whyWrite(page: Page): readonly (Prose | undefined)[] {
  const sends = findingOf(page, 'sends')
  if (sends !== undefined && !sends.because.includes(LIVE))
    return [outward(page), sending(page), rights(page), reach(page)]
  const makes = page.making
  return [
    makes ? making(page) : changing(page),
    outward(page),
    rights(page),
    makes ? undefined : ending(page),
    reach(page),
  ]
}
