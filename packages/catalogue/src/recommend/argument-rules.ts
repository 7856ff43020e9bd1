/** Conditions on arguments that take code, a query, a path or an address. */
import type { Condition, Predicate } from '@portcullis/engine'
import type { Finding, Trait } from '../risk.ts'
import { quote } from '../text.ts'

/** What a rule has to know of a parameter. */
export interface Argument {
  readonly name: string
  /** JSON type. */
  readonly type: string
  readonly required: boolean
}

const CODE =
  '(?i)\\brm\\s+-[a-z]*[rf]|\\bmkfs\\b|\\bdd\\s+if=|\\bshutdown\\b|\\bcurl\\b[^|]*\\|\\s*(?:ba|z)?sh\\b|/etc/(?:passwd|shadow)|\\.ssh/'
const SQL_READS = '(?is)^\\s*(?:select|with|show|explain|describe)\\b'
const SQL_CHANGES = '(?i)\\b(?:insert|update|delete|drop|alter|truncate|grant|create|merge|call)\\b|;\\s*\\S'
const PATH =
  '(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)|^~|^/(?:etc|proc|sys|dev|root|boot)(?:/|$)|(?:^|[/\\\\])\\.(?:ssh|aws|gnupg|env)(?:$|[/\\\\.])'
const ADDRESS =
  '(?i)^(?:file|ftp|gopher|data|javascript|dict|ldap):|^[a-z+]+://(?:[^/@]*@)?(?:localhost|127\\.|0\\.|10\\.|192\\.168\\.|172\\.(?:1[6-9]|2[0-9]|3[01])\\.|169\\.254\\.|\\[)'

/** A key that may follow a dot in a path. */
const PLAIN_KEY = /^(?!\d+$)[^.[\]"'\\*\s\p{Cc}]{1,200}$/u

/** The policy language’s path of an argument; undefined for names that no rule should be built on. */
export function argumentPath(name: string): string | undefined {
  if (PLAIN_KEY.test(name)) return `args.${name}`
  return name === '' || name.length > 200 || /\p{Cc}/u.test(name) ? undefined : `args[${JSON.stringify(name)}]`
}

function refuse(conditions: readonly Condition[], on_deny: string): Predicate {
  return { conditions, on_deny }
}

function matches(path: string, value: string): Condition {
  return { path, op: 'regex', value }
}

function predicates(trait: Trait, path: string, said: string): readonly Predicate[] {
  switch (trait) {
    case 'code':
      return [
        refuse([matches(path, CODE)], `${said} holds a command that destroys or leaks. Use another, or ask a person.`),
      ]
    case 'sql':
      return [
        refuse(
          [{ path, op: 'exists', value: true }, { not: matches(path, SQL_READS) }],
          `Only reading queries are allowed in ${said}: begin with SELECT, WITH, SHOW, EXPLAIN or DESCRIBE.`,
        ),
        refuse([matches(path, SQL_CHANGES)], `Only one reading query is allowed in ${said}.`),
      ]
    case 'path':
      return [
        refuse([matches(path, PATH)], `${said} leads out of the working folder or to secrets. Use a path below it.`),
      ]
    case 'url':
      return [
        refuse(
          [matches(path, ADDRESS)],
          `${said} leads into the local network or is no web address. Use a public one.`,
        ),
      ]
    default:
      return []
  }
}

/**
 * What to refuse in a tool’s freeform arguments: destructive commands, changing SQL, paths that lead out, addresses of the
 * local network. Only for parameters that the schema calls a string: a rule on anything else would refuse every call.
 */
export function argumentRules(findings: readonly Finding[], parameters: readonly Argument[]): readonly Predicate[] {
  return findings.flatMap(({ trait, parameter }) => {
    const type = parameters.find(({ name }) => name === parameter)?.type
    const path = parameter === undefined || type !== 'string' ? undefined : argumentPath(parameter)
    return path === undefined ? [] : predicates(trait, path, quote(parameter ?? ''))
  })
}
