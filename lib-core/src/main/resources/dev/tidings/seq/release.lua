-- Gives back a place that stays empty: the last one given is simply not given, any other is given to the next message.
-- ARGV: prefix, serverMsgID, series, seq.
redis.call('HDEL', ARGV[1] .. 'p:' .. ARGV[2], ARGV[3])
local key = ARGV[1] .. 's:' .. ARGV[3]
local v = redis.call('HMGET', key, 'n', 'w', 'h')
-- Below the watermark it is not empty; above the counter it is not given, the counter was rebuilt since.
if not v[1] or tonumber(ARGV[4]) <= tonumber(v[2]) or tonumber(ARGV[4]) > tonumber(v[1]) then
  return 0
end
if v[1] == ARGV[4] then
  redis.call('HSET', key, 'n', string.format('%d', tonumber(ARGV[4]) - 1))
elseif v[3] == '' then
  redis.call('HSET', key, 'h', ARGV[4])
else
  redis.call('HSET', key, 'h', v[3] .. ',' .. ARGV[4])
end
return 1
