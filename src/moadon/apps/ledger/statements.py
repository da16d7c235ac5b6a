"""SQL of the ledger's writes and the columns of its rows. Every statement takes arrays: their number never grows."""

MAKE_ACCOUNTS = """
    insert into ledger_account (club_id, owner, wallet, balance, pending, owed)
    select %s::bigint, w.owner, w.wallet, 0, 0, 0 from unnest(%s::bigint[], %s::text[]) as w(owner, wallet)
    where not exists (select from ledger_account a where a.owner = w.owner and a.wallet = w.wallet)
    order by w.owner, w.wallet on conflict do nothing"""
UPDATE_LOTS = """
    update ledger_lot l set remaining = u.remaining, pending = u.pending, held = u.held
    from unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::bigint[]) as u(id, remaining, pending, held)
    where l.id = u.id"""
UPDATE_ACCOUNTS = """
    update ledger_account a set balance = u.balance, pending = u.pending, owed = u.owed, held = u.held
    from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
      as u(id, balance, pending, owed, held)
    where a.id = u.id"""
END_HOLDS = """
    update ledger_hold h set state = u.state, posted = u.posted, ended_at = u.ended_at,
      transaction_id = u.transaction_id
    from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::bigint[])
      as u(id, state, posted, ended_at, transaction_id)
    where h.id = u.id"""
UPDATE_TERMS = """
    update ledger_lot l set active_at = u.active_at, expires_at = u.expires_at
    from unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) as u(id, active_at, expires_at) where l.id = u.id"""
LOT_TERMS = {"id": "bigint", "active_at": "timestamptz", "expires_at": "timestamptz"}
LOT_CHANGE = {"id": "bigint", "remaining": "bigint", "pending": "boolean", "held": "bigint"}
ACCOUNT_CHANGE = {"id": "bigint", "balance": "bigint", "pending": "bigint", "owed": "bigint", "held": "bigint"}
HOLD_END = {
    "id": "bigint", "state": "text", "posted": "bigint", "ended_at": "timestamptz", "transaction_id": "bigint",
}  # fmt: skip
LOT = {
    "id": "bigint", "club_id": "bigint", "account_id": "bigint", "programme": "text", "rule": "text",
    "receipt": "bigint", "amount": "bigint", "remaining": "bigint", "pending": "boolean",
    "active_at": "timestamptz", "expires_at": "timestamptz",
}  # fmt: skip
TRANSACTION = {
    "id": "bigint", "club_id": "bigint", "kind": "text", "owner": "bigint", "receipt": "bigint",
    "at": "timestamptz", "corrects": "bigint",
}  # fmt: skip
ENTRY = {
    "club_id": "bigint", "transaction_id": "bigint", "account_id": "bigint", "book": "text", "wallet": "text",
    "amount": "bigint", "lot_id": "bigint", "programme": "text", "rule": "text", "version": "int",
    "base": "bigint", "why": "jsonb", "balance_after": "bigint", "corrects": "bigint",
}  # fmt: skip
