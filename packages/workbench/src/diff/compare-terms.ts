/** What limits say beside how much they let pass: refunds, what holds without counters, warnings. */
import { formatAmount, type PreparedLimit } from '@portcullis/engine'
import { type Difference, type Direction, difference } from './difference.ts'

/** Compares them one by one: each loosens, tightens, or refuses nothing either way. */
export function compareTerms(
  subject: string,
  [before, after]: readonly [PreparedLimit, PreparedLimit],
  refs: Pick<Difference, 'before' | 'after'>,
): readonly Difference[] {
  const made: Difference[] = []
  const told = (isIt: boolean, direction: Direction, says: string): void => {
    if (isIt) made.push(difference('limits', direction, subject, { says, ...refs }))
  }
  const gained = after.refundOn.filter((each) => !before.refundOn.includes(each))
  const lost = before.refundOn.filter((each) => !after.refundOn.includes(each))
  told(gained.length > 0, 'loosened', `${gained.join(' and ')} now gives the claim back`)
  told(lost.length > 0, 'tightened', `${lost.join(' and ')} no longer gives the claim back`)
  const [held, holds] = [before.onStoreFailure, after.onStoreFailure]
  told(held === 'deny' && holds === 'allow', 'loosened', 'where counters cannot be reached, calls are now allowed')
  told(held === 'allow' && holds === 'deny', 'tightened', 'where counters cannot be reached, calls are now denied')
  const [wrote, writes] = [before.durability, after.durability]
  told(wrote === 'strict' && writes === 'relaxed', 'loosened', 'calls no longer wait until their claims are written')
  told(wrote === 'relaxed' && writes === 'strict', 'tightened', 'calls now wait until their claims are written')
  const [warned, warns] = [before.warnAt, after.warnAt]
  told(warned === undefined && warns !== undefined, 'changed', 'a warning is now given')
  told(warned !== undefined && warns === undefined, 'changed', 'a warning is no longer given')
  if (warned !== undefined && warns !== undefined) {
    const says = `a warning is given from ${formatAmount(warns)} on, not from ${formatAmount(warned)}`
    told(warned !== warns, 'changed', says)
  }
  const asked = before.onExceed !== 'deny' && after.onExceed !== 'deny'
  told(asked && termsText(before) !== termsText(after), 'changed', 'people are asked in another way beyond it')
  return made
}

/** Both are made by the same hand, so that their members stand in one order. */
const termsText = ({ asking }: PreparedLimit): string => JSON.stringify(asking)
