/** Promises about servers that fail, and about how servers are spared. */
import type { Row } from './requirements.ts'

const CLOSED = 'ARCHITECTURE.md, law 2'
const LINEAR = 'ARCHITECTURE.md, law 6'
const OWN_CLIENT = 'docs/decisions/0081-our-own-client-towards-servers.md'
const SPARED = 'docs/decisions/0071-a-gate-before-each-server.md'

export const UPSTREAM_PROMISES: readonly Row[] = [
  ['faults.garbage', CLOSED, 'What is not a valid answer to the request is not passed on.'],
  ['faults.hang', CLOSED, 'A server that hangs is given up.'],
  ['faults.close', CLOSED, 'A server that ends before its answer is told of.'],
  [
    'faults.status',
    'RFC 9110, section 15',
    'Redirects are not followed, and a server’s challenge or error page is not passed on.',
  ],
  ['faults.goes-on', CLOSED, 'Whatever a server does, the gateway goes on.'],
  ['stream.bounded', LINEAR, 'An answer of any size passes in bounded memory, as fast as its client reads.'],
  ['stream.cut', LINEAR, 'A stream that goes on after its answer, or instead of one, is closed.'],
  [
    'pace.bounded',
    SPARED,
    'No more requests are at a server at once than it may have; what is no work takes no place.',
  ],
  ['pace.queue', SPARED, 'Waiting is bounded in number and in time; whoever waits in vain has taken nothing.'],
  ['pace.fair', SPARED, 'Grants get places in turn, and whoever fills the queue makes room in it for others.'],
  ['pace.light', SPARED, 'What belongs to the protocol itself takes no place and never waits for one.'],
  ['pace.stale', SPARED, 'What had to wait is identified and decided again before it is forwarded.'],
  ['circuit.opens', SPARED, 'A server that does not answer several times in a row is left alone.'],
  [
    'circuit.tries',
    SPARED,
    'A server that is left alone is tried with one request for each pause, and used once it answers.',
  ],
  ['circuit.calm', SPARED, 'A server that comes and goes is left alone for longer each time.'],
  ['faults.whole', SPARED, 'A request has a bound from its beginning to the end of its answer.'],
  [
    'connect.next',
    SPARED,
    'Where nothing was sent, the next address of a name is tried, and a dead connection is replaced.',
  ],
  ['answers.strict', OWN_CLIENT, 'What could be read as an answer in two ways is read as none.'],
  ['answers.alike', OWN_CLIENT, 'Whatever is read as an answer, node:http reads in the same way.'],
  ['answers.idle', OWN_CLIENT, 'Bytes that nobody asked for never answer a request.'],
  ['answers.early', OWN_CLIENT, 'A connection that answered before its request had left takes no other request.'],
  ['answers.head', OWN_CLIENT, 'No value can end its line in the head of a request.'],
]
