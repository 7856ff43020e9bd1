/** Values at which a comparison may come out differently. */
import { type Comparison, isArray, type JsonValue, readInstant } from '@portcullis/engine'

/** Undefined: the value is not there at all. */
export type ProbeValue = JsonValue | undefined

const MOST_ELEMENTS = 20
const MOST_LENGTH = 30_000

/** The first of them lets the comparison hold, where that can be told. */
export function probeValues({ op, value }: Comparison, known: readonly JsonValue[]): readonly ProbeValue[] {
  const [there] = known
  if (op.startsWith('size_') && typeof value === 'number') {
    const sizes = sizesNear(op, value)
    return [...sizes.flatMap((size) => resized(there, size)), ...sizes.flatMap((size) => resized('x', size)), undefined]
  }
  const texts = known.filter((each) => typeof each === 'string')
  const near = texts
    .slice(0, 3)
    .flatMap((text) => [text, `x${text}`, `${text}x`, `${text}!`, `! ${text}`, text.toUpperCase()])
  return [...valuesFor(op, value), ...near, undefined]
}

function valuesFor(op: string, value: JsonValue): readonly ProbeValue[] {
  if (typeof value === 'number') return numbers(op, value)
  if (op === 'exists') return value === true ? ['x', true, 1, {}] : [undefined, 'x', true]
  if (isArray(value)) return elements(op, value)
  return typeof value === 'string' ? texts(op, value) : [value, !value]
}

function numbers(op: string, value: number): readonly ProbeValue[] {
  const around = [value, value + 1, value - 1, value + 0.5, value + 2, value - 2, 0]
  const holding = around.find((each) => compares(op, each, value)) ?? value
  return [holding, ...around]
}

function compares(op: string, left: number, right: number): boolean {
  switch (op) {
    case 'lt':
      return left < right
    case 'gt':
      return left > right
    case 'neq':
      return left !== right
    default:
      return left === right
  }
}

function sizesNear(op: string, value: number): readonly number[] {
  const holding = op === 'size_gt' ? value + 1 : op === 'size_lt' ? value - 1 : value
  return [holding, value, value - 1, value + 1, value + 2].filter((size) => size >= 0 && size <= MOST_LENGTH)
}

/** What stands there with so many characters or elements, as like it as can be; else lists of texts. */
function resized(there: JsonValue | undefined, size: number): readonly JsonValue[] {
  if (typeof there === 'string') return [there.slice(0, size).padEnd(size, 'x'), there.slice(0, size).padEnd(size, ' ')]
  const list = isArray(there) && there.length > 0 ? there : ['x']
  return size > MOST_ELEMENTS * 20 ? [] : [Array.from({ length: size }, (_, index) => list[index % list.length] ?? 'x')]
}

function elements(op: string, list: readonly JsonValue[]): readonly ProbeValue[] {
  const other = 'another value'
  const some = list.slice(0, MOST_ELEMENTS)
  if (op === 'host_in' || op === 'in_cidr') return some.flatMap((each) => texts(op, String(each)))
  return op === 'in' ? [...some, other] : [other, ...some]
}

function texts(op: string, text: string): readonly ProbeValue[] {
  const around = [text, `${text}x`, `x${text}`, `x${text}x`, text.toUpperCase()]
  switch (op) {
    case 'neq':
    case 'not_contains':
      return ['another value', ...around]
    case 'glob':
      return [text.replaceAll('*', 'x').replaceAll('?', 'x'), ...around, 'another value']
    case 'host_in':
      return [
        `https://${text.replace('*', 'www')}/`,
        `https://www.${text.replace('*.', '')}/`,
        'https://other.example/',
      ]
    case 'in_cidr':
      return [text.replace(/\/.*$/, ''), '198.51.100.1', '2001:db8::1']
    case 'before':
    case 'after':
      return instants(op, text)
    case 'regex':
      return [...plainPart(text), ...around, 'another value']
    default:
      return [...around, 'another value']
  }
}

function instants(op: string, text: string): readonly ProbeValue[] {
  const at = readInstant(text)?.second
  if (at === undefined) return [text]
  const near = (op === 'before' ? [-1, 0, 1] : [1, 0, -1]).map((seconds) =>
    new Date(at + seconds * 1_000).toISOString(),
  )
  return [...near, text]
}

/** What a pattern of letters alone finds, and the same with more around it. */
function plainPart(pattern: string): readonly string[] {
  const alternatives = pattern
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(/\((?:\?:)?|\)/g, '')
    .split('|')
  const plain = alternatives
    .map((each) =>
      each
        .replaceAll(/\\([.\-/_@])/g, '$1')
        .replaceAll(/\[[^\]]*\](?:[+*]|\{\d+(?:,\d*)?\})?|\.[+*]|\\w[+*]?/g, 'a')
        .replaceAll(/\\d(?:[+*]|\{\d+\})?/g, '1')
        .replaceAll(/[\^$]/g, ''),
    )
    .slice(0, 4)
  return plain.flatMap((each) => [each, `x${each}`, `${each}x`, `x${each}x`, `x\n${each}`, `${each}\nx`])
}
