-- Gives up a place that another message holds in the store: the series is counted anew before its next use.
-- ARGV: prefix, serverMsgID, series.
redis.call('HDEL', ARGV[1] .. 'p:' .. ARGV[2], ARGV[3])
redis.call('DEL', ARGV[1] .. 's:' .. ARGV[3], ARGV[1] .. 'r:' .. ARGV[3])
return 1
