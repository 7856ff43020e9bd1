// A process: the upstream again, over standard streams, for proxies that start their servers. Plain JavaScript, so that many of
// them start quickly. Its argument is a file of what it answers, by method: the member that says what came of it.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'))

createInterface(process.stdin).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (id === undefined) return
  const result = results[method] ?? '"error":{"code":-32601,"message":"Method not found"}'
  process.stdout.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},${result}}\n`)
})
