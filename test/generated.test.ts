import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsePolicy } from '@portcullis/engine'
import { describe, expect, test } from 'vitest'
import { readFileSet } from '../packages/server/src/config/file-set.ts'
import { loadConfiguration } from '../packages/server/src/config/load.ts'
import { outputs } from '../scripts/generate/outputs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('what is generated', () => {
  test.each(Object.entries(outputs))('%s is as `npm run generate` writes it', (path, produce) => {
    expect(produce()).toBe(readFileSync(join(root, path), 'utf8'))
  })

  test('has examples that are right', async () => {
    const policy = parsePolicy(readFileSync(join(root, 'scripts/generate/example-policy.json'), 'utf8'))
    expect(policy).toMatchObject({ ok: true, warnings: [] })
    const path = join(root, 'scripts/generate/example-configuration.yaml')
    const text = readFileSync(path, 'utf8').replace('policies/coupons.json', 'example-policy.json')
    const loaded = loadConfiguration(await readFileSet(path, { text }), { environment: {}, portable: true })
    expect(loaded).toMatchObject({ ok: true, warnings: [] })
  })

  test('explains every key', () => {
    const unexplained = (schema: unknown, path: string): readonly string[] => {
      if (typeof schema !== 'object' || schema === null) return []
      const members = Object.entries(schema)
      const properties = 'properties' in schema ? Object.entries(schema.properties as Record<string, object>) : []
      const here = properties.filter(([, member]) => !('description' in member)).map(([key]) => `${path}/${key}`)
      return [...here, ...members.flatMap(([key, member]) => unexplained(member, `${path}/${key}`))]
    }
    for (const name of ['schema/policy.schema.json', 'schema/config.schema.json']) {
      expect(unexplained(JSON.parse(readFileSync(join(root, name), 'utf8')), name)).toEqual([])
    }
  })
})
