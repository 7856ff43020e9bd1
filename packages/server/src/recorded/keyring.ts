/** The keys with which facts of calls were kept, as replay and learn ask them. */
import type { Keyring } from '@portcullis/workbench'
import { digestPlace, digestText, monthOf, questionNames, typeOf } from '../crypto/fact-digests.ts'
import type { KeyedDigest, KeyedDigester } from '../crypto/keyed-digest.ts'

/** What can be asked of a key. */
export function keyringOf(digester: KeyedDigester): Keyring {
  const places = new Map<string, KeyedDigest>()
  return {
    question: questionNames(digester),
    digest({ subject, server, tool, at }, argument, value) {
      const text = digestText(value)
      if (text === undefined) return undefined
      const organisation = subject?.organisation ?? 'local'
      const place = digestPlace({ organisation, server, tool }, argument, { type: typeOf(value), month: monthOf(at) })
      const key = JSON.stringify(place)
      const digest = places.get(key) ?? digester.for(place)
      places.set(key, digest)
      // The key of a month that is long ago is gone.
      return digest(text) || undefined
    },
  }
}
