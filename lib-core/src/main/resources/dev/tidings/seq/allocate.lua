-- Gives each message its place in each of its series, or the place it was given before.
-- ARGV: prefix, then for each claim: serverMsgID, number of series, the series.
-- Returns {missing series, places}: either the series whose counters must be restored first (then nothing was
-- changed), or a seq and the watermark for each series in the order of the arguments.
local prefix = ARGV[1]
local argc = #ARGV
local states, missing = {}, {}

local i = 2
while i <= argc do
  local last = i + 1 + tonumber(ARGV[i + 1])
  for j = i + 2, last do
    local series = ARGV[j]
    if states[series] == nil then
      local v = redis.call('HMGET', prefix .. 's:' .. series, 'n', 'h', 'w')
      if v[1] then
        states[series] = { n = tonumber(v[1]), h = v[2] or '', w = tonumber(v[3]), taken = false }
      else
        states[series] = false
        missing[#missing + 1] = series
      end
    end
  end
  i = last + 1
end
if #missing > 0 then
  return { missing, {} }
end

local places = {}
i = 2
while i <= argc do
  local pendingKey = prefix .. 'p:' .. ARGV[i]
  local last = i + 1 + tonumber(ARGV[i + 1])
  local pending, given = {}, {}
  local flat = redis.call('HGETALL', pendingKey)
  for k = 1, #flat, 2 do
    pending[flat[k]] = tonumber(flat[k + 1])
  end
  for j = i + 2, last do
    local series = ARGV[j]
    local seq = pending[series]
    if not seq then
      local state = states[series]
      if state.h ~= '' then
        local first, rest = string.match(state.h, '^(%d+),?(.*)$')
        seq = tonumber(first)
        state.h = rest
      else
        seq = state.n + 1
        state.n = seq
      end
      state.taken = true
      pending[series] = seq
      given[#given + 1] = series
      given[#given + 1] = string.format('%d', seq)
    end
    places[#places + 1] = seq
    places[#places + 1] = states[series].w
  end
  -- In slices: unpack puts everything on Lua's stack at once, and a group has many members.
  for k = 1, #given, 4000 do
    redis.call('HSET', pendingKey, unpack(given, k, math.min(k + 3999, #given)))
  end
  i = last + 1
end
for series, state in pairs(states) do
  if state.taken then
    redis.call('HSET', prefix .. 's:' .. series, 'n', string.format('%d', state.n), 'h', state.h)
  end
end
return { missing, places }
