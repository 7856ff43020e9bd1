/** The laws of the policy language over many more documents and calls than `npm test` has time for. */
process.env['PORTCULLIS_PROPERTY_RUNS'] ??= '10000'

await import('../../packages/engine/src/laws.test.ts')
await import('../../packages/engine/src/class-laws.test.ts')
await import('../../packages/engine/src/language-laws.test.ts')
await import('../../packages/engine/src/condition/host.test.ts')
await import('../../packages/engine/src/condition/ip-address.test.ts')
await import('../../packages/engine/src/condition/wildcard.test.ts')
await import('../../packages/engine/src/arguments/argument-schema.test.ts')
await import('../../packages/engine/src/limit/claim-plan.test.ts')
await import('../../packages/engine/src/result/result-laws.test.ts')

export {}
