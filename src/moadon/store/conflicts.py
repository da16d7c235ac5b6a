"""What the database refuses to hold twice, told as a refusal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg import errors

from moadon.kernel.refusals import Refused

Taken = Mapping[str, tuple[str, str]]
"""Name of a unique constraint -> code of the refusal and field that is at fault."""


@contextmanager
def refusing(taken: Taken) -> Iterator[None]:
    """Run the block so that one of these constraints, broken, undoes only the block and raises `Refused` (409)."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        cause = problem.__cause__
        name = cause.diag.constraint_name if isinstance(cause, errors.IntegrityError) else None
        if name is None or name not in taken:
            raise
        code, field = taken[name]
        raise Refused(code, field=field, status=409) from None
