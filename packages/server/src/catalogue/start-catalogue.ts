/**
 * The catalogue's thread, seen from the gateway's: started, told of servers and tools, started again when it dies. Opening the
 * index and searching never touch the gateway's event loop.
 */
import { Worker } from 'node:worker_threads'
import type { CatalogueStart, FromCatalogue, HereServer, HereTool, ToCatalogue } from './messages.ts'

/** What is needed to start it. */
export interface CatalogueOptions {
  readonly start: CatalogueStart
  readonly servers: readonly HereServer[]
  /** A line for the operator. */
  readonly diagnose: (text: string) => void
  /** The thread's program; another one in tests only. */
  readonly program?: URL
  /** Milliseconds before the first new start after a crash; doubled with each further one. */
  readonly pause?: number
}

/** The catalogue, as long as the gateway runs. */
export interface RunningCatalogue {
  /** Resolves to the port when it first listens; to undefined when it was closed before. */
  readonly listening: Promise<number | undefined>
  /** The configuration has other servers now. */
  adopt(servers: readonly HereServer[]): void
  /** The whole list of a server's tools was heard. */
  learned(slug: string, tools: readonly HereTool[]): void
  /** Ends it; resolves when it has ended, at the latest a second after `grace` milliseconds. */
  close(grace: number): Promise<void>
}

const isSource = import.meta.url.endsWith('.ts')
const PROGRAM = new URL(`../compose-catalogue${isSource ? '.ts' : '.js'}`, import.meta.url)
/** What the process was started with is not for the thread; from sources it needs the same loader. */
const ARGUMENTS = isSource ? {} : { execArgv: [] }
/** A thread that wants more than this is ended, and started anew: the gateway's memory is not its. */
const RESOURCES = { maxOldGenerationSizeMb: 1024 }
const PAUSE = 1000
const LONGEST_PAUSE = 60_000
/** Milliseconds of running after which pauses are short again. */
const CALM = 60_000

/** Starts the thread. Never throws: what goes wrong is told to the operator, and the gateway goes on. */
export function startCatalogue(options: CatalogueOptions): RunningCatalogue {
  return new CatalogueThread(options)
}

class CatalogueThread implements RunningCatalogue {
  readonly listening: Promise<number | undefined>
  private readonly options: CatalogueOptions
  private readonly tools = new Map<string, readonly HereTool[]>()
  private servers: readonly HereServer[]
  private worker: Worker | undefined
  private exited: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | undefined
  private calm: NodeJS.Timeout | undefined
  private pause: number
  private closing = false
  private said = ''
  private onListening: (port: number | undefined) => void = () => undefined

  constructor(options: CatalogueOptions) {
    this.options = options
    this.servers = options.servers
    this.pause = options.pause ?? PAUSE
    this.listening = new Promise((resolve) => {
      this.onListening = resolve
    })
    this.begin()
  }

  adopt(servers: readonly HereServer[]): void {
    this.servers = servers
    const slugs = new Set(servers.map(({ slug }) => slug))
    for (const slug of this.tools.keys()) if (!slugs.has(slug)) this.tools.delete(slug)
    this.send({ kind: 'servers', servers })
  }

  learned(slug: string, tools: readonly HereTool[]): void {
    this.tools.set(slug, tools)
    this.send({ kind: 'tools', slug, tools })
  }

  async close(grace: number): Promise<void> {
    this.closing = true
    clearTimeout(this.timer)
    this.onListening(undefined)
    this.send({ kind: 'close', grace })
    const last = setTimeout(() => void this.worker?.terminate(), grace + 1000)
    await this.exited
    clearTimeout(last)
  }

  private begin(): void {
    const worker = new Worker(this.options.program ?? PROGRAM, {
      name: 'catalogue',
      workerData: this.options.start,
      resourceLimits: RESOURCES,
      ...ARGUMENTS,
    })
    this.worker = worker
    let cause = ''
    worker.on('message', (message: FromCatalogue) => {
      if (message.kind === 'refused') cause = this.refusal(message.code)
      else this.hear(message)
    })
    worker.on('error', (error) => {
      cause = `The catalogue's thread failed (${error.message.split('\n', 1)[0]}).`
    })
    this.exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.worker = undefined
        resolve()
        if (!this.closing) this.again(cause || `The catalogue's thread ended with code ${code}.`)
      })
    })
    this.adopt(this.servers)
    for (const [slug, tools] of this.tools) this.send({ kind: 'tools', slug, tools })
  }

  private hear(message: Exclude<FromCatalogue, { readonly kind: 'refused' }>): void {
    switch (message.kind) {
      case 'listening':
        this.calm = setTimeout(() => this.calmed(), CALM).unref()
        return this.onListening(message.port)
      case 'says':
        return this.options.diagnose(message.text)
      default:
        return message satisfies never
    }
  }

  /** It has run for a while: a crash that comes later is not one of a series. */
  private calmed(): void {
    this.pause = this.options.pause ?? PAUSE
  }

  private again(cause: string): void {
    // Said once, however often it is tried.
    if (cause !== this.said) this.options.diagnose(`${cause} The gateway goes on without it, and starts it again.`)
    this.said = cause
    clearTimeout(this.calm)
    this.timer = setTimeout(() => this.begin(), this.pause).unref()
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE)
  }

  private refusal(code: string): string {
    const { host, port } = this.options.start
    const why = code === 'EADDRINUSE' ? 'another program listens there' : `the system says ${code}`
    return `The catalogue cannot listen on ${host}:${port}: ${why}. Write another address, or \`off\`, into \`listen.catalogue\`.`
  }

  private send(message: ToCatalogue): void {
    this.worker?.postMessage(message)
  }
}
