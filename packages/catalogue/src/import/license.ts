/** Names of licences. */

const KNOWN: readonly string[] = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'AGPL-3.0',
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'GPL-2.0',
  'GPL-3.0',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'LGPL-2.1',
  'LGPL-3.0',
  'MPL-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-SA-4.0',
  'CC-BY-NC-4.0',
  'EUPL-1.2',
  'BSL-1.1',
  'BUSL-1.1',
  'Elastic-2.0',
  'WTFPL',
  'Zlib',
  'Proprietary',
]

/** A licence's name in letters and digits alone, as people vary the rest. */
function keyOf(text: string): string {
  return text.toLowerCase().replace(/licen[cs]e|version|[^a-z0-9]|(?<=\d)\.0/g, '')
}

const BY_KEY: ReadonlyMap<string, string> = new Map([
  ...KNOWN.map((name): [string, string] => [keyOf(name), name]),
  ['apache2', 'Apache-2.0'],
  ['gplv3', 'GPL-3.0'],
  ['agplv3', 'AGPL-3.0'],
  ['mplv2', 'MPL-2.0'],
  ['un', 'Unlicense'],
])

/** The SPDX identifier that a text names; nothing for texts that name no licence we know. */
export function licenceName(text: string): string | undefined {
  return text.length > 64 ? undefined : BY_KEY.get(keyOf(text))
}
