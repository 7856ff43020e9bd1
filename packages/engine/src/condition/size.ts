/** Sizes: code points of a text, elements of an array, keys of an object. */
import { sound } from '../policy/problem.ts'
import { isArray, type Present } from '../text/json.ts'
import { TOO_MUCH } from './evaluation.ts'
import { Fault } from './fault.ts'
import { never, type Operator, unfit } from './operator.ts'

/** An operator that compares a size with a whole number. */
export function sizeOperator(summary: string, judge: (size: number, literal: number) => boolean): Operator {
  return {
    summary,
    takes: 'a whole number',
    absent: never,
    reads: false,
    foldsCase: false,
    prepare(literal, { subject }) {
      if (typeof literal !== 'number' || !Number.isInteger(literal) || literal < 0) {
        return unfit('a whole number that is not negative', 'Write how many: characters of a text, elements, or keys.')
      }
      return sound((value, evaluation) => {
        if (typeof value === 'string' && !evaluation.take(value.length)) return TOO_MUCH
        const size = sizeOf(value)
        if (size !== undefined) return judge(size, literal)
        return new Fault(`${subject} must be a string, an array or an object`)
      })
    },
  }
}

function sizeOf(value: Present): number | undefined {
  if (typeof value === 'string') return codePoints(value)
  if (isArray(value)) return value.length
  return typeof value === 'object' ? Object.keys(value).length : undefined
}

/** Characters of a text: two surrogates that belong together count once. */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 1; index < text.length; index++) {
    const pair = isSurrogate(text.charCodeAt(index - 1), 0xd800) && isSurrogate(text.charCodeAt(index), 0xdc00)
    if (pair) {
      count--
      index++
    }
  }
  return count
}

function isSurrogate(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400
}
