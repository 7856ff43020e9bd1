/** What the dashboard is made of, as it was built: files with digests in their names, and the page that loads them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** A file, plain and compressed. */
interface BuiltFile {
  readonly type: string
  readonly plain: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
}

/** `dist/dashboard` of this package, seen from the sources and from what is compiled alike. */
const FOLDER = new URL('../../../dist/dashboard/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
}

/**
 * Nothing but our own files is loaded, nothing is sent elsewhere, no form goes anywhere by itself, nobody frames it, and
 * no text becomes HTML or a script.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

let files: ReadonlyMap<string, BuiltFile> | undefined

/** Files by their path below the folder. Read when the first is asked for, and kept. */
function built(): ReadonlyMap<string, BuiltFile> {
  files ??= existsSync(FOLDER) ? readAll() : new Map()
  return files
}

function readAll(): ReadonlyMap<string, BuiltFile> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const all = new Set(names)
  const read = (name: string): Buffer | undefined => (all.has(name) ? readFileSync(new URL(name, FOLDER)) : undefined)
  return new Map(
    names.flatMap((name) => {
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
      const plain = type === undefined ? undefined : read(name)
      return type === undefined || plain === undefined
        ? []
        : [[name, { type, plain, br: read(`${name}.br`), gzip: read(`${name}.gz`) }] as const]
    }),
  )
}

/** The page. Which of its views is shown is a matter of the address, which its script reads. */
export function indexPage(request: Request): Response {
  const index = built().get('index.html')
  if (index === undefined)
    return new Response('The dashboard was not built. Run `npm run build`.\n', {
      status: 503,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
  return sent(request, index, { 'cache-control': 'no-store', 'content-security-policy': POLICY })
}

/** A file that the page loads; undefined: there is none. */
export function builtFile(request: Request, name: string): Response | undefined {
  const file = built().get(`assets/${name}`)
  return file && sent(request, file, { 'cache-control': 'public, max-age=31536000, immutable' })
}

function sent(request: Request, file: BuiltFile, headers: Readonly<Record<string, string>>): Response {
  const accepted = acceptedCodings(request.headers.get('accept-encoding') ?? '')
  const coding = (['br', 'gzip'] as const).find((name) => accepted.has(name) && file[name] !== undefined)
  const body = (coding && file[coding]) ?? file.plain
  return new Response(new Uint8Array(body), {
    headers: {
      ...headers,
      'content-type': file.type,
      'content-length': String(body.length),
      vary: 'accept-encoding',
      ...(coding && { 'content-encoding': coding }),
    },
  })
}

/** Content codings that are wanted (RFC 9110, section 12.5.3); what is named with the weight 0 is not. */
function acceptedCodings(field: string): ReadonlySet<string> {
  return new Set(
    field
      .slice(0, 1000)
      .split(',')
      .map((one) => one.trim().toLowerCase().split(';'))
      .filter(([, weight]) => weight === undefined || !/^\s*q\s*=\s*0(?:\.0*)?\s*$/.test(weight))
      .map(([name = '']) => name.trim()),
  )
}
