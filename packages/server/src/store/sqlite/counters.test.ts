import { counterStoreContract } from '../../ports/counter-store.contract.ts'
import { openSqliteCopies } from './copies.contract.ts'

counterStoreContract('SQLite', openSqliteCopies)
