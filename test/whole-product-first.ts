/** The order of test files: those that wait the longest begin, and many quick ones fill the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests of the whole product come first, those of modules after them; within each, as the runner orders them. */
export class WholeProductFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isWhole = ({ moduleId }: TestSpecification): boolean => !moduleId.includes('/packages/')
    return [...sorted.filter(isWhole), ...sorted.filter((file) => !isWhole(file))]
  }
}
