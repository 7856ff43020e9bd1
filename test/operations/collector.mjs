// Preloaded by `NODE_OPTIONS=--import`: registers an SDK of OpenTelemetry before the gateway begins, as an operator would, and
// writes each span that ended to a file. An operator's exporter stands where the file is.
import { appendFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'

// The gateway's own copy of the API: an older one would not be seen by it.
const { trace } = createRequire(process.env.TRACE_API)('@opentelemetry/api')

const exporter = {
  export(spans, done) {
    for (const span of spans) {
      const { name, kind, attributes, links, parentSpanContext: parent, status } = span
      const told = { name, kind, attributes, links, parent, status, own: span.spanContext() }
      appendFileSync(process.env.TRACE_FILE, `${JSON.stringify(told)}\n`)
    }
    done({ code: 0 })
  },
  shutdown: async () => {},
}
if (isMainThread)
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
