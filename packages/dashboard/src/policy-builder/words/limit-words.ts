/** Limits as people say them. */
import { isArray, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'
import { subjectOf } from './condition-words.ts'

const SHARED: Readonly<Record<string, string>> = {
  grant: '',
  session: ', for each session',
  owner: ', for all grants of the owner',
  server: ', for all who use the server',
  organisation: ', for the whole organisation',
}

/** A limit, without a full stop: `at most 300 of amount a day`. */
export function limitWords(limit: JsonObject): string {
  const asks = own(limit, 'on_exceed') === 'require_approval'
  const max = plain(own(limit, 'max'))
  const what = `${takenWords(limit)} ${windowWords(own(limit, 'window'), own(limit, 'kind'))}`
  const scope = own(limit, 'scope')
  const shared = typeof scope === 'string' && Object.hasOwn(SHARED, scope) ? (SHARED[scope] ?? '') : ''
  const parts = `${byWords(own(limit, 'by'))}${shared}${warnWords(own(limit, 'warn_at'))}`
  return asks ? `beyond ${max} ${what} a person is asked${parts}` : `at most ${max} ${what}${parts}`
}

function takenWords(limit: JsonObject): string {
  const from = own(limit, 'increment_from')
  const each = own(limit, 'increment')
  if (typeof from === 'string') return `of ${subjectOf(from)}`
  if (from !== undefined && isObject(from)) {
    const sum = own(from, 'sum')
    if (typeof sum === 'string') return `of all ${subjectOf(sum)} together`
    const count = own(from, 'count')
    if (typeof count === 'string') return `elements of ${subjectOf(count)}`
  }
  return each === undefined || each === 1 ? 'calls' : `points (${plain(each)} a call)`
}

/** A window: `a day`, `in any 15m`. */
export function windowWords(window: JsonValue | undefined, kind?: JsonValue): string {
  const length = typeof window === 'number' ? `${window} seconds` : String(window ?? '…')
  if (kind === 'rolling') return `in any ${/^[a-z]+$/.test(length) ? `one ${length}` : length}`
  if (!/^[a-z]+$/.test(length)) return `in each ${length}`
  return length === 'hour' ? 'an hour' : `a ${length}`
}

function byWords(by: JsonValue | undefined): string {
  if (by === undefined || !isArray(by) || by.length === 0) return ''
  const paths = by.map((key) => (isObject(key) ? own(key, 'path') : key))
  return `, counted for each ${paths.map((path) => subjectOf(String(path))).join(' and ')} by itself`
}

const warnWords = (share: JsonValue | undefined): string =>
  typeof share === 'number' ? `, with a warning from ${Math.round(share * 100)} %` : ''

/** A short limit: `at most 30 calls a minute, for each session`. */
export function rateWords(rate: JsonValue): string {
  if (isObject(rate)) {
    const by = byWords(own(rate, 'by'))
    return `at most ${plain(own(rate, 'max'))} calls in each ${plain(own(rate, 'window'))} seconds, for each session${by}`
  }
  const [count = '', unit = ''] = String(rate).split('/')
  return `at most ${count} calls ${windowWords(unit)}, for each session`
}

const plain = (value: JsonValue | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('en') : typeof value === 'string' ? value : '…'
