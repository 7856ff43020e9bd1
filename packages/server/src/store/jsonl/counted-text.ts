/** What a call took from counters, as members of a decision's line. */
import { type Amount, type Claim, formatAmount, type WindowSlot } from '@portcullis/engine'
import type { Counted } from '../../ports/audit-sink.ts'
import type { ReachedMark } from '../../ports/counter-store.ts'
import { flat } from './json-text.ts'

/** One claim of a window, and its text: the same for every call that takes the same in that window. */
interface Written {
  readonly counter: string
  readonly amount: Amount
  readonly text: string
}

/**
 * Writes the members `claims`, `warnings` and `unwritten`, each with a comma before it; nothing for a call without limits.
 * An amount that an argument gave is left out: no value is part of a line.
 * @param text a value as a JSON string
 */
export function countedWriter(text: (value: string) => string): (counted: Counted) => string {
  const known = new WeakMap<WindowSlot, Written>()

  const claimText = (claim: Claim): string => {
    if (claim.amountful) return `{"counter":${text(claim.counter)},"from":"${iso(claim.current.from)}"}`
    const { counter, amount, current } = claim
    const found = known.get(current)
    if (found !== undefined && found.counter === counter && found.amount === amount) return found.text
    const made = flat(`{"counter":${text(counter)},"amount":"${formatAmount(amount)}","from":"${iso(current.from)}"}`)
    known.set(current, { counter, amount, text: made })
    return made
  }

  const warningText = ({ counter, rule, max }: ReachedMark): string =>
    `{"counter":${text(counter)},"rule":${text(rule)},"max":"${formatAmount(max)}"}`

  return ({ claims, warnings, unwritten }) => {
    if (claims.length === 0) return ''
    let line = ',"claims":['
    let separator = ''
    for (const claim of claims) {
      line += separator + claimText(claim)
      separator = ','
    }
    if (warnings.length > 0) line += `],"warnings":[${warnings.map(warningText).join(',')}`
    return unwritten ? `${line}],"unwritten":true` : `${line}]`
  }
}

const iso = (instant: number): string => new Date(instant).toISOString()
