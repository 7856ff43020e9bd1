/** Every text of a message, as its readers have it: what `result.text` stands for. */
import { Fault } from '../condition/fault.ts'
import { type StringListener, walkStrings } from './json-strings.ts'
import { viewsOf } from './views.ts'

const HIDDEN = new Fault('a text of it hides characters behind more escapes than are undone', 'policy_denied')

/** Takes the strings of a message: those that redaction looks at, keys of data included. */
class Texts implements StringListener {
  readonly found = new Set<string>()
  isObscure = false
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  onString(start: number, end: number): void {
    for (const { text, isObscure } of viewsOf(this.text.slice(start, end))) {
      this.found.add(text)
      this.isObscure ||= isObscure
    }
  }

  onKey(start: number, end: number): void {
    this.onString(start, end)
  }

  onNumber(): void {}

  onBlob(): void {}
}

/**
 * The texts of a message: of content and embedded resources, of structured content, of an error, of a task's result; each
 * once, and a text that carries JSON with the escapes in it undone as well.
 * @param message one valid JSON text, of at most 512 levels
 * @returns a fault where a text cannot be read to its end
 */
export function textsOf(message: string): readonly string[] | Fault {
  const texts = new Texts(message)
  walkStrings(message, texts)
  return texts.isObscure ? HIDDEN : [...texts.found]
}
