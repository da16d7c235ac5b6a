"""Refusals in words: the sentence of a code in the reader's language, under the field it belongs to."""

from django.forms import Form
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.sentences import Message
from moadon.ui import marks
from moadon.ui.words import catalogue


def words_of(refused: Refused) -> SafeString:
    """What a refusal says to the reader, figures isolated."""
    key = f"refusal.{refused.code}"
    if not catalogue().knows(key):
        return marks.told(gettext("This was refused: {code}.").format(code=refused.code.replace("_", " ")))
    return marks.told(catalogue().tell(Message(key, refused.params), marks.speaker()))


def refuse(form: Form, refused: Refused) -> None:
    """Put a refusal (or several) under the fields it names; what belongs to no field stands over the form."""
    for one in refused.refusals if isinstance(refused, RefusedMany) else (refused,):
        name = (one.field or "").rpartition(".")[2]
        form.add_error(name if name in form.fields else None, words_of(one))
