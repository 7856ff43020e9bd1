import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { accepted, describeProblems, load, main } from './load.contract.ts'
import { countWorkers } from './workers.ts'

it('resolves how many processes take calls', async () => {
  expect(accepted(await load('data: state')).settings.workers).toBe(1)
  expect(accepted(await load('workers: 3')).settings.workers).toBe(3)
  expect(accepted(await load('workers: auto')).settings.workers).toBe(countWorkers('auto'))
  expect(countWorkers('auto')).toBe(Math.min(availableParallelism(), 64))
})

describeProblems('workers with problems', [
  {
    name: 'where gateways share a database',
    text: 'workers: 2\ndatabase: postgres://a/b\n',
    wanted: main('1:10 error wrong_combination /workers'),
  },
])
