/** The catalogue's HTTP listener. */
import { type Listener, type ListenerOptions, type ListenerWords, listen } from '../listener/listen.ts'

export type { Bindings, Listener as CatalogueListener } from '../listener/listen.ts'

const WORDS: ListenerWords = {
  400: 'This is no address of the catalogue.',
  403: 'Pages of other origins are not answered.',
  405: 'Only GET, HEAD and POST are answered here.',
  413: 'The body is too large.',
  421: 'The catalogue is not known under this host. Write its name into `catalogue.allowed_hosts`.',
  500: 'The catalogue could not answer. Try again later.',
}

/** Listens; resolves when requests can come, rejects when the address cannot be had. */
export function listenCatalogue(options: Omit<ListenerOptions, 'words'>): Promise<Listener> {
  return listen({ ...options, words: WORDS })
}
