/*
 * What has to happen in one step happens in functions that Redis runs. Their names carry a number that rises with each
 * change, so that servers of two versions can share a Redis while one replaces the other.
 *
 * A session's `meta` is a hash: code, created, finished, version, format (of its log; 1 where absent), batch (of the newest
 * append), first (of the creation). Its log is a stream whose entries hold up to some hundred events: the entry's ID is
 * `<version of its last event>-0`, `e` the events' JSON texts with commas between them, `f` their format (1 where absent),
 * `b` the append they came with and `p` the append before that.
 */
const names = ['create', 'append', 'finish', 'snapshot', 'reserve', 'confirm', 'release', 'beat'] as const;
export type FunctionName = (typeof names)[number];

const number = 3;

export function functionName(name: FunctionName): string {
  return `ack_attack_${number}_${name}`;
}

export const functionLibrary = `#!lua name=ack_attack_${number}

local function write(log, batch, before, format, args, from)
  for at = from, #args, 2 do
    redis.call('XADD', log, args[at] .. '-0', 'b', batch, 'p', before, 'f', format, 'e', args[at + 1])
    before = batch
  end
end

-- A write that had happened before is marked again: only so does WAIT on this connection wait for it too.
local function again(meta)
  redis.call('HINCRBY', meta, 'again', 1)
end

local function batch_of(entry)
  if not entry then return nil end
  for at = 1, #entry[2], 2 do
    if entry[2][at] == 'b' then return entry[2][at + 1] end
  end
end

-- keys: meta, log; args: batch, room code, created, version, format, rows
local function create(keys, args)
  local first = redis.call('HGET', keys[1], 'first')
  if first == args[1] then
    again(keys[1])
    return 'created'
  end
  if first then return 'id-taken' end
  redis.call('HSET', keys[1], 'first', args[1], 'code', args[2], 'created', args[3], 'version', args[4],
    'format', args[5], 'batch', args[1])
  write(keys[2], args[1], '', args[5], args, 6)
  return 'created'
end

-- keys: meta, log; args: batch, expected version, the append that the caller has seen at it or nothing, new version,
-- format, rows. A log of a newer format stays as it is: its writer knows rules that the caller does not.
local function append(keys, args)
  local batch, expected, seen = args[1], tonumber(args[2]), args[3]
  local known = redis.call('HMGET', keys[1], 'version', 'batch', 'format')
  if not known[1] then return {'unknown', 0} end
  local format = tonumber(known[3] or '1')
  if format > tonumber(args[5]) then return {'newer', format} end
  local version = tonumber(known[1])
  if version == expected then
    if seen ~= '' and seen ~= known[2] then return {'rewritten', version} end
    if #args > 5 then
      write(keys[2], batch, known[2], args[5], args, 6)
      redis.call('HSET', keys[1], 'version', args[4], 'batch', batch, 'format', args[5])
    end
    return {'appended', tonumber(args[4])}
  end
  if version < expected then
    return {seen == '' and 'conflict' or 'rewritten', version}
  end
  local after = redis.call('XRANGE', keys[2], '(' .. args[2] .. '-0', '+', 'COUNT', 1)[1]
  if batch_of(after) == batch then
    again(keys[1])
    return {'appended', tonumber(args[4])}
  end
  if seen ~= '' and expected > 0 then
    local at = redis.call('XRANGE', keys[2], args[2] .. '-0', args[2] .. '-0')[1]
    if batch_of(at) ~= seen then return {'rewritten', version} end
  end
  return {'conflict', version}
end

-- keys: meta; args: time. Gives the room code and the time that counts.
local function finish(keys, args)
  if redis.call('EXISTS', keys[1]) == 0 then return {} end
  redis.call('HSETNX', keys[1], 'finished', args[1])
  return redis.call('HMGET', keys[1], 'code', 'created', 'finished')
end

-- keys: meta, snapshot; args: version, data
local function snapshot(keys, args)
  if redis.call('EXISTS', keys[1]) == 0 then return 0 end
  local kept = redis.call('HGET', keys[2], 'version')
  if not kept or tonumber(kept) <= tonumber(args[1]) then
    redis.call('HSET', keys[2], 'version', args[1], 'data', args[2])
  end
  return 1
end

-- keys: room code; args: holder, holder that may be replaced or nothing, ms. Gives the other holder, and whether it is sure.
local function reserve(keys, args)
  local holder = redis.call('GET', keys[1])
  if holder and holder ~= args[1] and not (args[2] ~= '' and holder == args[2]) then
    return {holder, redis.call('PTTL', keys[1]) < 0 and 1 or 0}
  end
  redis.call('SET', keys[1], args[1], 'PX', args[3])
  return {}
end

-- keys: room code; args: holder. A reservation becomes lasting, unless it has run out.
local function confirm(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then return 0 end
  redis.call('PERSIST', keys[1])
  return 1
end

-- keys: room code; args: holder
local function release(keys, args)
  if redis.call('GET', keys[1]) == args[1] then redis.call('DEL', keys[1]) end
  return 1
end

-- keys: nodes; args: node or nothing, ms that count as alive. Gives the time in microseconds and who is alive.
local function beat(keys, args)
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  if args[1] ~= '' then redis.call('ZADD', keys[1], now, args[1]) end
  -- After a failover the clock may have gone back: who was heard of later than now would be alive for hours.
  for _, name in ipairs(redis.call('ZRANGE', keys[1], '(' .. now, '+inf', 'BYSCORE')) do
    redis.call('ZADD', keys[1], now, name)
  end
  redis.call('ZREMRANGEBYSCORE', keys[1], '-inf', now - args[2])
  return {time[1], time[2], redis.call('ZRANGE', keys[1], 0, -1)}
end

${names.map((name) => `redis.register_function('${functionName(name)}', ${name})`).join('\n')}
`;
