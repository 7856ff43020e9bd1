/** A labelled sample for detectors: made from a seed, with what has to be found and what only looks like it. */
import { DETECTOR_NAMES, type DetectorName } from '../policy/results.ts'
import { DETECTORS } from './detectors.ts'
import { nearMisses } from './sample-near-misses.contract.ts'
import { checkedCard, checkedIban } from './sample-numbers.contract.ts'
import { type Random, randomOf } from './sample-random.contract.ts'
import { secretOf } from './sample-secrets.contract.ts'

/** One text, and the parts of it that each detector has to find: nothing else is there. */
export interface LabelledText {
  readonly text: string
  readonly wanted: readonly { readonly detector: DetectorName; readonly value: string }[]
}

/** How well a detector does on a sample. */
export interface Score {
  readonly detector: DetectorName
  /** Of what it found, the share that it had to find. */
  readonly precision: number
  /** Of what it had to find, the share that it found. */
  readonly recall: number
  readonly wanted: number
  readonly found: number
  /** Texts in which it was wrong, for whoever wants to mend it. */
  readonly errors: readonly string[]
}

const FIRST = ['ana', 'joe', 'maría', 'li', 'o.brien', 'k_schmidt', 'no-reply', 'j.doe+orders', '1234']
const HOSTS = [
  'example.com',
  'mail.example.co.uk',
  'bücher.example',
  'a-b.example.org',
  'x.io',
  'xn--bcher-kva.example',
]
const NATIONAL = ['030 1234 5678', '0171/2345678', '01 42 68 53 00', '020 7946 0958', '07700 900123', '089-123456-78']

const octet = (random: Random): number => random.below(256)

/** One value that the detector has to find. */
const POSITIVES: Readonly<Record<DetectorName, (random: Random) => string>> = {
  email: (random) => `${random.pick(FIRST)}${random.below(100)}@${random.pick(HOSTS)}`,
  phone: (random) => phoneOf(random),
  credit_card: (random) => checkedCard(random),
  iban: (random) => checkedIban(random),
  secret: (random) => secretOf(random),
  ip_address: (random) =>
    random.below(3) === 0
      ? `2001:db8:${random.below(9999)}::${random.below(9999)}`
      : `${1 + random.below(223)}.${octet(random)}.${octet(random)}.${octet(random)}`,
  us_ssn: (random) =>
    `${random.pick(['123', '219', '457', '078', '899'])}-${10 + random.below(89)}-${1000 + random.below(8999)}`,
}

function phoneOf(random: Random): string {
  const exchange = `${2 + random.below(8)}${random.digits(2).replace('11', '23')}`
  const american = `${random.pick(['212', '415', '646', '305'])}-${exchange}-${random.digits(4)}`
  return random.pick([
    `+49 ${random.pick(['30', '89', '171'])} ${1 + random.below(8)}${random.digits(6)}`,
    `+44 20 7946 ${random.digits(4)}`,
    `+1 ${american.replaceAll('-', ' ')}`,
    `+1${american.replaceAll('-', '')}`,
    `0033 1 42 ${random.digits(2)} ${random.digits(2)} ${random.digits(2)}`,
    american,
    `(${american.slice(0, 3)}) ${american.slice(4)}`,
    random.pick(NATIONAL),
  ])
}

/** Surroundings as they come: prose, tables, JSON in a text, query strings, lists. */
const PLACES: readonly ((value: string, random: Random) => string)[] = [
  (value) => `The contact is ${value}, as agreed.`,
  (value) => `(${value})`,
  (value) => `| 17 | ${value} | open |`,
  (value, random) => `{"id":${random.below(99_999)},"value":"${value}","ok":true}`,
  (value) => `line one\n${value}\nline three`,
  (value) => `value: ${value}; next: none`,
  (value) => value,
  (value) => `“${value}”`,
]

/**
 * Makes a sample: for each detector as many texts with a value as asked for, and as many with something that looks
 * like one.
 */
export function labelledSample(seed: number, count: number): readonly LabelledText[] {
  const random = randomOf(seed)
  return DETECTOR_NAMES.flatMap((detector) =>
    Array.from({ length: count }, (): readonly LabelledText[] => {
      const value = POSITIVES[detector](random)
      const surround = (inner: string): string => random.pick(PLACES)(inner, random)
      return [
        { text: surround(value), wanted: [{ detector, value }] },
        { text: surround(nearMisses[detector](random)), wanted: [] },
      ]
    }).flat(),
  )
}

/** What every detector makes of a sample. What belongs to another detector counts as wrong as well. */
export function scoresOf(sample: readonly LabelledText[]): readonly Score[] {
  return DETECTOR_NAMES.map((detector) => {
    const totals = { hits: 0, found: 0, wanted: 0 }
    const errors: string[] = []
    for (const each of sample) {
      const { found, hits, wanted } = compare(detector, each)
      totals.found += found
      totals.hits += hits
      totals.wanted += wanted
      if (found !== hits || hits !== wanted) errors.push(each.text)
    }
    const { hits, found, wanted } = totals
    return { detector, precision: hits / Math.max(1, found), recall: hits / Math.max(1, wanted), wanted, found, errors }
  })
}

/** A value counts as found where all of it, and little else, was: what stands around it is not the detector's. */
function compare(
  detector: DetectorName,
  { text, wanted }: LabelledText,
): { found: number; hits: number; wanted: number } {
  const places: (readonly [start: number, end: number])[] = []
  DETECTORS[detector].find(text, (start, end) => places.push([start, end]))
  const merged = new Set(places.map(([start, end]) => text.slice(start, end)))
  const values = wanted.filter((each) => each.detector === detector).map(({ value }) => value)
  const hits = values.filter((value) => [...merged].some((part) => part.includes(core(value)) || core(value) === part))
  return { found: merged.size, hits: Math.min(hits.length, merged.size), wanted: values.length }
}

/** Of a value that is called a secret, only the value itself is one. */
const core = (value: string): string => /^[\w ."-]+?"?\s?[:=]\s?"?(?:Bearer )?([^"]+)"?$/.exec(value)?.[1] ?? value
