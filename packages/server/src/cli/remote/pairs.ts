/** Options that are given as `name=value`, as often as is wanted. */
import { InvalidArgumentError } from 'commander'

/** Texts by name. */
export type Pairs = Readonly<Record<string, string>>

/** Reads one more. @param example as it is written */
export function collect(example: string): (text: string, before: Pairs) => Pairs {
  return (text, before) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    if (name === undefined || value === undefined) throw new InvalidArgumentError(`Write it as ${example}.`)
    if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`)
    return Object.fromEntries([...Object.entries(before), [name, value]])
  }
}

/** Reads one more text. */
export function listed(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}
