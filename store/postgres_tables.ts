// What PostgreSQL is told. One table of keys and values; one row that says whose turn it is to write. Every commit is one
// statement, which is all or nothing, and looks at that row: only the server whose token and epoch stand there writes.

/** Of the two tables, should they ever change. */
export const LAYOUT = 1;

export const TABLES = `
  create table if not exists bank_store (
    one boolean primary key default true check (one),
    layout integer not null,
    id text not null,
    state text not null check (state in ('filling', 'filled', 'serving', 'left')),
    token text not null default '',
    epoch bigint not null default 0,
    version bigint not null default 0,
    holder text not null default '',
    since timestamptz not null default now()
  ) with (fillfactor = 10);
  create table if not exists bank_kv (
    key bytea primary key,
    value bytea not null,
    version bigint not null
  );
  alter table bank_kv alter column value set storage external`;

export const TABLES_THERE =
  "select to_regclass('bank_store') is not null and to_regclass('bank_kv') is not null as there";

/** What a connection needs to know of a server, and what of its settings a bank depends on. */
export const ABOUT = `select pg_is_in_recovery() as standby,
  current_setting('transaction_read_only') as read_only,
  current_setting('server_version_num')::int as version,
  current_setting('server_version') as version_text,
  current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as commit,
  current_setting('synchronous_standby_names') as standbys`;

/**
 * Of this session alone. A commit is on the disk before it is told, and on the standby where there is one that is waited for. The
 * session of a machine that is gone ends soon, so that another may take its place; one that is only quiet does not end.
 */
export const SESSION = `select
  set_config('synchronous_commit', case when current_setting('synchronous_commit') = 'remote_apply'
    then 'remote_apply' else 'on' end, false),
  set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('bytea_output', 'hex', false)`;

/** Since version 14: an administrator may have bounded it. */
export const SESSION_14 = "select set_config('idle_session_timeout', '0', false)";

/** Held as long as the connection lives, by the one server that writes. The number is "bank" in ASCII. */
export const LOCK = "select pg_try_advisory_lock(1650552427, 1) as locked";

const HOLDS_LOCK = `locktype = 'advisory' and classid = 1650552427 and objid = 1 and granted
  and database = (select oid from pg_database where datname = current_database())`;

/** Who serves the bank, and whether that one still lives. */
export const PLACE =
  `select state, holder, exists (select from pg_locks where ${HOLDS_LOCK}) as held
  from bank_store`;

/** Whose session has been quiet for $1 milliseconds: a server that lives asks each second whose turn it is. */
export const END_QUIET =
  `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
  where ${HOLDS_LOCK} and pg_stat_activity.state = 'idle'
    and state_change < clock_timestamp() - $1::int * interval '1 millisecond'`;

/** Sessions of this very process that the server has not missed yet. */
export const END_OWN = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = $1 and pid <> pg_backend_pid() and usename = current_user`;

export const STORE_ROW =
  "select layout, id, state, token, epoch::text, version::text, holder, since::text from bank_store";

export const MAKE_ROW = "insert into bank_store (layout, id, state) values ($1, $2, $3)";

/** A new server: what was under way of the one before is waited for, and nothing of it can be written any more. */
export const TAKE =
  `update bank_store set token = $1, epoch = epoch + 1, holder = $2, since = now(), state = $4
  where id = $3 returning epoch::text, version::text`;

/** The same server again. What it had given up is now either written or never will be. */
export const FENCE = `update bank_store set epoch = epoch + 1 where token = $1
  returning epoch::text, version::text`;

export const MINE = "select token = $1 and epoch = $2::bigint as mine from bank_store";

export const SET_STATE = "update bank_store set state = $1 where token = $2";

/**
 * $1 token, $2 epoch, $3 the version that this commit makes. $4 are the bytes of all keys and values, one behind the other. $5 to $7
 * say where the keys are that are checked, how long, and which version they have (0: there is none); $8 and $9 the same of keys that
 * are set or deleted, $10 how long their values are, which stand behind them (-1: deleted).
 */
export const COMMIT = `with
  held as (
    select count(*) as checks, count(*) filter (where coalesce(k.version, 0) = c.version) as good
    from unnest($5::int[], $6::int[], $7::bigint[]) as c(at, length, version)
    left join bank_kv k on k.key = substr($4::bytea, c.at, c.length)
  ),
  turn as (
    update bank_store set version = $3::bigint
    where token = $1 and epoch = $2::bigint and (select checks = good from held)
    returning 1
  ),
  change as (
    select substr($4::bytea, at, length) as key, size,
      case when size >= 0 then substr($4::bytea, at + length, size) end as value
    from unnest($8::int[], $9::int[], $10::int[]) as c(at, length, size)
    where exists (select from turn)
  ),
  gone as (delete from bank_kv using change where bank_kv.key = change.key and change.size < 0),
  put as (
    insert into bank_kv (key, value, version)
    select key, value, $3::bigint from change where size >= 0
    on conflict (key) do update set value = excluded.value, version = excluded.version
  )
  select count(*)::int as done from turn`;

export const GET = "select value, version::text from bank_kv where key = $1";

const MANY = "select key, value, version::text from bank_kv";
export const LIST_AFTER = `${MANY} where key > $1 and key < $2 order by key limit $3`;
export const LIST_FROM = `${MANY} where key >= $1 and key < $2 order by key limit $3`;

export const SNAPSHOT = "begin transaction isolation level repeatable read read only";
