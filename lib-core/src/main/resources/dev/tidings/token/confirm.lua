-- key, entry, ms to keep it. A token that is kicked (2) stays kicked.
local known = redis.call('GET', ARGV[1])
if known and string.sub(known, 1, 2) == '2:' then
    return 0
end
redis.call('SET', ARGV[1], ARGV[2], 'PX', ARGV[3])
return 1
