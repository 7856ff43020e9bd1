/** What becomes of many gateways when their PostgreSQL is killed or cut off, when a server flaps, and when a clock jumps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Aftermath, expectSound, FAULT_POLICY, FAULT_TOOLS, type Fault, suffer } from '../many/faults.ts'
import { type Many, missing, startMany } from '../many/installation.ts'

const skipped = await missing()
const HOUR = 3_600_000

/** Read before anything else of a gateway, in each of its threads: the wall clock is off by what the file says. */
const shifting = (file: string): string => `
import { readFileSync } from 'node:fs'
const { now } = Date
let offset = 0
const look = () => { try { offset = Number(readFileSync(${JSON.stringify(file)}, 'utf8')) } catch {} }
setInterval(look, 50).unref()
Date.now = () => now() + offset
globalThis.Date = new Proxy(Date, {
  construct: (Real, given, to) => Reflect.construct(Real, given.length === 0 ? [Date.now()] : given, to),
})
`

describe.skipIf(skipped !== undefined)(`faults${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let many: Many
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-clock-'))
  const clock = join(folder, 'offset')
  beforeAll(async () => {
    const preload = `data:text/javascript,${encodeURIComponent(shifting(clock))}`
    many = await startMany({
      ...{ policy: FAULT_POLICY, tools: FAULT_TOOLS, count: 2 },
      settings: { gateways: { confirm_within: '8s' } },
      environment: { NODE_OPTIONS: `--import=${preload}` },
    })
  })
  afterAll(async () => {
    await many?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const codes = ({ told }: Aftermath): ReadonlySet<string> => new Set(Object.values(told).flat())
  const shift = (milliseconds: number) => (): void => writeFileSync(clock, String(milliseconds))

  const unnoticed: readonly Fault[] = [
    {
      name: 'PostgreSQL is killed, and back within `confirm_within`',
      begin: ({ postgres }) => postgres.kill(),
      lasts: 300,
      end: ({ postgres }) => postgres.again(),
    },
    { name: 'the wall clock of all gateways jumps an hour ahead', begin: shift(HOUR), lasts: 1_500 },
    { name: 'the wall clock of all gateways jumps two hours back', begin: shift(-HOUR), lasts: 1_500 },
  ]
  for (const fault of unnoticed) {
    it(fault.name, async () => {
      const aftermath = await suffer(many, fault)
      expect(codes(aftermath)).toEqual(new Set())
      expectSound(fault, aftermath)
    })
  }

  const closing: readonly Fault[] = [
    {
      name: 'PostgreSQL is killed, and away for longer than `confirm_within` (here 8 s)',
      begin: ({ postgres }) => postgres.kill(),
      lasts: 10_500,
      end: ({ postgres }) => postgres.again(),
    },
    {
      name: 'the network to PostgreSQL swallows everything for longer than `confirm_within` (here 8 s)',
      begin: ({ postgresGate }) => postgresGate.stick(),
      lasts: 10_500,
      end: ({ postgresGate }) => postgresGate.open(),
    },
  ]
  for (const fault of closing) {
    it(fault.name, async () => {
      const aftermath = await suffer(many, fault)
      expect(codes(aftermath)).toEqual(new Set(['not_current']))
      expectSound(fault, aftermath)
    })
  }

  it('a server that comes and goes', async () => {
    const fault: Fault = {
      name: 'a server comes and goes, ten times within three seconds',
      async begin({ upstreamGate }) {
        for (let turn = 0; turn < 10; turn++) {
          upstreamGate.shut()
          await pause(150)
          upstreamGate.open()
          await pause(150)
        }
      },
      end: ({ upstreamGate }) => upstreamGate.open(),
    }
    const aftermath = await suffer(many, fault)
    for (const code of codes(aftermath)) expect(code).toMatch(/^upstream_/)
    expectSound(fault, aftermath)
  })
})
