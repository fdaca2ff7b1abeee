-- Puts a series' counters back, from what is stored, unless somebody else has done so already.
-- ARGV: prefix, series, highest stored seq, watermark, holes (a,b,c), stored seqs above the watermark (a,b,c).
local key = ARGV[1] .. 's:' .. ARGV[2]
if redis.call('EXISTS', key) == 0 then
  redis.call('HSET', key, 'n', ARGV[3], 'w', ARGV[4], 'h', ARGV[5], 'a', ARGV[6])
end
return 1
