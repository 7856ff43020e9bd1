/** Every recipe of the cookbook can be made by the builder's edits, and no part of the language needs raw JSON. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject } from '@portcullis/engine'
import { formatPolicy } from '@portcullis/workbench'
import { describe, expect, it } from 'vitest'
import { layOut } from './lay-out.ts'
import { objectAt } from './place.ts'
import { keptByItsState, rebuilt } from './rebuild.contract.ts'
import { beginSession, sessionAfter } from './session.ts'

const COOKBOOK = fileURLToPath(new URL('../../../../../docs/cookbook', import.meta.url))
const RECIPES = readdirSync(COOKBOOK, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(COOKBOOK, name))
      .filter((file) => file.endsWith('.json') && file !== 'tools.json')
      .map((file) => [`${name}/${file}`, readFileSync(join(COOKBOOK, name, file), 'utf8')] as const),
  )

describe('the cookbook in the builder', () => {
  it('has all recipes', () => {
    expect(RECIPES.length).toBeGreaterThanOrEqual(36)
  })

  it.each(RECIPES)('%s is made by edits, beginning with a blank policy', (_, text) => {
    const target: JsonObject = JSON.parse(text)
    expect(rebuilt(target)).toEqual(target)
  })

  it.each(RECIPES)('%s comes out of a session as it went in', (_, text) => {
    const target: JsonObject = JSON.parse(text)
    const edited = sessionAfter(beginSession(''), { kind: 'document', document: rebuilt(target), about: '' })
    expect(edited.document).toEqual(target)
    expect(edited.text).toBe(text)
    expect(formatPolicy(edited.text)).toMatchObject({ ok: true, text: layOut(target) })
  })

  it.each(RECIPES)('%s keeps its rules when each is brought into the state that it has', (_, text) => {
    for (const rule of Object.values(objectAt(JSON.parse(text), ['tools']))) {
      if (isObject(rule)) expect(keptByItsState(rule)).toEqual(rule)
    }
  })
})
