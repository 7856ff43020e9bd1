/** Credentials as they are given out, made up. */
import type { Random } from './sample-random.contract.ts'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'
const LETTERS = `${UPPER}${UPPER.toLowerCase()}`
const ALNUM = LETTERS + DIGITS
const URL_SAFE = `${ALNUM}_-`

const base64Url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const MAKERS: readonly ((random: Random) => string)[] = [
  (random) => `${random.pick(['AKIA', 'ASIA'])}${random.text(`${UPPER}234567`, 16)}`,
  (random) => `AIza${random.text(URL_SAFE, 35)}`,
  (random) => `${random.pick(['ghp', 'gho', 'ghs'])}_${random.text(ALNUM, 36)}`,
  (random) => `github_pat_${random.text(ALNUM, 22)}_${random.text(ALNUM, 59)}`,
  (random) => `glpat-${random.text(URL_SAFE, 20)}`,
  (random) => `xoxb-${random.digits(12)}-${random.digits(12)}-${random.text(ALNUM, 24)}`,
  (random) => `${random.pick(['sk', 'rk'])}_${random.pick(['live', 'test'])}_${random.text(ALNUM, 24)}`,
  (random) => `sk-${random.text(ALNUM, 20)}T3BlbkFJ${random.text(ALNUM, 20)}`,
  (random) => `sk-proj-${random.text(URL_SAFE, 60)}`,
  (random) => `sk-ant-api03-${random.text(URL_SAFE, 93)}AA`,
  (random) => `npm_${random.text(ALNUM, 36)}`,
  (random) => `hf_${random.text(LETTERS, 34)}`,
  (random) => `SG.${random.text(URL_SAFE, 22)}.${random.text(URL_SAFE, 43)}`,
  (random) => `pc_${random.text(ALNUM, 49)}`,
  (random) =>
    [
      base64Url({ alg: random.pick(['HS256', 'RS256', 'none']), typ: 'JWT' }),
      base64Url({ sub: random.digits(6) }),
      random.text(URL_SAFE, 43),
    ].join('.'),
  (random) =>
    `-----BEGIN ${random.pick(['', 'RSA ', 'EC ', 'OPENSSH '])}PRIVATE KEY-----${random.pick(['\n', '\\n'])}${random.text(`${ALNUM}+/`, 64)}-----END PRIVATE KEY-----`,
  (random) =>
    `DB_PASSWORD=${random.text(LETTERS, 6)}${random.digits(3)}${random.text('!?*+', 1)}${random.text(LETTERS, 3)}`,
  (random) => `api_key: ${random.text(`abcdef${DIGITS}`, 32)}`,
  (random) => `client_secret=${random.text(ALNUM, 32)}`,
  (random) => `Authorization: Bearer ${random.text(ALNUM, 40)}`,
  (random) => `aws_secret_access_key = ${random.text(`${ALNUM}+/`, 40)}`,
]

export const secretOf = (random: Random): string => random.pick(MAKERS)(random)
