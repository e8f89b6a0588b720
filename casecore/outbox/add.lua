-- Adds entries where they continue the stream. KEYS: stream, epoch, beat. ARGV: epoch, how many entries to keep, the
-- beat, the position of the first entry, then the entries. Returns the stream's last position, which tells the caller
-- what is missing, or -1 when the stream is of another epoch.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return -1
end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local first = tonumber(ARGV[4])
local last = 0
if newest[1] then
  last = tonumber(string.match(newest[1][1], '^%d+'))
elseif #ARGV > 4 then
  last = first - 1
end
for i = 5, #ARGV do
  local position = first + i - 5
  if position == last + 1 then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], string.format('%.0f-0', position), 'e', ARGV[i])
    last = position
  end
end
redis.call('SET', KEYS[3], ARGV[3])
return last
