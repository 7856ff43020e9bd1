/** The strict YAML reader: one document, plain data, a place for everything. */
export type { TextFault, YamlDocument, YamlResult } from './document.ts'
export { readYaml } from './document.ts'
export type { Path, Place } from './place.ts'
