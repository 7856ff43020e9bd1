/**
 * The step, part one: counters as they are kept, their windows, their entries, and how they are forgotten.
 *
 * Amounts are whole millionths up to 2^53 − 1. Numbers of Lua are doubles, in which every whole number up to 2^53 is
 * exact, and so is each sum and difference of two amounts that is itself within that range; a claim is compared with what
 * is left (`max − used`), never with a sum, so nothing beyond it is ever relied upon. Texts are made with `%.0f`, which
 * prints every digit; Lua's own conversion keeps fourteen.
 *
 * A counter is a field of one hash: `from to used adjusted left`, `left` being `-` in fixed windows. Counters of values
 * stand in a hash for each limit. What a rolling window holds is a sorted set of instants and a hash of amounts.
 */
export const COUNTERS_LUA = `
local call, floor, max, min = redis.call, math.floor, math.max, math.min
local prefix = string.sub(KEYS[1], 1, -2)
local C, H, X, F, I, E = prefix .. 'c', prefix .. 'h', prefix .. 'x', prefix .. 'f', prefix .. 'i', prefix .. 'e'
local MOST, MAX_VALUES, MAX_ENTRIES, BUCKETS, GRACE, STEPS = 9007199254740991, 10000, 10000, 1000, 60000, 4
local IDLE, DAY = '34560000000', 86400000

local function text(n) return string.format('%.0f', n) end

local counters, changed = {}, {}
local horizons, families = {}, {}
local openings = 0

local function home(family) return family and (prefix .. 'v:' .. family) or C end

local function load(key, family)
  local hash = home(family)
  local id = hash .. '\\0' .. key
  local known = counters[id]
  if known ~= nil then return known end
  local value = call('HGET', hash, key)
  local counter = false
  if value then
    local from, to, used, adjusted, left = string.match(value, '^(%S+) (%S+) (%S+) (%S+) (%S+)$')
    counter = { key = key, family = family, from = tonumber(from), to = tonumber(to), used = tonumber(used),
      adjusted = tonumber(adjusted), left = left ~= '-' and tonumber(left) or nil }
  end
  counters[id] = counter
  return counter
end

local function change(counter)
  if counter.changed then return end
  counter.changed = true
  changed[#changed + 1] = counter
end

local function flush()
  for _, c in ipairs(changed) do
    if c.changed then
      c.changed = false
      local left = c.left and text(c.left) or '-'
      local value = table.concat({ text(c.from), text(c.to), text(c.used), text(c.adjusted), left }, ' ')
      call('HSET', home(c.family), c.key, value)
      if c.touched then
        c.touched = false
        for _, name in ipairs({ home(c.family), C, H, X, F }) do call('PEXPIRE', name, IDLE) end
      end
    end
  end
  changed = {}
end

local function class(size)
  local _, exponent = math.frexp(size)
  return exponent - 1
end
local function until_(name)
  if horizons[name] == nil then horizons[name] = tonumber(call('HGET', H, name) or 0) end
  return horizons[name]
end
local function pass(name, to)
  if to <= until_(name) then return end
  horizons[name] = to
  call('HSET', H, name, text(to))
end

local function family_of(name)
  if families[name] == nil then
    local value = call('HGET', F, name)
    local from, opened = string.match(value or '', '^(%S+) (%S+)$')
    families[name] = from and { from = tonumber(from), opened = tonumber(opened) } or false
  end
  return families[name]
end
local function keep_family(name, family)
  families[name] = family
  if family then call('HSET', F, name, text(family.from) .. ' ' .. text(family.opened)) else call('HDEL', F, name) end
end
local function has_room(name, from)
  local family = family_of(name)
  return not family or from > family.from or family.opened < MAX_VALUES
end
local function opened(name, from)
  local family = family_of(name) or { from = from, opened = 0 }
  if from > family.from then family.from, family.opened = from, 0 end
  if from == family.from then family.opened = family.opened + 1 end
  keep_family(name, family)
end
local function family_window(now, size) return floor(now / size) * size end

local function entries(counter) return prefix .. 'z:' .. counter.key, prefix .. 'a:' .. counter.key end

-- Calls a command with as many arguments as there are, some at a time.
local function in_parts(command, key, values, size)
  for i = 1, #values, size do
    call(command, key, unpack(values, i, min(i + size - 1, #values)))
  end
end

local function leave(c, now, size)
  if c.oldest and c.oldest + size > now then return end
  local Z, A = entries(c)
  local gone = call('ZRANGEBYSCORE', Z, '-inf', text(now - size))
  if #gone > 0 then
    for i = 1, #gone, 1000 do
      for _, amount in ipairs(call('HMGET', A, unpack(gone, i, min(i + 999, #gone)))) do
        c.used = c.used - tonumber(amount or 0)
      end
    end
    c.left = max(c.left, tonumber(gone[#gone]))
    in_parts('HDEL', A, gone, 1000)
    in_parts('ZREM', Z, gone, 1000)
    change(c)
  end
  c.oldest = tonumber(call('ZRANGE', Z, 0, 0)[1])
end

local function newest(c)
  if c.newest == nil then c.newest = tonumber((call('ZRANGE', (entries(c)), -1, -1))[1]) or false end
  return c.newest or nil
end

local function gather(c, size)
  local Z, A = entries(c)
  local width = math.ceil(size / BUCKETS)
  local times, amounts = {}, {}
  for _, at in ipairs(call('ZRANGE', Z, 0, -1)) do
    local last = math.ceil(tonumber(at) / width) * width
    local amount = tonumber(call('HGET', A, at) or 0)
    if times[#times] == last then amounts[#times] = amounts[#times] + amount
    else times[#times + 1] = last; amounts[#times] = amount end
  end
  call('DEL', Z, A)
  for i, at in ipairs(times) do
    call('ZADD', Z, text(at), text(at))
    call('HSET', A, text(at), text(amounts[i]))
  end
  c.oldest, c.newest = nil, nil
end

-- Adds an amount to the entries, not to what is used; returns the instant under which it can be given back.
local function add(c, now, amount, size)
  local Z, A = entries(c)
  local last = newest(c)
  local at = max(now, c.left + size, last or now)
  call('HINCRBY', A, text(at), text(amount))
  if last ~= at then
    call('ZADD', Z, text(at), text(at))
    c.newest = at
    if not last or floor(last / DAY) ~= floor(at / DAY) then
      c.touched = true
      call('PEXPIRE', Z, IDLE)
      call('PEXPIRE', A, IDLE)
    end
    if call('ZCARD', Z) > MAX_ENTRIES then gather(c, size) end
  end
  return at
end

local function give_back_entry(c, at, amount)
  if at <= c.left then return false end
  local Z, A = entries(c)
  -- Gathering moves an amount to the end of its bucket: the first entry that is not earlier.
  local found = call('ZRANGEBYSCORE', Z, text(at), '+inf', 'LIMIT', 0, 1)[1]
  if not found then return false end
  call('HINCRBY', A, found, text(0 - amount))
  return true
end

local function walk(c, visit)
  local Z, A = entries(c)
  local at, size = 0, 16
  while true do
    local times = call('ZRANGE', Z, at, at + size - 1)
    if #times == 0 then return end
    local amounts = call('HMGET', A, unpack(times))
    for i, time in ipairs(times) do
      if visit(tonumber(time), tonumber(amounts[i] or 0)) then return end
    end
    at, size = at + #times, min(size * 4, 1000)
  end
end

local function freed_at(c, excess, size)
  local freed, found = 0, nil
  walk(c, function(at, amount)
    freed = freed + amount
    if freed >= excess then found = at + size end
    return found ~= nil
  end)
  return found
end

-- The counter's own window, a new one, or nothing if both that the claim offers are over.
local function fixed_window(claim, c, now)
  if c and now < c.to then return c.from, c.to, true end
  local time = now
  if not c then time = max(now, until_(class(claim[5] - claim[4]))) end
  local from, to = claim[4], claim[5]
  if time >= to then from, to = claim[6], claim[7] end
  if time >= to then return nil end
  if c and c.from >= from then return c.from, c.to, true end
  return from, to, false
end

local function end_member(c)
  return c.family and ('+' .. #c.family .. ':' .. c.family .. c.key) or ('-' .. c.key)
end
local function grace(c) return c.to + min(c.to - c.from, GRACE) end

local function drop(c, hash)
  local rolls = c.left ~= nil
  local size = c.to - c.from
  pass(rolls and ('r' .. class(size)) or class(size), c.to)
  if rolls then call('DEL', entries(c)) end
  call('HDEL', hash, c.key)
  call('ZREM', X, end_member(c))
  counters[hash .. '\\0' .. c.key] = false
  c.changed = false
  if not c.family then return end
  local family = family_of(c.family)
  if call('HLEN', hash) == 0 then keep_family(c.family, false)
  elseif family and (rolls and family_window(c.from, size) or c.from) == family.from then
    family.opened = family.opened - 1
    keep_family(c.family, family)
  end
end

-- Forgets some counters whose windows are long past: a few for each window that was opened.
local function sweep(now)
  if openings == 0 then return end
  local due = call('ZRANGEBYSCORE', X, '-inf', text(now), 'LIMIT', 0, openings * STEPS)
  openings = 0
  if #due == 0 then return end
  flush()
  for _, member in ipairs(due) do
    local key, family = string.sub(member, 2), nil
    if string.sub(member, 1, 1) == '+' then
      local length, rest = string.match(member, '^%+(%d+):(.*)$')
      family, key = string.sub(rest, 1, tonumber(length)), string.sub(rest, tonumber(length) + 1)
    end
    local c = load(key, family)
    if not c then call('ZREM', X, member)
    elseif now < grace(c) then call('ZADD', X, text(grace(c)), member)
    else drop(c, home(family)) end
  end
end

local function open(c, claim, from, to)
  local key, family = claim[1], claim[9] or nil
  openings = openings + 1
  if family then opened(family, from) end
  if not c then
    c = { key = key, family = family, adjusted = 0 }
    counters[home(family) .. '\\0' .. key] = c
  end
  c.from, c.to, c.used, c.touched = from, to, 0, true
  call('ZADD', X, text(grace(c)), end_member(c))
  change(c)
  return c
end
`
