-- Begins the stream anew. KEYS: stream, epoch. ARGV: epoch.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1])
return 0
