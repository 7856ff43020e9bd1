/** Why a tool that moves money, or commits to it, needs a policy. */
import { areMany } from './language.ts'
import { type MoneyKind, moneyKindOf } from './money-kind.ts'
import { findingOf, type Page, roled } from './page.ts'
import { capital, counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

const [CORE, AMOUNT, BACK, AGENTS, SERVER] = [6, 7, 8, 9, 10]

type Forms = readonly (Prose | false | undefined)[]

const BY_KIND: Readonly<Record<MoneyKind, (page: Page) => Forms>> = {
  pays: ({ T, S, said }) => [
    say`What ${T} moves belongs to somebody else afterwards.`,
    said.ing !== undefined && capital(say`${said.ing} through ${S} costs money or assets, at once.`),
    say`It spends. The next statement is where a mistake becomes visible.`,
    say`With ${T} an agent holds a purse, and whoever persuades the agent holds it too.`,
    say`It hands over through ${S} something that has a price, and one call is enough.`,
  ],
  allows: ({ T, S }) => [
    say`${T} moves nothing by itself: it lets others take, later and without asking again.`,
    say`What is approved through ${S} is spent by somebody else, at a time of their choosing.`,
    say`A right to spend outlives the conversation in which it was given.`,
    say`With one call to ${T} a purse is open until somebody closes it.`,
  ],
  stakes: ({ T, S }) => [
    say`What ${T} changes decides how much is won or lost on ${S}, whatever is paid in the call itself.`,
    say`An order in a market is a promise: once it is met, ${S} holds you to it.`,
    say`The market behind ${S} moves on its own, and a call to ${T} says how far it takes you along.`,
    say`Here a wrong number may cost nothing at first; the market decides how much later.`,
  ],
  commits: ({ T, S, thing }) => [
    say`A call to ${T} is a promise in your name, and the other side may hold you to it.`,
    thing !== undefined &&
      capital(
        say`${thing.some} on ${S} ${thing.plural ? 'mean' : 'means'} money that somebody has to pay, or expects to get.`,
      ),
    say`Nothing may be paid at once, but from then on somebody owes it.`,
    say`What ${T} writes ends up in somebody’s books, and is settled in money.`,
  ],
}

function core(page: Page): Prose | undefined {
  const { turn, T, S } = page
  return turn(CORE, [
    ...BY_KIND[moneyKindOf(page)](page),
    say`What is a test to the agent is a booking to ${S}.`,
    say`Whoever persuades the agent to call ${T} has persuaded it to spend or to owe.`,
  ])
}

/** Where no argument is plainly an amount. */
function uncounted(page: Page): Forms {
  const { T, parameters } = page
  const known = parameters.length > 0
  const target = roled(page, 'target', 'other')
  return [
    known && say`No argument of it is plainly an amount, so calls can be counted and sums cannot.`,
    known && say`What one call costs does not stand in its arguments: the price comes from elsewhere.`,
    known && say`Of its ${counted(parameters.length, 'argument')} none says how much, at least by its name.`,
    target !== undefined &&
      say`${code(target.name)} says what it is about; what that costs is known to the server alone.`,
    !known && say`Whether ${T} is told an amount is not known, so a budget has nothing to count.`,
    !known && say`Its arguments are not known; until they are, only calls can be counted.`,
    !known && say`How much one call can cost cannot be seen from here.`,
    !known && say`A budget needs an argument to count, and none is known of ${T}.`,
  ]
}

function amount(page: Page): Prose | undefined {
  const much = roled(page, 'amount')
  const whom = roled(page, 'recipient', 'recipients')
  const key = roled(page, 'secret')
  const counted: Forms =
    much === undefined
      ? uncounted(page)
      : [
          say`${code(much.name)} is a number that a model writes down; a misplaced point is a factor of ten.`,
          say`How much, says ${code(much.name)}, and nothing in the schema says how much is too much.`,
          say`A budget can add up ${code(much.name)}, call by call, and stop at a sum.`,
        ]
  return page.turn(AMOUNT, [
    ...counted,
    much !== undefined &&
      whom !== undefined &&
      say`${code(much.name)} and ${code(whom.name)} are both the caller’s: how much, and to whom.`,
    much === undefined && whom !== undefined && say`${code(whom.name)} decides who receives it.`,
    key !== undefined &&
      say`It wants a credential in ${code(key.name)}, which then stands in the model’s context and in logs.`,
  ])
}

function back(page: Page): Prose | undefined {
  const { turn, kin, S, T } = page
  const { opposite, readers, enders } = kin
  const kind = moneyKindOf(page)
  return turn(BACK, [
    opposite !== undefined &&
      say`${toolsListed(page, [opposite], 1)} goes the other way, at another price or after a fee.`,
    readers.length > 0 &&
      say`${toolsListed(page, readers, 1)} shows afterwards what happened, which helps the books and not the balance.`,
    readers.length === 0 && say`No tool of ${S} that is known shows afterwards what ${T} has done.`,
    enders.length > 0 && say`${toolsListed(page, enders, 1)} may end it, as long as nobody has acted on it.`,
    kind === 'pays' && say`To get it back one has to ask, and the other side may say no.`,
    kind === 'pays' && say`A refund is another transaction, not an undo.`,
    kind === 'stakes' && say`Closing or changing it later is another trade, at the price of that moment.`,
    kind === 'stakes' && say`What was lost in between does not come back with a second call.`,
    kind === 'allows' && say`Taking the right back helps only against what was not yet spent.`,
    kind === 'commits' && say`It can often be corrected, but not unseen: the other side may have acted on it.`,
    kind === 'commits' && say`A correction is one more entry, and somebody has to explain it.`,
    opposite === undefined && say`No tool of ${S} that is known takes it back.`,
    opposite === undefined && say`Nothing known of ${S} is the contrary of ${T}.`,
  ])
}

function agents(page: Page): Prose | undefined {
  const { turn, T, thing } = page
  const pays = moneyKindOf(page) === 'pays'
  return turn(AGENTS, [
    pays && say`A retry after a timeout pays twice, unless ${T} was built to notice.`,
    !pays && say`A retry after a timeout may do it twice, unless ${T} was built to notice.`,
    pays &&
      say`An invoice in a mail, a price on a page: what tells the agent to pay is often written by whoever gets the money.`,
    say`Limits on single calls are not enough here; what matters is the sum of a day.`,
    pays && say`A loop that costs nothing elsewhere costs its stake each time here.`,
    say`Nobody notices a payment in a long transcript. A question to a person is noticed.`,
    say`What tells an agent to do it may be written by whoever gains by it.`,
    thing !== undefined &&
      say`To a model ${thing.several} ${areMany(thing) ? 'are words' : 'is a word'} in a task; to you ${areMany(thing) ? 'they are' : 'it is'} money.`,
    pays && say`An agent that compares prices has not been told yet to spend, and may not see the difference.`,
  ])
}

function among(page: Page): Prose | undefined {
  const { turn, S, study } = page
  const count = study.counts.Financial
  if (count < 2)
    return turn(SERVER, [
      say`Of all tools of ${S} it is the only one that is about money.`,
      say`Nothing else on ${S} touches money.`,
      study.counts.Read > 0 &&
        say`${S} can be read with ${counted(study.counts.Read, 'tool')} and spent with this one alone.`,
    ])
  return turn(SERVER, [
    capital(say`${counted(count, 'tool')} of ${S} move or commit money; a budget is worth sharing among them.`),
    say`It shares the purse with ${counted(count - 1, 'other tool')} of ${S}.`,
    say`With ${counted(count - 1, 'more tool')} of its kind on ${S}, a limit on one alone moves the spending to the next.`,
    findingOf(page, 'bulk') !== undefined && say`It pays in bulk, so one approval covers many payments.`,
  ])
}

/** Sentences, weightiest first. */
export function whyFinancial(page: Page): readonly (Prose | undefined)[] {
  return [core(page), amount(page), back(page), agents(page), among(page)]
}
