import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { singular, tokenize } from './tokens.ts'

describe('tokenize', () => {
  it.each([
    ['get_profile', 'get profile'],
    ['get-profile', 'get profile'],
    ['profiles.list', 'profiles list'],
    ['getHTTPStatus', 'get http status'],
    ['AirtableApi_AddBaseCollaborator', 'airtable api add base collaborator'],
    ['GITHUB_CREATE_AN_ISSUE', 'github create an issue'],
    ['S3_bucket_delete', 's3 bucket delete'],
    ['deleteV2User', 'delete v2 user'],
    ['créerFacture', 'creer facture'],
    ['benutzer_löschen', 'benutzer loschen'],
    ['删除用户', '删除用户'],
    ['__proto__', 'proto'],
    ['Delete a dataset', 'delete a dataset'],
    ['get\u200bUser', 'get user'],
    ['', ''],
    ['___', ''],
  ])('%s → %s', (name, words) => {
    expect(tokenize(name).join(' ')).toBe(words)
  })

  it('gives at most 32 words without separators, in lower case', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
        const words = tokenize(name)
        expect(words.length).toBeLessThanOrEqual(32)
        for (const word of words) expect(word).toMatch(/^[^\s_.-]+$/u)
      }),
    )
  })
})

describe('singular', () => {
  it.each([
    ['replies', 'reply'],
    ['boxes', 'box'],
    ['branches', 'branch'],
    ['invoices', 'invoice'],
    ['status', 'status'],
    ['address', 'address'],
    ['analysis', 'analysis'],
    ['ids', 'ids'],
  ])('%s → %s', (word, one) => {
    expect(singular(word)).toBe(one)
  })
})
