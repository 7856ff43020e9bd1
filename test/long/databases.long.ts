/** What is stored, over every kind of database: also those that the quick tests leave out. */
process.env['TEST_ALL_DATABASES'] = '1'

await import('../../packages/server/src/store/sql/sql.test.ts')
await import('../../packages/server/src/control/change/mutate.test.ts')
await import('../../packages/server/src/control/server/servers-databases.test.ts')
await import('../../packages/server/src/control/account/accounts-on-databases.test.ts')
await import('../../packages/server/src/control/authorization/authorization-on-databases.test.ts')
await import('../../packages/server/src/control/restore/backup.test.ts')
await import('../../packages/server/src/control/routes/audit.test.ts')
await import('../../packages/server/src/control/audit/index/many-writers.test.ts')
await import('../../packages/server/src/control/audit/index/decision-kind.test.ts')
await import('../../packages/server/src/control/audit/others-decisions.test.ts')
