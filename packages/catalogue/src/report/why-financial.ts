/** Why a tool that moves money needs a policy. */
import { findingOf, type Page, roled } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

const [CORE, AMOUNT, BACK, AGENTS, SERVER] = [6, 7, 8, 9, 10]

function core(page: Page): Prose | undefined {
  const { turn, T, S, said, thing } = page
  const it = said.ing ?? 'a call'
  return turn(CORE, [
    say`Money that ${T} moves belongs to somebody else afterwards.`,
    say`A call to ${T} is a promise in your name, and the other side may hold you to it.`,
    say`${it.charAt(0).toUpperCase()}${it.slice(1)} through ${S} costs or binds real money, at once.`,
    say`It spends. The statement at the end of the month is where a mistake becomes visible.`,
    say`With ${T} an agent holds a purse, and whoever persuades the agent holds it too.`,
    thing !== undefined &&
      say`${thing.some.charAt(0).toUpperCase()}${thing.some.slice(1)} is worth what it says, whoever asked for it.`,
    say`What is a test to the agent is a booking to ${S}.`,
  ])
}

function amount(page: Page): Prose | undefined {
  const { turn } = page
  const much = roled(page, 'amount')
  const whom = roled(page, 'recipient', 'recipients')
  const key = roled(page, 'secret')
  return turn(AMOUNT, [
    much !== undefined &&
      say`${code(much.name)} is a number that a model writes down; a misplaced point is a factor of ten.`,
    much !== undefined && say`How much, says ${code(much.name)}, and nothing in the schema says how much is too much.`,
    much !== undefined &&
      whom !== undefined &&
      say`${code(much.name)} and ${code(whom.name)} are both the caller’s: how much, and to whom.`,
    much === undefined && whom !== undefined && say`${code(whom.name)} decides who receives it.`,
    key !== undefined &&
      say`It wants a credential in ${code(key.name)}, which then stands in the model’s context and in logs.`,
    much === undefined && say`No argument of it is plainly an amount, so calls can be counted and sums cannot.`,
    much === undefined && say`What one call costs does not stand in its arguments: the price comes from elsewhere.`,
  ])
}

function back(page: Page): Prose | undefined {
  const { turn, kin, S } = page
  const { opposite, readers } = kin
  return turn(BACK, [
    opposite !== undefined &&
      say`${toolsListed(page, [opposite], 1)} goes the other way, at another price or after a fee.`,
    readers.length > 0 &&
      say`${toolsListed(page, readers, 1)} shows afterwards what happened, which helps the books and not the balance.`,
    say`To get it back one has to ask, and the other side may say no.`,
    say`A refund is another transaction, not an undo.`,
    opposite === undefined && say`No tool of ${S} that is known takes it back.`,
  ])
}

function agents(page: Page): Prose | undefined {
  const { turn, T } = page
  return turn(AGENTS, [
    say`A retry after a timeout pays twice, unless ${T} was built to notice.`,
    say`An invoice in a mail, a price on a page: what tells the agent to pay is often written by whoever gets the money.`,
    say`Limits on single calls are not enough here; what matters is the sum of a day.`,
    say`A loop that costs nothing elsewhere costs its stake each time here.`,
    say`Nobody notices a payment in a long transcript. A question to a person is noticed.`,
  ])
}

function among(page: Page): Prose | undefined {
  const { turn, S, study } = page
  const count = study.counts.Financial
  if (count < 2)
    return turn(SERVER, [
      say`Of all tools of ${S} it is the only one that moves money.`,
      say`Nothing else on ${S} touches money.`,
    ])
  return turn(SERVER, [
    say`${counted(count, 'tool').replace(/^./, (letter) => letter.toUpperCase())} of ${S} move money; a budget is worth sharing among them.`,
    say`It shares the purse with ${counted(count - 1, 'other tool')} of ${S}.`,
    findingOf(page, 'bulk') !== undefined && say`It pays in bulk, so one approval covers many payments.`,
  ])
}

/** Sentences, weightiest first. */
export function whyFinancial(page: Page): readonly (Prose | undefined)[] {
  return [core(page), amount(page), back(page), agents(page), among(page)]
}
