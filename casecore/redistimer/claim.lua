-- Moves what is due to the leased set and returns it, in the order of its scores; leases that have run out come first.
-- KEYS: due, leased, epoch. ARGV: now, end of the new leases, how many at most (all scores as whole microseconds).
-- Returns {epoch or "", the next score or "", member, ...}. Scores are compared and handed on, never computed.
local due, leased, epoch = KEYS[1], KEYS[2], KEYS[3]
local now, lease, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])
local chunk = 1000 -- unpack's arguments lie on Lua's stack

local out = {redis.call('GET', epoch) or '', ''}

local function take(members)
    for from = 1, #members, chunk do
        local args = {}
        for i = from, math.min(from + chunk - 1, #members) do
            args[#args + 1] = lease
            args[#args + 1] = members[i]
            out[#out + 1] = members[i]
        end
        redis.call('ZADD', leased, unpack(args))
    end
end

local expired = redis.call('ZRANGEBYSCORE', leased, '-inf', now, 'LIMIT', 0, limit)
take(expired)
if #expired < limit then
    local ready = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, limit - #expired)
    if #ready > 0 then
        take(ready)
        redis.call('ZREMRANGEBYRANK', due, 0, #ready - 1)
    end
end

for _, key in ipairs({due, leased}) do
    local head = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    if head[2] and (out[2] == '' or tonumber(head[2]) < tonumber(out[2])) then
        out[2] = head[2]
    end
end
return out
