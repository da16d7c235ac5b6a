"""Tables of the seals. A tree and its tiles are made from the entries and could be made again but for their salts."""

from django.db import models


class Tree(models.Model):
    """How far one club's books are sealed: `size` entries, of all transactions of the database before `horizon`."""

    club_id = models.BigIntegerField(unique=True)
    origin = models.TextField()
    size = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)

    class Meta:
        db_table = "seals_tree"


class Tile(models.Model):
    """Up to 256 hashes of one level of a tree, 32 bytes each. On level 0 with the entries (8 bytes each) and their
    salts (16 bytes each): packed, as a tile is read and written whole.
    """

    club_id = models.BigIntegerField()
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    entries = models.BinaryField(default=b"")
    salts = models.BinaryField(default=b"")

    class Meta:
        db_table = "seals_tile"
        constraints = [models.UniqueConstraint(fields=["club_id", "level", "number"], name="one_tile_per_place")]


class CheckpointRow(models.Model):
    """A checkpoint as it was published, and the transaction of the database before which everything is sealed by it."""

    club_id = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    sealed_at = models.DateTimeField()
    note = models.TextField()
    key = models.TextField()
    horizon = models.BigIntegerField()

    class Meta:
        db_table = "seals_checkpoint"
        constraints = [models.UniqueConstraint(fields=["club_id", "size"], name="one_checkpoint_per_size")]
        indexes = [models.Index(fields=["club_id", "horizon"], name="checkpoints_by_horizon")]
