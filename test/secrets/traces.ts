/** Where a secret left a trace: as it is, or in any form that somebody could read back. */

/** Something that must stand nowhere. */
export interface Secret {
  /** What it is, for the report: never the secret. */
  readonly name: string
  readonly value: string
}

/** Something that was written, printed, answered or sent. */
export interface Source {
  /** Where it was found. */
  readonly where: string
  /** Its bytes, a character each. */
  readonly text: string
}

/** UTF-8 bytes as text, a character each. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** What can be recognised of Base64 wherever in its text the value begins: the characters that hang on it alone. */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3))
  })
}

/** All forms of a value. The prefix of a token is left out: its rest is the secret. */
export function formsOf(value: string): readonly string[] {
  const core = value.replace(/^(?:pc[a-z]?_|whsec_)/, '')
  const hex = Buffer.from(core, 'utf8').toString('hex')
  const base64 = inBase64(core)
  return [
    ...new Set([
      bytesOf(core),
      ...base64,
      ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
      encodeURIComponent(core),
      new URLSearchParams([['', core]]).toString().slice(1),
      bytesOf(JSON.stringify(core).slice(1, -1)),
      hex,
      hex.toUpperCase(),
      Buffer.from(core, 'utf16le').toString('latin1'),
    ]),
  ]
}

/** Sources in which a secret stands, in their order. */
export function tracesOf({ value }: Secret, sources: readonly Source[]): readonly Source[] {
  const forms = formsOf(value)
  return sources.filter(({ text }) => forms.some((form) => text.includes(form)))
}

const OURS = /pc[a-z]?_[0-9A-Za-z]{49}|whsec_[0-9A-Za-z+/=]{44}/g

/** Secrets of our own making that stand in sources: each is shown to somebody once. */
export function ownSecrets(sources: readonly Source[]): readonly Secret[] {
  const found = new Map<string, string>()
  for (const { where, text } of sources)
    for (const [value] of text.matchAll(OURS))
      if (!found.has(value)) found.set(value, `${value.split('_')[0]}_… of ${where}`)
  return [...found].map(([value, name]) => ({ name, value }))
}
