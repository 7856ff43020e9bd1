/**
 * The catalogue's thread, seen from the gateway's: started, told of servers and tools, started again when it dies. Opening the
 * index and searching never touch the gateway's event loop.
 */
import { programBeside, type SupervisedThread, superviseThread } from '../thread/supervised-thread.ts'
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

const PROGRAM = programBeside('../compose/catalogue', import.meta.url)
const MEMORY = 1024

/** Starts the thread. Never throws: what goes wrong is told to the operator, and the gateway goes on. */
export function startCatalogue(options: CatalogueOptions): RunningCatalogue {
  return new CatalogueThread(options)
}

class CatalogueThread implements RunningCatalogue {
  readonly listening: Promise<number | undefined>
  private readonly options: CatalogueOptions
  private readonly thread: SupervisedThread<ToCatalogue>
  private readonly tools = new Map<string, readonly HereTool[]>()
  private servers: readonly HereServer[]
  private onListening: (port: number | undefined) => void = () => undefined

  constructor(options: CatalogueOptions) {
    this.options = options
    this.servers = options.servers
    this.listening = new Promise((resolve) => {
      this.onListening = resolve
    })
    this.thread = superviseThread<ToCatalogue, FromCatalogue>({
      name: 'catalogue',
      program: options.program ?? PROGRAM,
      data: options.start,
      memory: MEMORY,
      pause: options.pause,
      diagnose: options.diagnose,
      begin: (send) => this.begin(send),
      hear: (message) => this.hear(message),
    })
  }

  adopt(servers: readonly HereServer[]): void {
    this.servers = servers
    const slugs = new Set(servers.map(({ slug }) => slug))
    for (const slug of this.tools.keys()) if (!slugs.has(slug)) this.tools.delete(slug)
    this.thread.send({ kind: 'servers', servers })
  }

  learned(slug: string, tools: readonly HereTool[]): void {
    this.tools.set(slug, tools)
    this.thread.send({ kind: 'tools', slug, tools })
  }

  async close(grace: number): Promise<void> {
    this.onListening(undefined)
    await this.thread.close({ kind: 'close', grace }, grace)
  }

  private begin(send: (message: ToCatalogue) => void): void {
    send({ kind: 'servers', servers: this.servers })
    for (const [slug, tools] of this.tools) send({ kind: 'tools', slug, tools })
  }

  private hear(message: FromCatalogue): string | undefined {
    switch (message.kind) {
      case 'refused':
        return this.refusal(message.code)
      case 'listening':
        this.thread.works()
        this.onListening(message.port)
        return undefined
      case 'says':
        this.options.diagnose(message.text)
        return undefined
      default:
        return message satisfies never
    }
  }

  private refusal(code: string): string {
    const { host, port } = this.options.start
    const why = code === 'EADDRINUSE' ? 'another program listens there' : `the system says ${code}`
    return `The catalogue cannot listen on ${host}:${port}: ${why}. Write another address, or \`off\`, into \`listen.catalogue\`.`
  }
}
