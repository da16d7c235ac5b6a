"""What rewards look like."""

import hashlib

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.redemptions.actions.stock import lock_reward
from moadon.apps.redemptions.models import Picture
from moadon.kernel.ids import public_id
from moadon.store import club_transaction


def set_picture(*, club: ClubInfo, reward_id: int, content: bytes, size: tuple[int, int], actor: Actor) -> Picture:
    """Keep the picture of a reward, drawn by us, in place of the one before. `size`: width and height in pixels.

    Raises `Refused("unknown_id", status=404)`.
    """
    with club_transaction(club.id):
        reward = lock_reward(club, reward_id)
        kept = {
            "club_id": club.id, "content": content, "width": size[0], "height": size[1],
            "digest": hashlib.sha256(content).hexdigest()[:32],
        }  # fmt: skip
        picture, _ = Picture.objects.update_or_create(reward=reward, defaults=kept)
        audit.record_deed(
            club.id, actor, "reward.picture_set", public_id("rwd", reward.pk), None, {"digest": kept["digest"]}
        )
    return picture


def remove_picture(*, club: ClubInfo, reward_id: int, actor: Actor) -> None:
    """Show a reward without a picture. Raises `Refused("unknown_id", status=404)`."""
    with club_transaction(club.id):
        reward = lock_reward(club, reward_id)
        if Picture.objects.filter(reward=reward).delete()[0]:
            audit.record_deed(club.id, actor, "reward.picture_removed", public_id("rwd", reward.pk))
