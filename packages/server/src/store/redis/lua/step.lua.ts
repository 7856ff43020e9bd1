/**
 * The step, part three: the operations of one turn, one after the other. Everything is one script on the keys of one
 * organisation, so that nothing comes between.
 *
 * KEYS[1] names the counters; the others follow from it, and are named so that a cluster knows of them. ARGV: the
 * operations as JSON; the instant that the gateway believes in; the generation of the store that it knows, or nothing;
 * `replicated` where a replica may take the place of the store.
 *
 * Answer: whether it ran (1) or the gateway must first tell what it took (0), the generation, until when nothing is
 * admitted, the store's time, then an answer for each operation: `broken` and why where the store could not do it.
 */
export const STEP_LUA = `
local time = call('TIME')
local server = time[1] * 1000 + floor(time[2] / 1000)
local believed = tonumber(ARGV[2])
local jumped = believed > 0 and server - believed > 300000
local ops = cjson.decode(ARGV[1])

local state = call('GET', E)
local generation, hold, known_as = string.match(state or '', '^(%S+) (%S+) (%S*)$')
local name = ''
if ARGV[4] == 'replicated' then name = string.match(call('INFO', 'replication'), 'master_replid:(%x+)') or '' end
if not generation or (known_as ~= name and known_as ~= '' and name ~= '') then
  local lost = generation ~= nil or ARGV[3] ~= ''
  generation = time[1] .. '.' .. time[2]
  hold = lost and text(server + 3000) or '0'
  known_as = name
  call('SET', E, generation .. ' ' .. hold .. ' ' .. name)
elseif known_as == '' and name ~= '' then
  known_as = name
  call('SET', E, generation .. ' ' .. hold .. ' ' .. name)
end
if ARGV[3] ~= '' and ARGV[3] ~= generation then return { 0, generation, tonumber(hold), server } end
local held = server < tonumber(hold)

local function record(id) return prefix .. 'r:' .. id end
local TOMB = '120000'

local function note_intent(id, gateway, intent)
  if intent then call('HSET', I, id, gateway .. ' ' .. intent) end
end

-- Takes without asking whether it fits; what its windows no longer hold is left out.
local function take_all(claims, now)
  local taken, before = {}, {}
  for i, claim in ipairs(claims) do
    local used = used_by(claim, load(claim[1], claim[9]), now)
    if used then
      local c
      before[i], c = apply(claim, now, min(claim[2], MOST - used))
      taken[i] = text(c.from) .. ' ' .. text(c.adjusted)
    else
      before[i] = 0
      taken[i] = '-1 -1'
    end
  end
  sweep(now)
  return table.concat(taken, ' '), before
end

local run = {}

-- id, may exceed, how long it may be given back, claims, gateway, intent
function run.t(op, now)
  if held then return { 5 } end
  if call('EXISTS', record(op[3])) == 1 then return { 4 } end
  local refusal = judge(op[6], now, op[4])
  if refusal then return refusal end
  local taken, before = take_all(op[6], now)
  call('SET', record(op[3]), taken, 'PX', text(op[5]))
  note_intent(op[3], op[7], op[8])
  return { 0, unpack(before) }
end

-- The same of what was admitted before: it counts, whatever the limit.
function run.a(op, now)
  if call('EXISTS', record(op[3])) == 1 then return { 0 } end
  local taken = take_all(op[6], now)
  call('SET', record(op[3]), taken, 'PX', text(op[5]))
  note_intent(op[3], op[7], op[8])
  return { 0 }
end

-- id, whether an unknown one must never be taken, claims (key, amount, whether it comes back, family)
function run.s(op)
  call('HDEL', I, op[3])
  local taken = call('GET', record(op[3]))
  if not taken then
    if op[4] then call('SET', record(op[3]), 'x', 'PX', TOMB) end
    return { 0 }
  end
  if taken == 'x' then return { 0 } end
  -- First: where the store refuses what follows, nothing comes back twice.
  call('SET', record(op[3]), 'x', 'PX', TOMB)
  local at = string.gmatch(taken, '%S+')
  for _, claim in ipairs(op[5]) do
    local from, adjusted = tonumber(at()), tonumber(at())
    if claim[3] then give_back(claim, from, adjusted) end
  end
  return { 0 }
end

function run.p(op, now) return judge(op[3], now, false) or { 0 } end

function run.r(op, now)
  local found = {}
  for i, claim in ipairs(op[3]) do found[i] = used_by(claim, load(claim[1], claim[9]), now) or 0 end
  return found
end

function run.d(op, now)
  local found = {}
  for _, claim in ipairs(op[3]) do
    local used, values, to = standing(claim, counters_of(claim), now)
    found[#found + 1], found[#found + 2], found[#found + 3] = used, values, to
  end
  return found
end

-- claim, whether it is set, amount
function run.j(op, now)
  local claim = op[3]
  local all = counters_of(claim)
  local used, values, to = standing(claim, all, now)
  local target = op[4] and op[5] or max(0, used - op[5])
  if not claim[9] then
    local c = all[1]
    if not used_by(claim, c or false, now) then return { 3 } end
    if not c and target == 0 then all = {}
    elseif claim[8] == 0 then all = { (in_fixed(claim, c, now)) }
    else all = { (in_rolling(claim, c, now, 0)) } end
  end
  for _, c in ipairs(all) do set_counter(c, target, now) end
  return { 0, used, values, to, standing(claim, counters_of(claim), now) }
end

-- Intents of gateways that are not among those that run.
function run.i(op)
  local alive, found = {}, {}
  for _, gateway in ipairs(op[3]) do alive[gateway] = true end
  local all = call('HGETALL', I)
  for i = 1, #all, 2 do
    local gateway, intent = string.match(all[i + 1], '^(%S+) (.*)$')
    if not alive[gateway] then
      call('HDEL', I, all[i])
      found[#found + 1], found[#found + 2] = all[i], intent
    end
  end
  return found
end

local answers = { 1, generation, tonumber(hold), server }
for i, op in ipairs(ops) do
  local now = op[2]
  if now == 0 then now = jumped and believed or server end
  -- What fails fails alone: the others are carried out, and what was begun stays taken.
  local fine, answer = pcall(run[op[1]], op, now)
  if not fine then answer = { 'broken', type(answer) == 'table' and answer.err or tostring(answer) } end
  -- Integers of the protocol are read by clients as sums of digits, which the largest do not survive.
  for k, v in ipairs(answer) do
    if type(v) == 'number' and v > 1e15 then answer[k] = text(v) end
  end
  answers[i + 4] = answer
end
flush()
return answers
`
