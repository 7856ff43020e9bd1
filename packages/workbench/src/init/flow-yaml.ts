/** Plain data as YAML on one line, as a person would write it. */

/** Words that YAML reads as something else than text. */
const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

/** A value on one line: keys and plain words without quotes, all other texts as JSON writes them. */
export function flowYaml(value: unknown): string {
  if (typeof value === 'string') return textOf(value)
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, each]) => `${textOf(key)}: ${flowYaml(each)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function textOf(text: string): string {
  const isWord = /^[A-Za-z_][\w-]*(?: [\w-]+)*$/.test(text) && !RESERVED.has(text.toLowerCase())
  return isWord ? text : JSON.stringify(text).replaceAll(/[\p{Cc}\u2028\u2029\ufeff]/gu, escaped)
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
