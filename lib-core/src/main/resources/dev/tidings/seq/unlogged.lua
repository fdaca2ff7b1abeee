-- Before the other scripts: what they write is not for Redis' own file. A process that reads it has another name than this
-- one, and so another prefix. Replicas get it: what is dropped there later has to be there.
if redis.set_repl then
  redis.replicate_commands()
  redis.set_repl(redis.REPL_SLAVE)
end
