/** The configurations in `deploy`, read as the gateway reads them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readFileSet } from '../../packages/server/src/config/file-set.ts'
import { loadConfiguration } from '../../packages/server/src/config/load.ts'
import { documents, shipped } from './shipped.ts'

const ENVIRONMENT = {
  DATABASE_URL: 'postgres://portcullis:x@database/portcullis',
  COUNTERS_URL: 'redis://:x@counters',
  GATEWAY_HOST: 'gateway-1',
  POD_IP: '10.244.1.2',
}

it.each([
  ['compose', () => shipped('compose/portcullis.yaml'), 'http://gateway-1:4100'],
  ['kubernetes', () => documents('kubernetes/configuration.yaml')[0].data['portcullis.yaml'], 'http://10.244.1.2:4100'],
  ['systemd', () => shipped('systemd/portcullis.yaml'), undefined],
])('[deploy.configurations] that of %s is accepted, without a warning', async (_name, textOf, address) => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-shipped-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'portcullis.yaml')
  writeFileSync(path, textOf(), { mode: 0o640 })
  const loaded = loadConfiguration(await readFileSet(path), { environment: ENVIRONMENT, portable: false })
  expect(loaded.ok ? loaded.warnings : loaded.problems).toEqual([])
  expect(loaded.ok && loaded.configuration.settings.gateways.address).toBe(address)
})
