/** `{ "sum": "args.items[*].price" }`: the exact sum of numbers in arrays. */
import type { Evaluation } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import type { Path } from '../condition/path.ts'
import type { JsonValue } from '../decide/request.ts'
import { type Amount, amountFromNumber, MAX_AMOUNT } from './amount.ts'

/** Adds up the numbers that a path with `[*]` leads to. An empty array is nothing; one without its number refuses. */
export function sumReader(path: Path): (evaluation: Evaluation) => Amount | Fault {
  const { subject } = path
  const missing = new Fault(`${subject} must be there: a limit adds it up`)
  const noNumber = new Fault(`every ${subject} must be a number: a limit adds them up`)
  const noAmount = new Fault(`no ${subject} may be negative, too large, or have more than six decimals`)
  const tooMuch = new Fault(`the sum of ${subject} is too large to be counted`)
  return (evaluation) => {
    const values = path.readAll(evaluation)
    if (values instanceof Fault) return values
    if (values === undefined) return missing
    if (path.inexact(evaluation)) return noAmount
    return sumOf(values, { noNumber, noAmount, tooMuch })
  }
}

interface Faults {
  readonly noNumber: Fault
  readonly noAmount: Fault
  readonly tooMuch: Fault
}

function sumOf(values: readonly (JsonValue | undefined)[], faults: Faults): Amount | Fault {
  let sum = 0
  for (const value of values) {
    if (typeof value !== 'number') return faults.noNumber
    const amount = amountFromNumber(value)
    if (amount === undefined) return faults.noAmount
    // Never beyond what is exact: the sum so far and the next amount each fit.
    if (amount > MAX_AMOUNT - sum) return faults.tooMuch
    sum += amount
  }
  return sum as Amount
}
