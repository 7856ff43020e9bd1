/** Promises about the endpoint of all servers, and about clients and servers of different eras. */
import type { Row } from './requirements.ts'

const TOGETHER = 'docs/guide/27-one-url-for-all-servers.md'
const TWICE = 'docs/decisions/0050-all-servers-are-the-same-flow-twice.md'
const ERAS = 'docs/decisions/0051-the-gateway-speaks-for-both-eras.md'

export const TOGETHER_PROMISES: readonly Row[] = [
  ['together.names', TOGETHER, 'Tools of all servers are named within the budget, and no two of them alike.'],
  ['together.judged', TWICE, 'A call at the endpoint of all servers is judged, counted and recorded as its server’s.'],
  ['together.dead', TOGETHER, 'A server that does not answer takes none of the others away, and is named.'],
  ['together.sealed', TWICE, 'Cursors and ids of tasks open for the grant that got them, and for nobody else.'],
  ['together.progress', TWICE, 'No server learns a client’s progress tokens, or speaks about requests to another.'],
  ['together.places', TOGETHER, 'An address leads to the server that listed it, and to none where several did.'],
  ['together.changes', TOGETHER, 'Changes of any server, and of what the grant reaches, are told.'],
  ['together.stopped', TOGETHER, 'What is stopped or not accepted is so at the endpoint of all servers as well.'],
  ['eras.both', ERAS, 'Clients and servers that speak different eras are spoken for in both directions.'],
  ['eras.once', ERAS, 'No call is sent twice to find out which era a server speaks, or because a session was gone.'],
  ['eras.questions', ERAS, 'What a server asks is asked in the client’s era, at most ten times in a call.'],
]
