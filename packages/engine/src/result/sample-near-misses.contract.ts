/** What looks like something that is to be found, and is not: from the logs, tables and texts where detectors go wrong. */
import type { DetectorName } from '../policy/results.ts'
import { card, iban } from './sample-numbers.contract.ts'
import type { Random } from './sample-random.contract.ts'

const HEX = '0123456789abcdef'
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => random.text(HEX, length)).join('-')
const date = (random: Random): string =>
  `20${10 + random.below(20)}-0${1 + random.below(9)}-${10 + random.below(18)}T1${random.below(10)}:30:0${random.below(10)}.000Z`
const version = (random: Random): string => `v${random.below(20)}.${random.below(100)}.${random.below(1000)}`

/** These look like nothing in particular, and are everywhere. */
const ANYTHING: readonly ((random: Random) => string)[] = [
  uuid,
  date,
  version,
  (random) => random.text(HEX, 40),
  (random) => `sha256:${random.text(HEX, 64)}`,
  (random) => `order ${1 + random.below(9)}${random.digits(9)}`,
  (random) => `17${random.digits(11)}`,
  (random) => `${random.below(1000)}.${random.digits(6)}`,
  (random) => `SKU-${random.digits(6)}-${random.digits(3)}`,
  (random) => `https://example.com/items/${random.digits(8)}?page=${random.below(99)}&size=20`,
  (random) => `ISBN 978-3-16-${random.digits(6)}-0`,
]

const own: Readonly<Record<DetectorName, readonly ((random: Random) => string)[]>> = {
  email: [
    (random) => `@user${random.below(99)}`,
    (random) => `@name${random.below(99)}@example.social`,
    (random) => `root@web-${random.below(99)}`,
    (random) => `icon@${2 + random.below(2)}x.png`,
    (random) => `left-pad@${random.below(9)}.${random.below(9)}.${random.below(9)}`,
    () => 'git@github.com:acme/tool.git',
    () => 'meet @ 10.30 at the example.com stand',
  ],
  phone: [
    (random) => `1${random.digits(9)}`,
    (random) => `+${10 + random.below(80)}.${random.digits(6)}, -${random.below(90)}.${random.digits(6)}`,
    (random) => `2024-0${1 + random.below(9)}-1${random.below(9)}`,
    (random) => `0${1 + random.below(8)}-1${random.below(9)}-20${10 + random.below(20)}`,
    (random) => `${7 + random.below(3)}${random.digits(3)} ${random.digits(4)} ${random.digits(4)} ${random.digits(4)}`,
    (random) => `@@ -${random.below(99)},7 +${random.below(99)},7 @@`,
    (random) => `0.${random.digits(9)}`,
  ],
  credit_card: [
    (random) => card(random, 1 + random.below(9)),
    (random) => card(random, 1 + random.below(9)),
    (random) => `9${random.digits(15)}`,
    (random) => `4${random.digits(14)}`,
    (random) => `4111 **** **** ${random.digits(4)}`,
    (random) => `0.4${random.digits(15)}`,
  ],
  iban: [
    (random) => iban(random, 1 + random.below(90)),
    (random) => `ZZ${random.digits(20)}`,
    (random) => `DE${random.digits(9)}`,
    (random) => `AB12 ${random.digits(4)}`,
  ],
  secret: [
    (random) =>
      `password: ${random.pick(['required', 'Required', 'string', 'optional', 'must-be-set', 'see-the-vault'])}`,
    (random) =>
      `password=${random.pick(['********', 'changeme', '\u0024{DB_PASSWORD}', '<password>', '{{ password }}'])}`,
    (random) => `next_page_token=${random.text(ALNUM, 40)}`,
    (random) => `"nextPageToken": "${random.text(ALNUM, 40)}"`,
    (random) => `max_tokens: ${random.digits(8)}`,
    (random) => `secretName: ${random.pick(['prod-database-credentials', 'my-app-tls', 'registry-pull'])}`,
    (random) => `etag "${random.text(HEX, 32)}"`,
    (random) => `integrity sha512-${random.text(ALNUM, 60)}`,
    () => 'AKIA is how such ids begin, and ghp_ or sk_live_ how others do',
    () => '-----BEGIN CERTIFICATE-----\nMIIBIjANBg\n-----END CERTIFICATE-----',
    (random) => `eyJ${random.text(ALNUM, 20)}.${random.text(ALNUM, 20)}`,
    () => 'tokenizer: cl100k_base, keyboard: qwerty-layout-1, monkey: bananas-12',
    (random) => `key: item_${random.digits(12)}`,
  ],
  ip_address: [
    (random) => `v${random.below(9)}.${random.below(9)}.${random.below(9)}.${random.below(9)}`,
    (random) => `${300 + random.below(600)}.1.2.3`,
    (random) => `Chrome/120.0.${6000 + random.below(99)}.${300 + random.below(600)}`,
    (random) => `1.2.3.4.${random.below(9)}`,
    (random) => `0${random.below(9)}:1${random.below(9)}:4${random.below(9)}`,
    () => '00:1a:2b:3c:4d:5e',
    () => 'std::vector<int> a::b',
  ],
  us_ssn: [
    (random) => `9${random.digits(2)}-12-${random.digits(4)}`,
    (random) => `000-12-${random.digits(4)}`,
    (random) => `${random.digits(9)}`,
    (random) => `${random.digits(3)}-${random.digits(3)}-${random.digits(4)}`,
    (random) => `123-45-${random.digits(5)}`,
  ],
}

/** One text that the detector must leave alone. Others may find something in it, rightly or not: it is judged by all. */
export const nearMisses: Readonly<Record<DetectorName, (random: Random) => string>> = Object.fromEntries(
  Object.entries(own).map(([name, makers]) => [
    name,
    (random: Random) => random.pick([...makers, ...ANYTHING])(random),
  ]),
) as Record<DetectorName, (random: Random) => string>
