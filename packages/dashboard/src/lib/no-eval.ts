/**
 * Told before any schema is made: the schema library tries otherwise whether code may be made of texts, and the content
 * policy reports the attempt.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

export {}
