//! The steps of a transfer's life that must be one: each a script, each within one bucket's slot.
//!
//! A second run of any of them, by a client that lost the first answer, is refused or changes
//! nothing.
//!
//! A full Redis refuses a script at its first adding command, unless the script has removed
//! something before. So recording adds first, and is refused; updating and leasing remove first,
//! and go on: what has been sent to a bank must still find its end.

/// Keys: record, caps, all, open, queue.
/// Arguments: sealed record, version, status, proof of facts, now, amount, currency, cap a day,
/// count an hour, a day ago, an hour ago, id, queue member, lifetime of caps, lifetime of records,
/// oldest to be listed, whether it is within the cap for one transfer.
/// Answers `recorded` where this very yes has been recorded before, without looking at any cap.
pub(super) const RECORD: &str = r"
if redis.call('EXISTS', KEYS[1]) == 1 then return 'recorded' end
if ARGV[17] ~= '1' then return 'over_transfer' end
if redis.call('ZCOUNT', KEYS[2], '(' .. ARGV[11], '+inf') >= tonumber(ARGV[9]) then
  return 'too_many'
end
local sum = tonumber(ARGV[6])
for _, held in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[10], '+inf')) do
  local currency, minor = string.match(held, '^%x+ (%u+) (%d+)$')
  if currency == ARGV[7] then sum = sum + tonumber(minor) end
end
if sum > tonumber(ARGV[8]) then return 'over_day' end
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[12] .. ' ' .. ARGV[7] .. ' ' .. ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[10])
redis.call('PEXPIRE', KEYS[2], ARGV[14])
redis.call('HSET', KEYS[1], 'b', ARGV[1], 'v', ARGV[2], 's', ARGV[3], 'f', ARGV[4], 'd', ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[16])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[12])
redis.call('PEXPIRE', KEYS[3], ARGV[15])
redis.call('SADD', KEYS[4], ARGV[12])
redis.call('ZADD', KEYS[5], ARGV[5], ARGV[13])
return 'ok'
";

/// Keys: record, caps, open, queue, leases.
/// Arguments: version expected, sealed record, new version, new status, proof of facts, due or
/// nothing, reservation to give back or nothing, lifetime once nothing can change or nothing, id,
/// queue member, and the statuses from which this one may come.
pub(super) const UPDATE: &str = r"
local held = redis.call('HMGET', KEYS[1], 'v', 's', 'f')
if held[1] ~= ARGV[1] then return 'conflict' end
if held[3] ~= ARGV[5] then return 'facts' end
local allowed = false
for i = 11, #ARGV do allowed = allowed or ARGV[i] == held[2] end
if not allowed then return held[2] end
redis.call('HDEL', KEYS[1], 'b')
redis.call('HSET', KEYS[1], 'b', ARGV[2], 'v', ARGV[3], 's', ARGV[4], 'd', ARGV[6])
if ARGV[7] ~= '' then redis.call('ZREM', KEYS[2], ARGV[7]) end
if ARGV[8] ~= '' then
  redis.call('PEXPIRE', KEYS[1], ARGV[8])
  redis.call('SREM', KEYS[3], ARGV[9])
end
if ARGV[6] == '' then
  redis.call('ZREM', KEYS[4], ARGV[10])
  redis.call('HDEL', KEYS[5], ARGV[10])
else
  local look = ARGV[6]
  local leased = redis.call('HGET', KEYS[5], ARGV[10])
  if leased and tonumber(leased) > tonumber(look) then look = leased end
  redis.call('ZADD', KEYS[4], look, ARGV[10])
end
return 'ok'
";

/// Keys: queue, leases. Arguments: now, until, at most.
pub(super) const LEASE: &str = r"
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  redis.call('ZREM', KEYS[1], member)
  redis.call('ZADD', KEYS[1], ARGV[2], member)
  redis.call('HSET', KEYS[2], member, ARGV[2])
end
return due
";

/// Keys: queue, leases, record. Arguments: queue member, until. A lease that another worker has
/// taken over is that worker's.
pub(super) const RELEASE: &str = r"
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
local due = redis.call('HGET', KEYS[3], 'd')
if due and due ~= '' then
  redis.call('ZADD', KEYS[1], due, ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return 1
";
