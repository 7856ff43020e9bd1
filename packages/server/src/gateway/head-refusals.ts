/** Refusals of requests of which no message was read, or that were for another gateway: a part of the table of all refusals. */
import { form, type RefusalForm } from './refusal-form.ts'

/** By their codes. */
export const HEAD_REFUSALS = {
  unauthenticated: form(
    false,
    401,
    401,
    'No grant is proved by this request: the token is missing, malformed, unknown, revoked or expired.',
  ),
  too_many_failed_tokens: form(
    false,
    429,
    429,
    'Too many tokens from this network address proved no grant. `Retry-After` says in how many seconds another may be tried; a token that is known is taken at any time.',
  ),
  address_not_allowed: form(false, 403, 403, 'The grant may not be used from this network address.'),
  unknown_server: form(false, 404, 404, 'The grant reaches no server of this name.'),
  forbidden_host: form(
    false,
    403,
    403,
    'The `Host` header names a host that this gateway does not answer for (DNS rebinding).',
  ),
  forbidden_origin: form(false, 403, 403, 'The request comes from a web page of an origin that is not allowed.'),
  unknown_target: form(
    false,
    404,
    404,
    'There is nothing at this path. MCP endpoints are `/mcp`, `/mcp/<server>` and `/sse/<server>`.',
  ),
  method_not_allowed: form(false, 405, 405, 'This HTTP method is not answered here.'),
  unsupported_media_type: form(false, 415, 415, 'The body has to be `application/json`, without a content encoding.'),
  not_acceptable: form(false, 406, 406, 'The client has to accept `application/json` and `text/event-stream`.'),
  malformed_head: form(
    false,
    400,
    400,
    'A header that may stand only once is repeated, or has a form that is refused.',
  ),
  body_too_large: form(false, 413, 413, 'The body is larger than allowed.'),
  over_capacity: form(false, 503, 503, 'The gateway holds as many request bodies as it may. Try again shortly.'),
  gateway_unreachable: form(
    false,
    503,
    503,
    'The session lives in another gateway, which cannot be reached. Nothing was sent. Try again shortly, or send `initialize` to begin another session.',
  ),
  gateway_closed: form(
    false,
    -32603,
    502,
    'The gateway that the session lived in ended before the answer came, and an answer that cannot be judged is not passed on. The call may have happened.',
  ),
  misdirected: form(
    false,
    421,
    421,
    'Another gateway forwarded this request to one that does not run here any more. Nothing was done.',
  ),
} as const satisfies Record<string, RefusalForm>
