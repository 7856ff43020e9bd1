/** Follows a chapter of the guide in a browser: what it says to type, choose, press and run, and what it says one sees. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const run = promisify(execFile)

/** A thing that the chapter says. */
type Word =
  | { readonly does: 'type'; readonly text: string; readonly into: string }
  | { readonly does: 'choose'; readonly option: string; readonly under: string }
  | { readonly does: 'pick' | 'press' | 'see'; readonly name: string }
  | { readonly does: 'call'; readonly script: string }
  | { readonly does: 'copied' }
  | { readonly does: 'prints'; readonly text: string }

const FORMS: readonly (readonly [form: RegExp, read: (match: readonly string[]) => Word])[] = [
  [/`([^`]+)` into \*\*(.+?)\*\*/y, ([, text = '', into = '']) => ({ does: 'type', text, into })],
  [/Choose \*\*(.+?)\*\* under \*\*(.+?)\*\*/y, ([, option = '', under = '']) => ({ does: 'choose', option, under })],
  [/Choose \*\*(.+?)\*\*/y, ([, name = '']) => ({ does: 'pick', name })],
  [/Press \*\*(.+?)\*\*/y, ([, name = '']) => ({ does: 'press', name })],
  [/[Yy]ou see \*\*(.+?)\*\*/y, ([, name = '']) => ({ does: 'see', name })],
  [/copy what is shown, and run it/y, () => ({ does: 'copied' })],
  [/```sh call\n([\s\S]*?)```/y, ([, script = '']) => ({ does: 'call', script })],
  [/The shell prints `(.+?)`/y, ([, text = '']) => ({ does: 'prints', text })],
]

/** Everything that is to be done, in the order in which it stands. */
function wordsOf(chapter: string): readonly Word[] {
  const found: Word[] = []
  for (let at = 0; at < chapter.length; at++)
    for (const [form, read] of FORMS) {
      form.lastIndex = at
      const match = form.exec(chapter)
      if (match === null) continue
      found.push(read(match))
      at = form.lastIndex - 1
      break
    }
  return found
}

/** Where the gateway of the chapter is, and where that of the test. */
export interface Installed {
  readonly page: Page
  readonly gateway: string
  readonly token: () => Promise<string>
}

const GATEWAY = 'http://127.0.0.1:4100'

/** Follows it. A call that is held goes on beside what is done next; the chapter says what it prints in the end. */
export async function followByClicking(name: string, { page, gateway, token }: Installed): Promise<number> {
  const chapter = await readFile(new URL(`../../docs/guide/${name}.md`, import.meta.url), 'utf8')
  const words = wordsOf(chapter)
  let printed: Promise<string> = Promise.resolve('')
  const shell = async (script: string): Promise<string> => {
    const env = { ...process.env, PORTCULLIS_TOKEN: await token() }
    return (await run('sh', ['-c', script.replaceAll(GATEWAY, gateway)], { env })).stdout
  }
  for (const word of words) {
    if (word.does === 'copied') printed = shell(await page.getByRole('textbox', { name: 'what to paste' }).inputValue())
    else if (word.does === 'call') printed = shell(word.script)
    else if (word.does === 'prints') expect(await printed).toContain(word.text)
    else await click(page, word)
  }
  return words.length
}

type Clicked = Exclude<Word, { readonly does: 'call' | 'copied' | 'prints' }>

async function click(page: Page, word: Clicked): Promise<void> {
  switch (word.does) {
    case 'type':
      return page.getByRole('textbox', { name: word.into }).fill(word.text)
    case 'choose':
      await page.getByLabel(word.under, { exact: true }).selectOption({ label: word.option })
      return
    case 'pick':
      return page.getByRole('radio', { name: word.name }).check()
    case 'press': {
      const { name } = word
      const pressed = page.getByRole('button', { name, exact: true }).or(page.getByRole('link', { name }))
      return pressed.first().click()
    }
    case 'see':
      return page.getByText(word.name).first().waitFor()
    default:
      return word satisfies never
  }
}
