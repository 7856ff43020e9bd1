#!/usr/bin/env node
import { existsSync } from 'node:fs'

// A clone that was installed and not yet built builds itself; a package comes built.
const setup = new URL('../../../scripts/setup.mjs', import.meta.url)
if (!existsSync(new URL('../dist/main.js', import.meta.url)) && existsSync(setup)) {
  console.error('portcullis is not built yet: that is done now, once.')
  await import(setup.href)
}
await import('../dist/main.js')
