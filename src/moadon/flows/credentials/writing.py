"""What letters say, in the language of who gets them. A service message carries no offer (semantics 36)."""

import json
from datetime import datetime, timedelta

from django.conf import settings

from moadon.apps.cards import queries as cards
from moadon.apps.cards.types import hash_code
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials import queries
from moadon.apps.credentials.models import Code, Letter
from moadon.apps.members.models import Member
from moadon.apps.programmes import queries as programmes
from moadon.apps.seals import queries as seals
from moadon.engine.cards.codes import grouped
from moadon.flows.credentials.hashing import digest_of_link, read_link
from moadon.flows.credentials.ports import Enclosed, Mail, Sends, unseal
from moadon.flows.credentials.telling import words
from moadon.flows.till.answers import speaker_for
from moadon.kernel.ids import public_id
from moadon.kernel.sentences import Message
from moadon.kernel.shapes import Shapes


def mail_of(club: ClubInfo, letter: Letter, ready: dict[str, Sends], now: datetime) -> tuple[str, Mail] | None:
    """The channel and the text of a letter; None when there is nothing to say any more. In the club's transaction."""
    if letter.kind == "code":
        return _code(club, letter, ready, now)
    if letter.kind == "page":
        return _page(club, letter, ready)
    return _gift_card(club, letter, ready) if letter.kind == "gift_card" else _checkpoint(club, letter, ready)


def _code(club: ClubInfo, letter: Letter, ready: dict[str, Sends], now: datetime) -> tuple[str, Mail] | None:
    code = Code.objects.filter(id=letter.code_id or 0, used_at__isnull=True, expires_at__gt=now).first()
    member = Member.objects.filter(id=letter.member_id or 0).first()
    if code is None or member is None or letter.sealed is None or code.channel not in ready:
        return None
    to = ready[code.channel].address_of(member.phone, member.email)
    if to is None:
        return None
    shapes = speaker_for(club, member.language, club.languages[0])
    plain = unseal(bytes(letter.sealed)).decode()
    said = {"club": club.name, "code": plain}
    minutes = max(1, round((code.expires_at - code.made_at).total_seconds() / 60))
    lines = [
        _say(shapes, "letter.code_spend_most", **said, amount=_most(club, code))
        if code.most is not None
        else _say(shapes, f"letter.code_{code.purpose}", **said),
        _say(shapes, "letter.code_lives", n=minutes),
        "",
        _say(shapes, "letter.code_not_you"),
    ]
    subject = _say(shapes, "letter.code_subject", **said)
    return code.channel, Mail(to, shapes.language, club.name, subject, "\n".join(lines), _key(letter))


def _page(club: ClubInfo, letter: Letter, ready: dict[str, Sends]) -> tuple[str, Mail] | None:
    """The link of a member's page, unless it was taken away meanwhile."""
    member = Member.objects.filter(id=letter.member_id or 0).first()
    link = unseal(bytes(letter.sealed)).decode() if letter.sealed is not None else ""
    if member is None or not link or queries.device_by_link(digest_of_link(*read_link(link))) is None:
        return None
    reached = {name: to for name, one in ready.items() if (to := one.address_of(member.phone, member.email))}
    for channel, to in reached.items():
        shapes = speaker_for(club, member.language, club.languages[0])
        address = f"{settings.SITE_URL}/me-code/{link}"
        body = [_say(shapes, "letter.page_body", club=club.name), "", address, "", _say(shapes, "letter.page_keep")]
        subject = _say(shapes, "letter.page_subject", club=club.name)
        return channel, Mail(to, shapes.language, club.name, subject, "\n".join(body), _key(letter))
    return None


def _most(club: ClubInfo, code: Code) -> tuple[object, ...]:
    wallet = programmes.wallets(club)[code.wallet or ""]
    return ("points", code.most, wallet.places) if wallet.kind == "points" else ("money", code.most, club.currency)


def _gift_card(club: ClubInfo, letter: Letter, ready: dict[str, Sends]) -> tuple[str, Mail] | None:
    """A card that somebody was given. One that has another code by now, or is dead, is not told."""
    if letter.sealed is None or "email" not in ready:
        return None
    told = json.loads(unseal(bytes(letter.sealed)))
    card = cards.cards().filter(id=letter.card_id or 0, state="active").first()
    if card is None or card.code_hash is None or bytes(card.code_hash) != hash_code(club.id, told["code"]):
        return None
    shapes = speaker_for(club, told["language"], club.languages[0])
    said = {"club": club.name, "amount": ("money", card.amount, club.currency)}
    lines = [_say(shapes, "letter.gift_card", **said), *([told["note"]] if told["note"] else []), ""]
    lines.append(_say(shapes, "letter.gift_card_code", code=grouped(told["code"])))
    if told["pin"]:
        lines.append(_say(shapes, "letter.gift_card_pin", pin=told["pin"]))
    until = card.expires_at and club.day_of(card.expires_at - timedelta(microseconds=1))
    ends = {"day": ("date", until.isoformat())} if until else {}
    lines += ["", _say(shapes, "letter.gift_card_until" if until else "letter.gift_card_endless", **ends)]
    lines.append(_say(shapes, "letter.gift_card_keep"))
    subject = _say(shapes, "letter.gift_card_subject", **said)
    return "email", Mail(told["to"], shapes.language, club.name, subject, "\n".join(lines), _key(letter))


def _checkpoint(club: ClubInfo, letter: Letter, ready: dict[str, Sends]) -> tuple[str, Mail] | None:
    row = seals.checkpoints(club.id).filter(size=letter.size or 0).first()
    if row is None or "email" not in ready:
        return None
    shapes = speaker_for(club, None, club.languages[0])
    day = ("date", club.day_of(row.sealed_at).isoformat())
    subject = _say(shapes, "letter.checkpoint_subject", club=club.name, day=day)
    page = f"{settings.SITE_URL}/seals/{club.slug}"
    told = _say(
        shapes,
        "letter.checkpoint_body",
        club=club.name,
        n=row.size,
        at=("moment", row.sealed_at.isoformat()),
        page=page,
    )
    enclosed = Enclosed(f"{club.slug}-{row.size}.checkpoint", row.note)
    body = f"{told}\n\n{row.note}"
    return "email", Mail(letter.address, shapes.language, club.name, subject, body, _key(letter), (enclosed,))


def _key(letter: Letter) -> str:
    return public_id("ltr", letter.pk)


def _say(shapes: Shapes, key: str, **params: object) -> str:
    return words().tell(Message(key, params), shapes)
