"""The books as anybody may check them: checkpoints, proofs, and a member's statement with proofs."""

from base64 import b64encode

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries
from moadon.apps.seals.models import CheckpointRow
from moadon.flows import proving
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest
from moadon.interfaces.api.schemas import ledger as shapes
from moadon.kernel.ids import row_id
from moadon.store import club_transaction

router = Router(tags=["Ledger"])


@router.get("ledger/checkpoint", response=shapes.Checkpoint, operation_id="getCheckpoint")
def get_checkpoint(request: ApiRequest, wanted: Query[shapes.CheckpointWanted]) -> HttpResponse:
    """The newest signed checkpoint of the books. Keep it where nobody of the club can reach it."""
    caller = request.caller
    with club_transaction(caller.club.id):
        return answers.told(_checkpoint(proving.newest_checkpoint(caller.club, wanted.size)))


@router.get("ledger/consistency", response=shapes.Consistency, operation_id="getConsistency")
def get_consistency(request: ApiRequest, wanted: Query[shapes.ConsistencyWanted]) -> HttpResponse:
    """The proof that the books of an earlier checkpoint are the beginning of those of a later one."""
    caller = request.caller
    with club_transaction(caller.club.id):
        size = wanted.size or proving.newest_checkpoint(caller.club).size
        hashes = proving.prove_consistent(caller.club, wanted.old, size)
    return answers.told({"old": wanted.old, "size": size, "proof": _hashes(hashes)})


@router.get("ledger/entries/{entry_id}/proof", response=shapes.EntryProof, operation_id="getEntryProof")
def get_entry_proof(request: ApiRequest, entry_id: str) -> HttpResponse:
    """The proof that one line of a statement is in the books that were sealed. 409 while it is not sealed yet."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        proof = proving.proof_of(caller.club, row_id("ent", entry_id))
        return answers.told(
            {
                "entry": entry_id, "number": proof.number, "text": proof.text, "proof": _hashes(proof.hashes),
                "checkpoint": _checkpoint(proof.checkpoint),
            }
        )  # fmt: skip


@router.get("members/{member_id}/proofs", response=shapes.Statement, operation_id="getProofs")
def get_proofs(request: ApiRequest, member_id: str) -> HttpResponse:
    """Every sealed line of the member with its proof, for `verify_ledger.py` on any computer."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        member = queries.member(caller.club, member_id)
        return answers.told(proving.statement(caller.club, member.pk))


def _checkpoint(row: CheckpointRow) -> dict[str, object]:
    return {
        "origin": row.note.partition("\n")[0],
        "size": row.size,
        "root": b64encode(bytes(row.root)).decode(),
        "sealed_at": shown.moment(row.sealed_at),
        "note": row.note,
        "key": row.key,
    }


def _hashes(hashes: "list[bytes] | tuple[bytes, ...]") -> list[str]:
    return [b64encode(one).decode() for one in hashes]
