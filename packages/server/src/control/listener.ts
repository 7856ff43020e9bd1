/** The control plane's HTTP listener. */
import { type Listener, type ListenerOptions, type ListenerWords, listen } from '../listener/listen.ts'

const WORDS: ListenerWords = {
  400: 'This is no address of the control plane.',
  403: 'Pages of other origins are not answered.',
  405: 'This method is not answered here.',
  413: 'The body is too large.',
  421: 'The control plane is not known under this host. Write its name into `admin.allowed_hosts`.',
  500: 'The control plane could not answer. Try again later.',
}

/** Methods beside those that every listener answers. */
const METHODS = ['PUT', 'PATCH']

/** How it listens, and who is answered. */
export interface ControlListenerOptions extends Omit<ListenerOptions, 'words' | 'rules'> {
  /** Lower-case `Host` values that are answered, for the port that was bound. */
  readonly hosts: (port: number) => ReadonlySet<string>
  /** Whether pages of other origins may call that address. */
  readonly openToPages: (method: string, path: string) => boolean
}

/** Listens; resolves when requests can come, rejects when the address cannot be had. */
export function listenControl({ hosts, openToPages, ...options }: ControlListenerOptions): Promise<Listener> {
  return listen({ ...options, words: WORDS, rules: (port) => ({ hosts: hosts(port), openToPages, methods: METHODS }) })
}
