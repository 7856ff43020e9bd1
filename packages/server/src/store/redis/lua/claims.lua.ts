/**
 * The step, part two: what is made of claims. A claim is a list: key, amount, max, the bounds of its two windows, length of
 * a rolling window or 0, family or false, what the limit that asks admits or −1.
 */
export const CLAIMS_LUA = `
local function used_by(claim, c, now)
  local size = claim[8]
  if size == 0 then
    local from, _, own = fixed_window(claim, c, now)
    if not from then return nil end
    return own and c.used or 0
  end
  if not c then
    if until_('r' .. class(size)) > now + size then return nil end
    return 0
  end
  if not c.left then return 0 end
  leave(c, now, size)
  return c.used
end

local function resets_at(claim, c, now, excess)
  if claim[8] > 0 then return c and c.left and freed_at(c, excess, claim[8]) or now + claim[8] end
  local _, to = fixed_window(claim, c, now)
  return to or now
end

local function value_fits(claim, c, now)
  local family = claim[9]
  if not family then return true end
  if claim[8] > 0 then return c or has_room(family, family_window(now, claim[8])) end
  local from, _, own = fixed_window(claim, c, now)
  return not from or own or has_room(family, from)
end

local function ahead_of(claims, count)
  local sum = 0
  for i = 1, count - 1 do
    if claims[i][1] == claims[count][1] then sum = sum + claims[i][2] end
  end
  return sum
end

-- What stands in the way: an answer, or nothing.
local function judge(claims, now, may_exceed)
  local asks
  for i, claim in ipairs(claims) do
    local c = load(claim[1], claim[9])
    local used = used_by(claim, c, now)
    if not used then return { 3 } end
    local amount, ahead = claim[2], ahead_of(claims, i)
    if amount > claim[3] - used - ahead then
      return { 1, i - 1, used + ahead, resets_at(claim, c, now, used + ahead + amount - claim[3]), 0 }
    end
    if not value_fits(claim, c, now) then
      return { 1, i - 1, used, resets_at(claim, c, now, used + amount - claim[3]), 1 }
    end
    local limit = claim[10]
    if not may_exceed and limit >= 0 and amount > limit - used - ahead then
      asks = asks or { 2 }
      asks[#asks + 1] = i - 1
      asks[#asks + 1] = used + ahead
      asks[#asks + 1] = resets_at(claim, c, now, used + ahead + amount - limit)
    end
  end
  return asks
end

local function in_fixed(claim, c, now)
  local from, to, own = fixed_window(claim, c, now)
  if own then return c end
  return open(c, claim, from or claim[6], to or claim[7])
end

-- The amount is among the entries of what this returns, but not in what is used yet.
local function in_rolling(claim, c, now, amount)
  local size = claim[8]
  c = c or open(c, claim, family_window(now, size), now + size)
  c.left = c.left or until_('r' .. class(size)) - size
  c.from = amount == 0 and (newest(c) or now) or add(c, now, amount, size)
  c.to = c.from + size
  return c
end

local function apply(claim, now, amount)
  local c = load(claim[1], claim[9])
  c = claim[8] == 0 and in_fixed(claim, c, now) or in_rolling(claim, c, now, amount)
  local before = c.used
  c.used = before + amount
  change(c)
  return before, c
end

local function give_back(claim, from, adjusted)
  if from < 0 then return end
  local c = load(claim[1], claim[4])
  if not c or c.adjusted ~= adjusted then return end
  if c.left then
    if not give_back_entry(c, from, claim[2]) then return end
  elseif c.from ~= from then return end
  c.used = max(0, c.used - claim[2])
  change(c)
end

local function counters_of(claim)
  local family = claim[9]
  if not family then
    local c = load(claim[1], nil)
    return c and { c } or {}
  end
  flush()
  local all = {}
  for _, key in ipairs(call('HKEYS', home(family))) do all[#all + 1] = load(key, family) or nil end
  return all
end

-- How the counters of a claim stand together: used, values or -1, end of their windows or -1.
local function standing(claim, all, now)
  local used, values, to = 0, 0, -1
  for _, c in ipairs(all) do
    local own = used_by(claim, c, now) or 0
    if own > 0 then
      used, values, to = min(MOST, used + own), values + 1, max(to, c.to)
    end
  end
  return used, claim[9] and values or -1, to
end

local function take_off(c, amount)
  local A = select(2, entries(c))
  local owed = min(amount, c.used)
  walk(c, function(at, there)
    local part = min(owed, there)
    if part > 0 then call('HINCRBY', A, text(at), text(0 - part)) end
    owed = owed - part
    return owed <= 0
  end)
end

local function set_counter(c, target, now)
  c.adjusted = c.adjusted + 1
  if c.left then
    local size = c.to - c.from
    leave(c, now, size)
    if target > c.used then
      c.from = add(c, now, target - c.used, size)
      c.to = c.from + size
    else take_off(c, c.used - target) end
  end
  c.used = target
  change(c)
end
`
