-- Puts a series' counters back, from what is stored, if it is still true that nobody has had any since that was read:
-- whoever restores, gives up or flushes takes the token away.
-- ARGV: prefix, series, highest stored seq, watermark, holes (a,b,c), stored seqs above the watermark (a,b,c), token.
local key, token = ARGV[1] .. 's:' .. ARGV[2], ARGV[1] .. 'r:' .. ARGV[2]
if redis.call('GET', token) ~= ARGV[7] then
  return 0
end
redis.call('DEL', token)
if redis.call('EXISTS', key) == 0 then
  redis.call('HSET', key, 'n', ARGV[3], 'w', ARGV[4], 'h', ARGV[5], 'a', ARGV[6])
end
return 1
