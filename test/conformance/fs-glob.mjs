// For `node --import`: lets the conformance suite start on Node 20. It imports `globSync` from `fs`, which came with
// Node 22, for a command that is not used here; a name that is missing from a module stops the whole program.
import fs from 'node:fs'
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const FS = `
export * from 'node:fs'
export { default } from 'node:fs'
export function globSync() { throw new Error('fs.globSync needs Node 22 or newer') }
`

if (isMainThread && fs.globSync === undefined) register(import.meta.url)

export function resolve(specifier, context, next) {
  return specifier === 'fs' ? { url: 'shim:fs', shortCircuit: true } : next(specifier, context)
}

export function load(url, context, next) {
  return url === 'shim:fs' ? { format: 'module', source: FS, shortCircuit: true } : next(url, context)
}
