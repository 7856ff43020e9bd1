/** Programs that the operator lets organisations start: they choose one and fill in its parameters, and nothing else. */

/** A value that is filled in, and what it may be. */
export type TemplateParameter = {
  /** What people are told about it. */
  readonly description: string
  /** Taken where nothing is given; undefined: it has to be given. */
  readonly standard: string | undefined
} & (
  | {
      readonly kind: 'text'
      /** `*` and `?` as in the names of policies; undefined: any line of text. */
      readonly pattern: string | undefined
      /** Characters. */
      readonly most: number
    }
  /** An absolute path of something within this folder. */
  | { readonly kind: 'path'; readonly within: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  /** Sealed, never shown, and only ever passed by a variable. */
  | { readonly kind: 'secret' }
)

/** A command with places to fill in, written `{name}`. */
export interface CommandTemplate {
  readonly name: string
  /** What people are told about it. */
  readonly description: string
  /** Absolute path of the program: no shell is involved. */
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the program, with the operator's own values in it: never shown. */
  readonly env: Readonly<Record<string, string>>
  /** Folder in which it runs; undefined: an empty one of each server's own. */
  readonly cwd: string | undefined
  readonly share: 'session' | 'grant'
  readonly maxChildren: number
  readonly idleTimeout: number
  readonly parameters: Readonly<Record<string, TemplateParameter>>
}

/** A place to fill in: `{name}`; `{{name}}` is the text `{name}` itself. */
const PLACE = /\{\{([a-z][a-z0-9_]{0,31})\}\}|\{([a-z][a-z0-9_]{0,31})\}/g

/** Names of the places in a text, in their order. */
export function placesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(PLACE), ([, , name]) => name).filter((name) => name !== undefined)
}

/** Fills in; a place without a value stays as it is. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (whole, literal: string | undefined, name: string | undefined) => {
    if (literal !== undefined) return `{${literal}}`
    return name !== undefined && Object.hasOwn(values, name) ? (values[name] ?? whole) : whole
  })
}
