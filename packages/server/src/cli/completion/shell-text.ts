/** What the scripts of all shells need. */
import type { CommandModel, Value } from './model.ts'

/** A text in single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Where a command stands, as the scripts gather it: `' server add'`. */
export const patternOf = (path: readonly string[]): string => quoted(path.map((name) => ` ${name}`).join(''))

/** Branches of `case "$at $word"`: each command's name leads one place further. */
export const stepsOf = (commands: readonly CommandModel[]): readonly string[] =>
  commands.flatMap(({ path, commands: below }) =>
    below.map(({ name }) => `${patternOf([...path, name])}) at="$at $word" ;;`),
  )

/** Branches of `case "$at $prev"`: what comes after an option that takes a value. */
export const valuesOf = (commands: readonly CommandModel[], write: (value: Value) => string): readonly string[] =>
  commands.flatMap(({ path, options }) =>
    options.flatMap(({ names, value }) =>
      value === undefined
        ? []
        : [`${names.map((name) => patternOf([...path, name])).join('|')}) ${write(value)}; return ;;`],
    ),
  )

/** How a shell completes each kind of value. */
export interface ValueWriter {
  readonly words: (words: readonly string[]) => string
  readonly asked: (what: string) => string
  readonly file: string
  readonly anything: string
}

/** A value in the words of a shell. */
export function shellValue(value: Value, write: ValueWriter): string {
  switch (value.kind) {
    case 'words':
      return write.words(value.words)
    case 'asked':
      return write.asked(value.asked)
    case 'file':
      return write.file
    case 'anything':
      return write.anything
    default:
      return value satisfies never
  }
}
