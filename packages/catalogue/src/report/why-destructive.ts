/** Why a tool that does away with something needs a policy. */
import { findingOf, type Page, roled } from './page.ts'
import { counted, number, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

const [CORE, BACK, REACH, AGENTS, SERVER] = [6, 7, 8, 9, 10]

function one({ thing }: Page): string {
  return thing === undefined ? 'what it takes away' : thing.the
}

function core(page: Page): Prose | undefined {
  const { turn, T, S, thing, said } = page
  const it = one(page)
  const gone = said.forms?.past ?? 'removed'
  const were = thing?.plural === true ? 'are' : 'is'
  const known = page.parameters.length > 0
  const asks = roled(page, 'force', 'dry') !== undefined
  return turn(CORE, [
    say`After ${T} has run, ${it} ${were} gone from ${S}, and with it whatever hung on it.`,
    say`There is no half of this: a call to ${T} either fails or cannot be taken back.`,
    page.kin.restorers.length === 0 && say`${S} keeps nothing of what ${T} takes away, as far as its tools show.`,
    said.lemma !== 'request' && say`What was ${gone} by mistake is ${gone} all the same, and only a backup knows it.`,
    known && !asks && say`The right call and the wrong one look alike, and no argument of ${T} asks a second time.`,
    say`One call is enough, and it lasts: ${it} will not be there for the next one.`,
    say`Destructive is meant literally. What ${T} ends, no second call begins again.`,
    say`It frees space, or it loses work, and only the caller’s intention tells which.`,
  ])
}

function back(page: Page): Prose | undefined {
  const { turn, S, thing, kin, server } = page
  const { restorers, makers, milder } = kin
  const known = counted(server.tools.length, 'tool')
  const some = thing?.several ?? 'anything'
  return turn(BACK, [
    restorers.length > 0 &&
      say`${toolsListed(page, restorers, 1)} may bring something back; how long that works is not in its definition.`,
    restorers.length > 0 && say`There is ${toolsListed(page, restorers, 1)}, but a policy should not count on it.`,
    milder.length > 0 && say`${toolsListed(page, milder, 1)} on the same server is milder, and can be taken back.`,
    milder.length > 0 && say`Most of the time ${toolsListed(page, milder, 1)} is what was meant.`,
    restorers.length === 0 &&
      makers.length > 0 &&
      say`${toolsListed(page, makers, 1)} can make a new one, which is not the old one.`,
    restorers.length === 0 &&
      makers.length > 0 &&
      say`It has a counterpart that makes, ${toolsListed(page, makers, 1)}, and none that restores.`,
    restorers.length === 0 &&
      makers.length > 0 &&
      say`What ${toolsListed(page, makers, 1)} makes afterwards has another history, even under the same name.`,
    restorers.length === 0 &&
      kin.readers.length > 0 &&
      say`${toolsListed(page, kin.readers, 1)} can show beforehand what would go; afterwards there is nothing to show.`,
    restorers.length === 0 &&
      kin.changers.length > 0 &&
      say`Where a change would do, ${toolsListed(page, kin.changers, 1)} is the lesser step.`,
    restorers.length === 0 &&
      makers.length === 0 &&
      server.tools.length > 1 &&
      say`Nothing among the ${known} of ${S} restores ${some}.`,
    restorers.length === 0 && makers.length === 0 && say`It has no counterpart on ${S} that would bring ${some} back.`,
    restorers.length === 0 &&
      milder.length === 0 &&
      makers.length === 0 &&
      say`Neither a restore nor an archive stands beside it.`,
  ])
}

type Forms = readonly (Prose | false | undefined)[]

/** What its arguments aim at. */
function aimed(page: Page): Forms {
  const { core } = page
  const bulk = findingOf(page, 'bulk')
  const target = roled(page, 'target')
  const other = roled(page, 'other')
  const filter = roled(page, 'filter')
  const path = roled(page, 'path')
  const word = core === undefined || core.plural ? 'one' : core.words
  return [
    bulk?.parameter !== undefined &&
      say`${code(bulk.parameter)} takes a list, so a single call can empty more than it was asked to.`,
    bulk !== undefined && bulk.parameter === undefined && say`Its name says that it works on many at once.`,
    target !== undefined &&
      say`One value of ${code(target.name)} decides which ${word} is lost; a value out of a stale answer loses the wrong one.`,
    target !== undefined && say`The blast radius is what ${code(target.name)} names, and everything below it.`,
    target !== undefined && say`${code(target.name)} is written by a model, and the next ${word} is one digit away.`,
    target === undefined &&
      filter !== undefined &&
      say`It goes by ${code(filter.name)}, and a filter that matches too much takes too much.`,
    path !== undefined && say`${code(path.name)} can name more than one file, or the folder above it.`,
    target === undefined &&
      other !== undefined &&
      say`What is lost is chosen by ${code(other.name)}, an identifier like any other to a model.`,
  ]
}

/** What stands between the decision and the loss. */
function unhurried(page: Page): Forms {
  const { S, T } = page
  const dry = roled(page, 'dry')
  const force = roled(page, 'force')
  const known = page.parameters.length > 0
  return [
    force !== undefined && say`${code(force.name)} is there to silence a question that somebody thought necessary.`,
    force !== undefined && say`With ${code(force.name)} in the call, nothing asks whether it was meant.`,
    dry !== undefined &&
      say`${code(dry.name)} allows a rehearsal, as far as ${S} keeps to it; a rule can insist on it.`,
    known &&
      dry === undefined &&
      say`There is no rehearsal among its arguments: the first call to ${T} is the real one.`,
    force === undefined &&
      dry === undefined &&
      say`Nothing known of it slows it down between the decision and the loss.`,
    !known && say`Nothing known of its arguments bounds what one call to ${T} can take.`,
    !known && say`How much goes with one call is unknown, which is a reason to expect much.`,
    say`A single call is the whole blast: there is no series of small steps in which to notice.`,
    say`A call of ${T} is over before anybody could object.`,
    say`It takes one call, and one misread line before it.`,
  ]
}

function reach(page: Page): Prose | undefined {
  return page.turn(REACH, [...aimed(page), ...unhurried(page)])
}

function agents(page: Page): Prose | undefined {
  const { turn, T, said, core: thing } = page
  const ing = said.ing ?? 'removing things'
  return turn(AGENTS, [
    say`To a model ${ing} is a step like any other, and often the shortest way to a tidy state.`,
    say`An agent that was told to clean up, or whose test fails, finds ${T} by itself.`,
    say`A text that the agent reads may ask for it in so many words, and sound reasonable.`,
    say`After a timeout an agent tries again; with ${T} the second attempt may hit what took the first one’s place.`,
    say`People are careful here because they remember losing something. A model does not.`,
    say`“Be careful” in a prompt weighs less with each page that is read after it.`,
    say`An agent cannot tell the test account from the real one by looking at ${T}.`,
    thing !== undefined && say`“Remove what is not needed” leaves it to the model which ${thing.several} are needed.`,
    said.base !== undefined && say`Asked to start afresh, an agent may ${said.base} before it makes anything new.`,
  ])
}

function among(page: Page): Prose | undefined {
  const { turn, S, study, server } = page
  const count = study.counts.Destructive
  if (count < 2)
    return turn(SERVER, [
      say`It is the one tool of ${S} that cannot be undone.`,
      say`Nothing else on ${S} is Destructive, so hiding it costs little.`,
      server.tools.length > 1 &&
        say`The other ${counted(server.tools.length - 1, 'tool')} of ${S} can be allowed without it.`,
    ])
  return turn(SERVER, [
    say`${S} has ${counted(count, 'such tool')}; this is one of them.`,
    say`With ${counted(count - 1, 'more tool')} of its kind on ${S}, a rule for each is worth its lines.`,
    say`It is one of ${counted(count, 'tool')} of ${S} that cannot be undone.`,
    say`Out of ${counted(server.tools.length, 'tool')} of ${S}, ${number(count)} take something away for good.`,
    say`A rule by its kind would cover it together with the other ${number(count - 1)} of ${S}.`,
  ])
}

/** Sentences, weightiest first. */
export function whyDestructive(page: Page): readonly (Prose | undefined)[] {
  return [core(page), back(page), reach(page), agents(page), among(page)]
}
