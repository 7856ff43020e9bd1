/** The books of all upstreams: what each was seen to offer. */
import type { Server } from '../../ports/directory.ts'
import type { Upstream } from '../upstream/link.ts'
import type { KnownTool } from './known-tool.ts'
import { createLabeller, STANDARD_VETTING } from './label-tools.ts'
import { type Changes, ToolBook } from './tool-book.ts'

/** They go with their upstream, and with what the operator says of the server's tools. */
export interface KnownTools {
  of(server: Server, upstream: Upstream): ToolBook
}

/** How tools are labelled. */
export interface Labelling {
  /** A line for the operator. */
  readonly diagnose: (text: string) => void
  /** Another list of a server's tools is known than before. */
  readonly onAdopted?: ((server: Server, tools: ReadonlyMap<string, KnownTool>) => void) | undefined
}

/** Starts with nothing known. Without labelling, tools have no labels: of a bridge, whose upstream gives them. */
export function createKnownTools(labelling?: Labelling): KnownTools {
  const books = new WeakMap<Server, WeakMap<Upstream, ToolBook>>()
  const changes = new WeakMap<Upstream, Changes>()

  function open(server: Server, upstream: Upstream): ToolBook {
    const heard = changes.get(upstream) ?? { count: 0 }
    changes.set(upstream, heard)
    const { descriptions } = server.vetting ?? STANDARD_VETTING
    const book = new ToolBook(
      heard,
      labelling && {
        label: createLabeller(server),
        quarantinesOdd: descriptions === 'quarantine',
        keepsDefinitions: server.administration !== undefined,
        onAdopted: (tools) => labelling.onAdopted?.(server, tools),
        onOdd: (name, flags) => labelling.diagnose(oddText(server.slug, name, flags)),
      },
    )
    const ofServer = books.get(server) ?? new WeakMap<Upstream, ToolBook>()
    books.set(server, ofServer.set(upstream, book))
    return book
  }

  return {
    of(server, upstream) {
      return books.get(server)?.get(upstream) ?? open(server, upstream)
    },
  }
}

function oddText(slug: string, name: string, flags: readonly string[]): string {
  const what = flags.includes('hidden-text') ? 'hides text from people' : 'gives orders to the model that reads it'
  return `The definition of ${name} on ${slug} ${what}. Look at it; \`descriptions\` of the server says what becomes of such tools.`
}
