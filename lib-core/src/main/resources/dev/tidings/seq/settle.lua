-- Says that places are stored: moves the watermarks. The pending places are forgotten a minute later: a worker that was
-- paused between looking the message up and asking for its places gets the same, not new ones that would stay empty.
-- ARGV: prefix, then for each message: serverMsgID, number of series, then series and seq in turn.
-- Returns the series whose counters must be restored first; then nothing was changed.
local prefix = ARGV[1]
local argc = #ARGV
local states, missing = {}, {}

local i = 2
while i <= argc do
  local last = i + 1 + 2 * tonumber(ARGV[i + 1])
  for j = i + 2, last, 2 do
    local series = ARGV[j]
    local state = states[series]
    if state == nil then
      local v = redis.call('HMGET', prefix .. 's:' .. series, 'n', 'w', 'a', 'h')
      if v[1] then
        state = { n = tonumber(v[1]), w = tonumber(v[2]), h = v[4] or '', top = tonumber(v[1]), above = {} }
        for seq in string.gmatch(v[3] or '', '%d+') do
          state.above[tonumber(seq)] = true
        end
      else
        state = false
        missing[#missing + 1] = series
      end
      states[series] = state
    end
    if state then
      local seq = tonumber(ARGV[j + 1])
      if seq > state.w then
        state.above[seq] = true
      end
      if seq > state.top then
        state.top = seq
      end
    end
  end
  i = last + 1
end
if #missing > 0 then
  return missing
end

for series, state in pairs(states) do
  -- A place above the counter was given before the counter was forgotten. So were those between, perhaps to messages
  -- that will ask again and get others: they are to be given, or the watermark would stand still below them for ever.
  for seq = state.n + 1, state.top - 1 do
    if not state.above[seq] then
      state.h = (state.h == '' and '' or state.h .. ',') .. string.format('%d', seq)
    end
  end
  while state.above[state.w + 1] do
    state.w = state.w + 1
    state.above[state.w] = nil
  end
  local above = {}
  for seq in pairs(state.above) do
    above[#above + 1] = string.format('%d', seq)
  end
  redis.call('HSET', prefix .. 's:' .. series, 'n', string.format('%d', state.top),
    'w', string.format('%d', state.w), 'a', table.concat(above, ','), 'h', state.h)
end
i = 2
while i <= argc do
  redis.call('EXPIRE', prefix .. 'p:' .. ARGV[i], 60)
  i = i + 2 + 2 * tonumber(ARGV[i + 1])
end
return missing
