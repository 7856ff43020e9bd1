/**
 * Writes the catalogue as a site of files, to be put behind any web server:
 *
 *     npm run site -- [--out FOLDER] [--origin https://catalogue.example.com] [--only SLUG…] [--no-pictures]
 *
 * Pages are `…/index.html`, their Markdown twins `….md`. Without an origin there is no sitemap. The whole catalogue is
 * some gigabytes; `--only` writes some servers, by their slugs.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type CatalogueIndex, type FactsHead, openIndex } from '@portcullis/catalogue'
import { openFolder, writeSite } from '@portcullis/site'

const FACTS = resolve(import.meta.dirname, '../packages/catalogue/data/facts')
const USAGE = 'npm run site -- [--out dist/site] [--origin URL] [--gateway URL] [--only SLUG…] [--no-pictures]'

function openFacts(): CatalogueIndex {
  const names = readdirSync(FACTS).filter((name) => name.endsWith('.jsonl'))
  const lines = names.sort().flatMap((name) => readFileSync(resolve(FACTS, name), 'utf8').split('\n'))
  const head: FactsHead = JSON.parse(readFileSync(resolve(FACTS, 'head.json'), 'utf8'))
  return openIndex(lines, head)
}

/** An origin as it is put before paths. */
function readOrigin(text: string): string {
  if (text === '') return ''
  const { origin, protocol } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`“${text}” is no http or https address.`)
  return origin
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      out: { type: 'string', default: 'dist/site' },
      origin: { type: 'string', default: '' },
      gateway: { type: 'string', default: 'http://127.0.0.1:4100' },
      only: { type: 'string', multiple: true },
      'no-pictures': { type: 'boolean', default: false },
    },
  })
  if (positionals.length > 0 && values.only === undefined)
    throw new Error(`“${positionals[0]}” is not understood.\n\n    ${USAGE}`)
  const only = values.only === undefined ? undefined : new Set([...values.only, ...positionals])
  return {
    help: values.help,
    out: values.out,
    origin: readOrigin(values.origin),
    gateway: readOrigin(values.gateway),
    only,
    pictures: !values['no-pictures'],
  }
}

/** Progress on a terminal; a line every ten thousand pages elsewhere. */
function progress(all: number): (written: number) => void {
  const step = process.stdout.isTTY ? 100 : 10_000
  return (written) => {
    if (written % step !== 0) return
    const text = `${written} of about ${all} pages`
    process.stdout.write(process.stdout.isTTY ? `\r${text}` : `${text}\n`)
  }
}

async function main(): Promise<void> {
  const { help, out, only, ...options } = readArguments()
  if (help)
    return console.log(
      `${USAGE}\n\nWrites the whole catalogue as files: some 170,000 of them, 2.3 GB, in about six minutes.`,
    )
  const index = openFacts()
  const unknown = [...(only ?? [])].filter((slug) => index.entry(slug)?.slug !== slug)
  if (unknown.length > 0) throw new Error(`No server has the slug “${unknown[0]}”: look it up under /catalogue.`)
  const put = openFolder(out)
  let [files, bytes] = [0, 0]
  const begun = performance.now()
  const pages = await writeSite(
    { ...options, index, only, onPage: progress(index.counts.servers + index.counts.tools) },
    async (path, body) => {
      await put(path, body)
      files++
      bytes += Buffer.byteLength(body)
    },
  )
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const size = (bytes / 1e6).toFixed(1)
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}${pages} pages, ${files} files, ${size} MB in ${seconds} s: ${resolve(out)}`,
  )
  if (options.origin === '') console.log('No sitemap: give --origin, the address at which the site will be reached.')
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
