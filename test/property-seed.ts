/** Read before each file of tests: `PROPERTY_SEED` makes every property try the same values again. */
import fc from 'fast-check'

const seed = process.env['PROPERTY_SEED']
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number.parseInt(seed, 16) })
