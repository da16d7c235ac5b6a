"""Checks the books of a club without trusting the club: one file that needs Python's standard library and no more.

    python verify_ledger.py books.dump --checkpoint checkpoint.txt --key KEY
    python verify_ledger.py statement.json --key KEY

A dump is every entry of the books in the order in which they were sealed. It is hashed again into the tree of RFC 6962
and compared with a checkpoint that was kept elsewhere: whatever was edited, moved, deleted, put back, reordered, cut
off or forked since, the root is another one. A statement is the lines of one member, each with its proof.

Exit codes: 0 everything is as it was sealed, 1 it is not, 2 called wrongly, 3 could not be read.
"""

import argparse
import base64
import json
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, NamedTuple

DUMP, STATEMENT = "moadon/ledger/1", "moadon/statement/1"
COUNTED = ("balance", "arrears")
"""Books whose entries change what the member stands at."""
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)


Point = tuple[int, int, int, int]


class Unreadable(Exception):
    """What was given is no file of ours."""


def leaf_hash(text: bytes) -> bytes:
    """The hash of an entry's line."""
    return sha256(b"\0" + text).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that only grows at its end: of its subtrees the full ones are kept, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.full: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        at = self.size
        while at & 1:
            leaf = node_hash(self.full.pop(), leaf)
            at >>= 1
        self.full.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over everything added so far."""
        if not self.full:
            return sha256().digest()
        found = self.full[-1]
        for left in reversed(self.full[:-1]):
            found = node_hash(left, found)
        return found


def is_included(number: int, size: int, found: bytes, proof: list[bytes], root: bytes) -> bool:
    """Whether a leaf of hash `found` is number `number` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size:
        return False
    at, last = number, size - 1
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


_Y = 4 * pow(5, _P - 2, _P) % _P
_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE: Point = (_X, _Y, 1, _X * _Y % _P)


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _x_of(y, sign) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _sum(a: Point, b: Point) -> Point:
    m = (a[1] - a[0]) * (b[1] - b[0]) % _P
    n = (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _sum(found, point)
        point = _sum(point, point)
        number >>= 1
    return found


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature is right (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, given = _point(public), _point(signature[:32])
    scale = int.from_bytes(signature[32:], "little")
    if key is None or given is None or scale >= _L:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % _L
    one, two = _times(scale, _BASE), _sum(given, _times(challenge, key))
    return not ((one[0] * two[2] - two[0] * one[2]) % _P or (one[1] * two[2] - two[1] * one[2]) % _P)


class Key(NamedTuple):
    """A public key as clubs publish it: `name+id+key`."""

    name: str
    number: str
    public: bytes


class Note(NamedTuple):
    """A checkpoint: whose tree, its size and root, what is signed, and by whom (name, key id, signature)."""

    origin: str
    size: int
    root: bytes
    message: bytes
    signed: list[tuple[str, str, bytes]]


def read_key(text: str) -> Key:
    """The key in its text. Raises `Unreadable`."""
    try:
        name, number, told = text.strip().split("+", 2)
        blob = base64.b64decode(told, validate=True)
    except ValueError as problem:
        raise Unreadable("the key is not of the form name+id+key") from problem
    if blob[:1] != b"\1" or len(blob) != 33 or sha256(f"{name}\n".encode() + blob).digest()[:4].hex() != number:
        raise Unreadable("the key is damaged: its name, id and key do not agree")
    return Key(name, number, blob[1:])


def read_note(text: str) -> Note:
    """The checkpoint in its text. Raises `Unreadable`."""
    body, _, rest = text.rpartition("\n\n")
    try:
        origin, number, told, *_ = body.split("\n")
        size, root = int(number), base64.b64decode(told, validate=True)
        signed = []
        for line in rest.splitlines():
            name, _, told = line.removeprefix("\N{EM DASH} ").rpartition(" ")
            blob = base64.b64decode(told, validate=True)
            signed.append((name, blob[:4].hex(), blob[4:]))
    except ValueError as problem:
        raise Unreadable("this is no checkpoint") from problem
    return Note(origin, size, root, f"{body}\n".encode(), signed)


def signature_of(note: Note, key: Key) -> str:
    """'right', 'wrong' or 'none': what the key says of a checkpoint."""
    for name, number, signature in note.signed:
        if (name, number) == (key.name, key.number):
            return "right" if is_signed(key.public, signature, note.message) else "wrong"
    return "none"


class Check:
    """What was found wrong, in words, each with the entry it is about if one can be named."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.named: list[dict[str, object]] = []
        self.size = 0

    def says(self, text: str, number: int | None = None, entry: str | None = None) -> None:
        """Note a fault."""
        self.faults.append(text)
        if number is not None:
            self.named.append({"number": number, "entry": entry})


def named(text: bytes) -> str | None:
    """The id of the entry in a line, for people."""
    try:
        return str(json.loads(text)["entry"])
    except (ValueError, KeyError, TypeError):
        return None


class Walk:
    """One walk through a dump: the tree as it grows, and where it was last right and first wrong."""

    def __init__(self, check: Check, kept: dict[int, bytes], key: Key | None) -> None:
        self.check, self.kept, self.key = check, kept, key
        self.tree = Tree()
        self.good = 0
        self.bad: int | None = None

    def entry(self, line: bytes) -> None:
        """An entry as it stands now, beside the hash that was sealed of it."""
        stored, _, text = line.rstrip(b"\n").partition(b" ")
        at = self.tree.size
        sealed = base64.b64decode(stored)
        found = sealed if text == b"-" else leaf_hash(text)
        if text == b"-":
            self.check.says(f"entry number {at} is missing", at)
        elif found != sealed:
            self.check.says(f"entry number {at}, {named(text)}, is not what was sealed", at, named(text))
        self.tree.add(found)
        if at + 1 in self.kept:
            self._compare(self.kept[at + 1] == self.tree.root(), known=True)

    def checkpoint(self, note: Note) -> None:
        """A checkpoint that the dump itself names: its root has to be right; its signature says that it is ours."""
        right = note.size == self.tree.size and note.root == self.tree.root()
        known = right and self.key is not None and signature_of(note, self.key) == "right"
        self._compare(right, known=known)

    def _compare(self, right: bool, *, known: bool) -> None:
        if self.bad is None:
            if not right:
                self.bad = self.tree.size
            elif known:
                self.good = self.tree.size


def check_dump(path: Path, notes: list[Note], key: Key | None) -> Check:
    """Hash a dump again and hold it against checkpoints that were kept elsewhere."""
    check, kept = Check(), {note.size: note.root for note in notes}
    walk = Walk(check, kept, key)
    with path.open("rb") as lines:
        origin = read_head(next(lines, b""))
        for note in notes:
            if note.origin != origin:
                check.says(f"the dump is of {origin}, the checkpoint of {note.origin}")
            if kept[note.size] != note.root:
                check.says(f"two checkpoints of {note.size} entries have two roots: the books were forked")
        for line in lines:
            if line.startswith(b"{"):
                walk.checkpoint(read_note(json.loads(line)["checkpoint"]))
            else:
                walk.entry(line)
    check.size = walk.tree.size
    if (most := max(kept, default=0)) > check.size:
        check.says(f"the dump ends after {check.size} entries; {most} were sealed", check.size)
    if walk.bad is not None and not check.named:
        check.says(
            f"the root is another one: from entry number {walk.good} on, before {walk.bad}, something was changed"
        )
        look_closer(path, walk.good, walk.bad, check)
    return check


def read_head(line: bytes) -> str:
    """Whose books a dump is of, from its first line."""
    try:
        return str(json.loads(line)["origin"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable("this is no dump of a ledger") from problem


def look_closer(path: Path, good: int, bad: int, check: Check) -> None:
    """Name the first entry between two sizes that does not follow from the others, if there is one.

    The lines of a transaction sum to zero in each wallet; what an account stood at before each movement is what it
    stood at after another one.
    """
    sums: dict[tuple[str, str], list[Any]] = {}
    steps: dict[tuple[int, str], list[Any]] = {}
    with path.open("rb") as lines:
        texts = [line.partition(b" ")[2] for line in lines if not line.startswith(b"{")]
    for at, text in enumerate(texts):
        told = json.loads(text)
        total = sums.setdefault((told["transaction"], told["wallet"]), [at, told["entry"], 0])
        total[2] += told["amount"]
        if told["account"] is not None:
            step = steps.setdefault((told["account"], told["transaction"]), [at, told["entry"], 0, 0])
            step[2] += told["amount"] if told["book"] in COUNTED else 0
            step[3] = told["balance_after"]
    faults = [(at, entry, "its transaction does not balance") for at, entry, total in sums.values() if total]
    stood: dict[int, Counter[int]] = {}
    for (account, _), step in steps.items():
        stood.setdefault(account, Counter([0]))[step[3]] += 1
    for (account, _), (at, entry, change, after) in steps.items():
        if not stood[account][after - change]:
            faults.append((at, entry, "what it began from is nowhere in the books"))
    for at, entry, why in sorted(fault for fault in faults if good <= fault[0] < bad)[:1]:
        check.says(f"entry number {at}, {entry}: {why}", at, entry)


def check_statement(told: dict[str, Any], key: Key | None) -> Check:
    """The lines of one member: each must be in the tree that its checkpoint names."""
    check = Check()
    try:
        note = read_note(told["checkpoint"])
        if key is None:
            key = read_key(told["key"])
        if signature_of(note, key) != "right":
            check.says("the checkpoint of the statement is not signed by the key")
        for line in told["lines"]:
            text, proof = line["text"].encode(), [base64.b64decode(one, validate=True) for one in line["proof"]]
            entry = named(text)
            if not is_included(line["number"], note.size, leaf_hash(text), proof, note.root):
                check.says(f"line {entry} is not in the books that were sealed", line["number"], entry)
            elif line.get("why") is not None and not _is_why(line["why"], json.loads(text)):
                check.says(f"the sentence of line {entry} is not the one that was sealed", line["number"], entry)
            check.size += 1
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreadable("this is no statement with proofs") from problem
    return check


def _is_why(why: object, told: dict[str, Any]) -> bool:
    text = json.dumps(why, sort_keys=True, separators=(",", ":")).encode()
    return bool(told["why"] == sha256(bytes.fromhex(told["salt"]) + text).hexdigest())


def check_file(path: Path, checkpoints: list[Path], key: Key | None) -> Check:
    """Check a dump, a statement or a QR code's text. Raises `Unreadable`, OSError."""
    with path.open("rb") as given:
        begins = given.read(64)
    if f'"{DUMP}"'.encode() in begins:
        if not checkpoints:
            raise Unreadable(
                "a dump is checked against a checkpoint that was kept elsewhere: name it with --checkpoint"
            )
        notes = [read_note(one.read_text("utf-8")) for one in checkpoints]
        check = check_dump(path, notes, key)
        for note, one in zip(notes, checkpoints, strict=True):
            if key is not None and signature_of(note, key) != "right":
                check.says(f"the checkpoint {one.name} is not signed by the key")
        return check
    try:
        return check_statement(json.loads(path.read_text("utf-8")), key)
    except ValueError as problem:
        raise Unreadable("this is no dump and no statement") from problem


def main(words: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="verify-ledger", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "file", type=Path, help="a dump, or a statement with proofs (the text of a proof's QR code is one)"
    )
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="kept elsewhere; may be repeated")
    parser.add_argument("--key", help="the club's public key, name+id+key")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    given = parser.parse_args(words)
    try:
        key = read_key(given.key) if given.key else None
        check = check_file(given.file, given.checkpoint, key)
    except (Unreadable, OSError) as problem:
        print(f"verify-ledger: {problem}", file=sys.stderr)
        return 3
    if given.format == "json":
        told = {"right": not check.faults, "entries": check.size, "faults": check.faults, "named": check.named}
        print(json.dumps(told))
    else:
        print("\n".join(check.faults) or f"{check.size} entries are as they were sealed")
        if not check.faults and key is None:
            print("no key was given: that the checkpoint is the club's own was not checked")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
