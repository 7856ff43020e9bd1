import { describe, expect, it } from 'vitest'
import { article, formsOf, thingOf } from './language.ts'

describe('English', () => {
  it.each([
    ['get', 'fetches', 'fetching', 'fetched'],
    ['send', 'sends', 'sending', 'sent'],
    ['cancel', 'cancels', 'cancelling', 'cancelled'],
    ['copy', 'copies', 'copying', 'copied'],
    ['setup', 'sets up', 'setting up', 'set up'],
    ['stop', 'stops', 'stopping', 'stopped'],
    ['free', 'frees', 'freeing', 'freed'],
    ['reset', 'resets', 'resetting', 'reset'],
    ['unzip', 'unzips', 'unzipping', 'unzipped'],
    ['transfer', 'transfers', 'transferring', 'transferred'],
    ['render', 'renders', 'rendering', 'rendered'],
    ['read', 'reads', 'reading', 'read'],
    ['mix', 'mixes', 'mixing', 'mixed'],
    ['star', 'stars', 'starring', 'starred'],
  ])('inflects %s', (lemma, third, ing, past) => {
    expect(formsOf(lemma)).toMatchObject({ third, ing, past })
  })

  it.each([
    ['profile', 'a'],
    ['event', 'an'],
    ['user', 'a'],
    ['hour', 'an'],
    ['URL', 'a'],
    ['SQL query', 'an'],
    ['API key', 'an'],
    ['UI', 'a'],
    ['unit', 'a'],
    ['unread mail', 'an'],
  ])('puts the right article before %s', (word, wanted) => {
    expect(article(word)).toBe(wanted)
  })

  it.each<[string, string, string]>([
    ['profile', 'a profile', 'profiles'],
    ['catalog items', 'catalog items', 'catalog items'],
    ['category', 'a category', 'categories'],
    ['weather', 'weather', 'weather'],
    ['git status', 'a Git status', 'Git statuses'],
    ['price latest', 'a latest price', 'latest prices'],
    ['user ids', 'user IDs', 'user IDs'],
  ])('makes a phrase of %s', (words, some, several) => {
    const thing = thingOf(words.split(' '))
    expect([thing?.some.toLowerCase(), thing?.several.toLowerCase()]).toEqual([
      some.toLowerCase(),
      several.toLowerCase(),
    ])
  })

  it('holds no phrase that is long or foreign', () => {
    expect(thingOf(['x'.repeat(30)])).toBeUndefined()
    expect(thingOf(['<b>'])).toBeUndefined()
    expect(thingOf([])).toBeUndefined()
  })
})
