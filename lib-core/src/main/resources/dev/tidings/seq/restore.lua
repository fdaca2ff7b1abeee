-- Puts the counters of series back, from what is stored, if it is still true that nobody has had any since that was read:
-- whoever restores, gives up or flushes takes the token away.
-- ARGV: prefix, then for each: series, highest stored seq, watermark, holes (a,b,c), stored seqs above the watermark (a,b,c), token.
local restored = 0
for i = 2, #ARGV, 6 do
  local key, token = ARGV[1] .. 's:' .. ARGV[i], ARGV[1] .. 'r:' .. ARGV[i]
  if redis.call('GET', token) == ARGV[i + 5] then
    redis.call('DEL', token)
    if redis.call('EXISTS', key) == 0 then
      redis.call('HSET', key, 'n', ARGV[i + 1], 'w', ARGV[i + 2], 'h', ARGV[i + 3], 'a', ARGV[i + 4])
    end
    restored = restored + 1
  end
end
return restored
