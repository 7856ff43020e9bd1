/** The operators of conditions: one table. A new operator is one line in it. */
import { sound } from '../policy/problem.ts'
import { inCidr } from './cidr.ts'
import { candidacy, equality } from './equality.ts'
import { Fault } from './fault.ts'
import { hostIn } from './host.ts'
import { timeOperator } from './instants.ts'
import { never, type Operator, unfit } from './operator.ts'
import { sizeOperator } from './size.ts'
import { affix, containment, glob, regex } from './text-operators.ts'

/** Defined on numbers, compared as the decimals they were written as. */
function onNumbers(summary: string, judge: (value: number, literal: number) => boolean): Operator {
  return {
    summary,
    takes: 'a number',
    absent: never,
    reads: true,
    foldsCase: false,
    prepare: (literal, { subject }) => {
      if (typeof literal !== 'number') return unfit('a number', 'Write the number without quotes.')
      return sound((value) =>
        typeof value === 'number' ? judge(value, literal) : new Fault(`${subject} must be a number`),
      )
    },
  }
}

const exists: Operator = {
  summary: 'true: there and not null; false: absent or null',
  takes: 'true or false',
  absent: (literal) => literal === false,
  reads: false,
  foldsCase: false,
  prepare: (literal) =>
    typeof literal === 'boolean' ? sound(() => literal) : unfit('true or false', 'Write true or false.'),
}

/** The operators of the language, by name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: equality('equal, of the same type; arrays and objects member by member', false),
  neq: equality('present and not equal', true),
  lt: onNumbers('less than', (value, literal) => value < literal),
  lte: onNumbers('at most', (value, literal) => value <= literal),
  gt: onNumbers('more than', (value, literal) => value > literal),
  gte: onNumbers('at least', (value, literal) => value >= literal),
  in: candidacy('equal to one of the values of an array', false),
  not_in: candidacy('present and equal to none of the values of an array', true),
  exists,
  regex,
  contains: containment('a string with this text in it, or an array with this element in it', false),
  not_contains: containment('a string without this text in it, or an array without this element in it', true),
  starts_with: affix('a string that begins with this text', (value, literal) => value.startsWith(literal)),
  ends_with: affix('a string that ends with this text', (value, literal) => value.endsWith(literal)),
  glob,
  in_cidr: inCidr,
  host_in: hostIn,
  before: timeOperator(
    'a string that is an RFC 3339 instant, or date, before this one',
    (difference) => difference < 0,
  ),
  after: timeOperator('a string that is an RFC 3339 instant, or date, after this one', (difference) => difference > 0),
  size_eq: sizeOperator('so many characters, elements or keys', (size, literal) => size === literal),
  size_lt: sizeOperator('fewer characters, elements or keys', (size, literal) => size < literal),
  size_lte: sizeOperator('at most so many characters, elements or keys', (size, literal) => size <= literal),
  size_gt: sizeOperator('more characters, elements or keys', (size, literal) => size > literal),
  size_gte: sizeOperator('at least so many characters, elements or keys', (size, literal) => size >= literal),
}

/** All names, in the order of the table. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS)

/** What is said of an operator in references and editors. */
export interface OperatorNote {
  readonly name: string
  readonly summary: string
  /** What the policy's value has to be. */
  readonly takes: string
  /** Whether `ignore_case` may stand beside it. */
  readonly foldsCase: boolean
}

/** A note for each operator, in the order of the table. */
export const OPERATOR_NOTES: readonly OperatorNote[] = Object.entries(OPERATORS).map(
  ([name, { summary, takes, foldsCase }]) => ({ name, summary, takes, foldsCase }),
)
