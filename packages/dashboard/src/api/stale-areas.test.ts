import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROUTE_PLACES } from 'portcullis/route-places'
import { describe, expect, it } from 'vitest'
import { staleAreas } from './stale-areas.ts'

const CONTROL = fileURLToPath(new URL('../../../server/src/control', import.meta.url))

/** Kinds of objects that the control plane's sources name where they change one. */
function changedKinds(): readonly string[] {
  const files = readdirSync(CONTROL, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.(?:test|contract))\.ts$/.test(name),
  )
  const texts = files.map((name) => readFileSync(join(CONTROL, name), 'utf8'))
  const kinds = texts.flatMap((text) =>
    [...text.matchAll(/object(?::| =) \{ kind: '([a-z_]+)'/g)].map(([, kind]) => kind),
  )
  return [...new Set(kinds.filter((kind) => kind !== undefined))]
}

describe('what a change makes stale', () => {
  it('is known of every kind of object, and there are routes that show it', () => {
    const areas = new Set(Object.keys(ROUTE_PLACES).map((id) => id.split('.', 1)[0]))
    const kinds = changedKinds()
    expect(kinds.length).toBeGreaterThan(10)
    expect(kinds.filter((kind) => staleAreas(kind) === undefined)).toEqual([])
    expect(kinds.flatMap((kind) => staleAreas(kind) ?? []).filter((area) => !areas.has(area))).toEqual([])
  })

  it('is everything where the kind is unknown', () => {
    expect(staleAreas('constructor')).toBeUndefined()
  })
})
