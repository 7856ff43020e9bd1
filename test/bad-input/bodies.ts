/** Bodies that are no JSON, no message, or could be read in two ways. */
import { callOf, GOOD_CALL, type Outcome, type Row, row, withArguments } from './row.ts'

const PARSE_ERROR: Outcome = [400, -32700]
const INVALID: Outcome = [400, -32600]
const ID = { id: 1 }

const unparsed = (what: string, body: string | Buffer): Row => row(what, { body }, PARSE_ERROR)
/** Valid JSON whose id could be read, and that is refused all the same. */
const invalid = (what: string, body: string): Row => row(what, { body }, INVALID, ID)
const nameless = (what: string, body: string): Row => row(what, { body }, INVALID)

const inQuotes = (...bytes: number[]): Buffer => {
  const [before, after] = withArguments('{"a":"?"}').split('?')
  return Buffer.concat([Buffer.from(before ?? ''), Buffer.from(bytes), Buffer.from(after ?? '')])
}

const nested = (open: string, close: string, levels: number): string =>
  withArguments(`{"a":${open.repeat(levels)}${close.repeat(levels)}}`)

/** Not JSON (RFC 8259). */
const UNPARSED: readonly Row[] = [
  unparsed('[parse.json] malformed JSON', '{"jsonrpc":"2.0","id":1,'),
  unparsed('[parse.json] an empty body', ''),
  row('[parse.json] an empty body in chunks', { body: '', length: 'chunked' }, PARSE_ERROR),
  unparsed('[parse.json] white space alone', ' \r\n\t '),
  unparsed('[parse.json] text', 'hello'),
  unparsed('[parse.json] two messages', `${GOOD_CALL}${GOOD_CALL}`),
  unparsed('[parse.json] a message and a line more', `${GOOD_CALL}\n{}`),
  unparsed('[parse.json] a trailing comma', withArguments('{"a":1,}')),
  unparsed('[parse.json] a comment', withArguments('{/**/}')),
  unparsed('[parse.json] single quotes', withArguments("{'a':1}")),
  unparsed('[parse.json] a line break within a string', withArguments('{"a":"b\nc"}')),
  unparsed('[parse.json] a line break within a long string', withArguments(`{"a":"${'b'.repeat(200)}\n"}`)),
  unparsed('[parse.json] an unknown escape', withArguments('{"a":"\\x41"}')),
  unparsed('[parse.numbers] NaN', withArguments('{"a":NaN}')),
  unparsed('[parse.numbers] Infinity', withArguments('{"a":-Infinity}')),
  unparsed('[parse.numbers] a leading zero', withArguments('{"a":01}')),
  unparsed('[parse.numbers] hexadecimal', withArguments('{"a":0x10}')),
  unparsed('[parse.utf8] a byte that no UTF-8 has', inQuotes(0xff)),
  unparsed('[parse.utf8] an overlong slash', inQuotes(0xc0, 0xaf)),
  unparsed('[parse.utf8] half of a surrogate pair in UTF-8', inQuotes(0xed, 0xa0, 0x80)),
  unparsed('[parse.utf8] a character that is cut off', inQuotes(0xe2, 0x82)),
  unparsed('[parse.utf8] a byte order mark', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(GOOD_CALL)])),
  unparsed('[parse.utf8] UTF-16', Buffer.from(GOOD_CALL, 'utf16le')),
]

/** Not a message (JSON-RPC 2.0). */
const NO_MESSAGE: readonly Row[] = [
  nameless('[parse.batch] an array of one call', `[${GOOD_CALL}]`),
  nameless('[parse.batch] an array of two calls', `[${GOOD_CALL},${GOOD_CALL}]`),
  nameless('[parse.batch] an empty array', '[]'),
  nameless('[parse.message] a string', '"tools/call"'),
  nameless('[parse.message] null', 'null'),
  nameless('[parse.message] an empty object', '{}'),
  nameless('[parse.message] an id alone', '{"jsonrpc":"2.0","id":1}'),
  invalid('[parse.message] no "jsonrpc"', GOOD_CALL.replace('"jsonrpc":"2.0",', '')),
  invalid('[parse.message] JSON-RPC 1.0', GOOD_CALL.replace('"2.0"', '"1.0"')),
  invalid('[parse.message] a version that is a number', GOOD_CALL.replace('"2.0"', '2.0')),
  nameless('[parse.message] an id of null', GOOD_CALL.replace('"id":1', '"id":null')),
  nameless('[parse.message] an id that is an object', GOOD_CALL.replace('"id":1', '"id":{}')),
  row('[parse.message] an id with a fraction', { body: GOOD_CALL.replace('"id":1', '"id":1.5') }, INVALID, { id: 1.5 }),
  nameless('[parse.message] an id of 2,000 characters', GOOD_CALL.replace('"id":1', `"id":"${'1'.repeat(2000)}"`)),
  invalid('[parse.message] a method that is a number', '{"jsonrpc":"2.0","id":1,"method":1}'),
  invalid('[parse.message] a request that is a response as well', GOOD_CALL.replace('"id":1', '"id":1,"result":{}')),
  invalid('[parse.message] an unknown member', GOOD_CALL.replace('"id":1', '"id":1,"priority":9')),
  invalid('[parse.message] params that are an array', callOf('["open",{}]')),
  invalid('[parse.message] params of null', callOf('null')),
  invalid('[parse.message] a _meta that is a string', callOf('{"name":"open","_meta":"x"}')),
  invalid('[parse.message] a progress token that is an object', callOf('{"name":"open","_meta":{"progressToken":{}}}')),
]

/** Two readers would not read the same. */
const AMBIGUOUS: readonly Row[] = [
  invalid('[parse.duplicate-keys] two methods', GOOD_CALL.replace('"method"', '"method":"ping","method"')),
  nameless('[parse.duplicate-keys] two ids', GOOD_CALL.replace('"id":1', '"id":2,"id":1')),
  invalid('[parse.duplicate-keys] two tools', callOf('{"name":"open","name":"capped"}')),
  invalid('[parse.duplicate-keys] two tools, one escaped', callOf('{"name":"open","n\\u0061me":"capped"}')),
  invalid('[parse.duplicate-keys] two arguments objects', callOf('{"name":"open","arguments":{},"arguments":{}}')),
  invalid('[parse.duplicate-keys] an argument twice', withArguments('{"a":1,"a":2}')),
  invalid('[parse.duplicate-keys] an argument twice, one escaped', withArguments('{"a":1,"\\u0061":2}')),
  invalid('[parse.duplicate-keys] deep in the arguments', withArguments('{"a":[{"b":{"c":1,"c":1}}]}')),
  invalid(
    '[parse.duplicate-keys] the last of many keys',
    withArguments(`{${Array.from({ length: 100 }, (_, i) => `"k${i}":0`).join()},"k7":1}`),
  ),
  invalid('[parse.protocol-keys] "Method" beside "method"', GOOD_CALL.replace('"method"', '"Method":"ping","method"')),
  invalid('[parse.protocol-keys] "PARAMS" alone', GOOD_CALL.replace('"params"', '"PARAMS"')),
  nameless('[parse.protocol-keys] "ID" alone', GOOD_CALL.replace('"id"', '"ID"')),
  invalid('[parse.protocol-keys] "Name" in params', callOf('{"Name":"open"}')),
  invalid(
    '[parse.protocol-keys] "Arguments" beside "arguments"',
    callOf('{"name":"open","arguments":{},"Arguments":{}}'),
  ),
  invalid('[parse.folded-keys] arguments that differ in case', withArguments('{"amount":1,"Amount":1000}')),
  invalid('[parse.folded-keys] arguments that differ in composition', withArguments('{"\u00e9":1,"e\u0301":2}')),
  invalid('[parse.folded-keys] a Kelvin sign for a k', withArguments('{"k":1,"\\u212a":2}')),
  invalid('[parse.folded-keys] a long s', withArguments('{"sum":1,"\\u017fum":2}')),
  invalid('[parse.own-properties] __proto__ in the arguments', withArguments('{"__proto__":{"admin":true}}')),
  invalid('[parse.own-properties] __proto__ in params', callOf('{"name":"open","__proto__":{"arguments":{}}}')),
  invalid('[parse.own-properties] __proto__ beside params', GOOD_CALL.replace('"id":1', '"id":1,"__proto__":{}')),
  invalid('[parse.own-properties] __proto__ with escapes', withArguments('{"\\u005f_proto__":1}')),
  invalid('[parse.unicode] half of a surrogate pair, escaped', withArguments('{"a":"\\ud800"}')),
  invalid('[parse.unicode] surrogates in the wrong order', withArguments('{"a":"\\udc00\\ud800"}')),
  invalid('[parse.unicode] half of a surrogate pair in a key', withArguments('{"\\ud800":1}')),
  invalid('[parse.numbers] 1e400', withArguments('{"a":1e400}')),
  invalid('[parse.numbers] -1e400 in an array', withArguments('{"a":[0,-1e400]}')),
  invalid('[parse.numbers] 400 digits', withArguments(`{"a":${'9'.repeat(400)}}`)),
]

/** Too much of something. */
const UNBOUNDED: readonly Row[] = [
  invalid('[parse.bounds] 100 arrays within each other', nested('[', ']', 100)),
  row(
    '[parse.bounds] 100 objects within each other',
    { body: nested('{"a":', '}', 100).replace(':}', ':1}') },
    INVALID,
    ID,
  ),
  invalid('[parse.bounds] 100,000 arrays within each other', nested('[', ']', 100_000)),
  invalid('[parse.bounds] 100,001 elements', withArguments(`{"a":[${'0,'.repeat(100_000)}0]}`)),
  invalid('[parse.bounds] 500 combining marks in a key', withArguments(`{"a${'\u0301'.repeat(500)}":1}`)),
  row('[http.body-size] a body of 10 MiB, announced', { body: Buffer.alloc(10 * 1024 * 1024, ' ') }, [413, 413], {
    headers: { connection: 'close' },
  }),
  row(
    '[http.body-size] a body of 10 MiB, in chunks',
    { body: Buffer.alloc(10 * 1024 * 1024, ' '), length: 'chunked' },
    [413, 413],
    { headers: { connection: 'close' } },
  ),
  row('[http.body-size] 10 MiB announced, nothing sent', { body: '', length: '10485760' }, [413, 413]),
  row('[http.body-size] one byte too many', { body: withSize(1024 * 1024 + 1) }, [413, 413]),
]

/** A good call, padded to exactly so many bytes. */
function withSize(bytes: number): string {
  return GOOD_CALL + ' '.repeat(bytes - GOOD_CALL.length)
}

export const BODIES: readonly Row[] = [...UNPARSED, ...NO_MESSAGE, ...AMBIGUOUS, ...UNBOUNDED]
