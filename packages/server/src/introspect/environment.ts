/** The environment of a program that is only asked for its tools. */

/** Variables that it inherits, by the systems' own names; nothing else is. */
const INHERITED = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'PATHEXT',
]

/** Variables by which a program can be made to run other code than its own. */
const FORBIDDEN = /^(?:NODE_OPTIONS$|LD_|DYLD_|PORTCULLIS_)/i

/**
 * What a program gets: a short list of what we have ourselves, and what its configuration gives it.
 * @param outer variables of this process
 */
export function environmentFor(
  own: Readonly<Record<string, string>>,
  outer: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = Object.hasOwn(outer, name) ? outer[name] : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  const given = Object.entries(own).filter(([name]) => !FORBIDDEN.test(name))
  return Object.fromEntries([...inherited, ...given])
}
