/**
 * Secrets go one way: one whole installation handles every kind of them, and afterwards each is looked for in every file, in
 * everything that was printed, answered, streamed and delivered, in any form that could be read back.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { digestToken } from '../packages/server/src/crypto/token.ts'
import { approvalsWalk, type HeldSecrets } from './secrets/approvals-walk.ts'
import { clientsWalk } from './secrets/clients-walk.ts'
import { givenSecrets, type House, startHouse } from './secrets/house.ts'
import { peopleWalk } from './secrets/people-walk.ts'
import { listen, readersWalk } from './secrets/readers-walk.ts'
import { serversWalk } from './secrets/servers-walk.ts'
import { ownSecrets, type Secret, type Source, tracesOf } from './secrets/traces.ts'

/** By which commands on this machine prove that they may read the data folder: a secret by itself. */
const DOOR = 'state/control.door'

/** What an agent is answered. */
const CALLED = 'POST /mcp/notes (200)'

let house: House
/** Put in by us: never answered. */
let given: readonly Secret[]
/** Made by the installation: answered once, to whoever they are for. */
let minted: readonly Secret[]
/** Shown to those who answer, and to those who call: nowhere else. */
let held: HeldSecrets
let printed: readonly Source[]
/** Files while it ran, with what is not yet in its databases, and after it ended. */
let files: readonly Source[]

beforeAll(async () => {
  house = await startHouse()
  const { running, overheard } = house
  const leave = await listen(house)
  const servers = async () => {
    const upstream = await serversWalk(house)
    const [asked, client] = await Promise.all([approvalsWalk(house), clientsWalk(house)])
    return { upstream, asked, client }
  }
  const [people, { upstream, asked, client }] = await Promise.all([peopleWalk(house), servers()])
  held = asked
  const said = await readersWalk(house)
  await overheard.settled()
  const live = filesOf(running.folder)
  const door = live.filter(({ where }) => where === DOOR)
  given = [...givenSecrets, ...upstream]
  minted = [
    ...people,
    ...client,
    ...ownSecrets([...overheard.answers, ...door, { where: 'set-up', text: running.setUp ?? '' }]),
  ]
  await running.end()
  leave()
  files = [...live, ...filesOf(running.folder)]
  printed = [{ where: 'what was printed', text: running.printed() }, ...said]
})
afterAll(() => house.close())

function filesOf(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .map((path) => ({ where: relative(folder, path), text: readFileSync(path, 'latin1') }))
}

const report = (secrets: readonly Secret[], found: (secret: Secret) => readonly Source[]): readonly string[] =>
  secrets.flatMap((secret) => found(secret).map(({ where }) => `${secret.name}: ${where}`))

it('[control.secrets] handled every kind of secret', () => {
  const kinds = new Set(minted.map(({ value }) => /^(?:pc[a-z]?_|whsec_)/.exec(value)?.[0] ?? ''))
  // Grants, API keys, set-up, invitations, resets; codes, access and renewal; registrations; consents; sessions; log-ins; command lines; the machine.
  for (const kind of 'pcs_ pc_ pck_ pci_ pcp_ pca_ pco_ pcr_ pcg_ pcl_ pcw_ pcx_ pcy_ pct_ pcn_ pcm_ whsec_'.split(' '))
    expect([kind, kinds.has(kind)]).toEqual([kind, true])
  expect(given.length).toBeGreaterThan(givenSecrets.length + 1)
  // They were here: the database knows the digests of those that are good.
  const database = files.filter(({ where }) => where.startsWith('state/control.db')).map(({ text }) => text)
  const digests = minted.filter(({ value }) => database.some((text) => text.includes(digestToken(value))))
  expect(digests.length).toBeGreaterThan(8)
})

it('[control.secrets] leaves none in any file', () => {
  const inFiles = (secret: Secret) =>
    tracesOf(secret, files).filter(({ where }) => where !== DOOR || !secret.value.startsWith('pcm_'))
  expect(files.length).toBeGreaterThan(20)
  expect(report([...given, ...minted], inFiles)).toEqual([])
})

it('[control.secrets] prints none', () => {
  // But the link of the first account: it is printed for who started it, and dead once it was used.
  const kept = [...given, ...minted].filter(({ value }) => !value.startsWith('pcs_'))
  expect(report(kept, (secret) => tracesOf(secret, printed))).toEqual([])
})

it('[control.secrets] answers none but once, and sends none to webhooks', () => {
  const { answers } = house.overheard
  expect(answers.length).toBeGreaterThan(80)
  expect(answers.some(({ where, text }) => where.includes('/events') && text.includes('grant.create'))).toBe(true)
  expect(report(given, (secret) => tracesOf(secret, answers))).toEqual([])
  expect(report(minted, (secret) => tracesOf(secret, answers).slice(1))).toEqual([])
  expect(report([...given, ...minted], (secret) => tracesOf(secret, house.delivered))).toEqual([])
})

it('[control.secrets] [approval.sealed] keeps what people are asked about, and what nobody took yet, sealed', () => {
  const { answers } = house.overheard
  const { asked, results } = held
  const everywhere = [...files, ...printed, ...house.delivered, ...house.mails]
  expect(report([...asked, ...results], (secret) => tracesOf(secret, everywhere))).toEqual([])
  // They were here: who answers has seen each argument, at its question alone; who called is told what was made of the call.
  const mayTell = ({ where }: Source): boolean => /\/approvals\/apr_\w+(?:\/\w+)? /.test(where) || where === CALLED
  for (const secret of asked) {
    const seen = tracesOf(secret, answers)
    const others = seen.filter((one) => !mayTell(one)).map(({ where }) => where)
    expect([secret.name, seen.length > 0, others]).toEqual([secret.name, true, []])
  }
  const told = results.map((secret) => tracesOf(secret, answers).map(({ where }) => where))
  expect(told).toEqual([[CALLED], []])
  expect(report([...given, ...minted], (secret) => tracesOf(secret, house.mails))).toEqual([])
})
