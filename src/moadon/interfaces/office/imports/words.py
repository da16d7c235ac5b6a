"""What imports are called: kinds, states, fields, steps."""

from datetime import UTC, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.imports.types import ImportInfo, Kind, State
from moadon.flows.importing.uploads import is_chosen
from moadon.kernel.ids import public_id
from moadon.kernel.sentences import Message
from moadon.ui import marks
from moadon.ui.parts import Chip, Step, Steps, Text, Tone
from moadon.ui.words import tell

KINDS: dict[Kind, Promise] = {
    Kind.MEMBERS: gettext_lazy("Members"),
    Kind.PRODUCTS: gettext_lazy("Products"),
    Kind.RECEIPTS: gettext_lazy("Receipts"),
}
ABOUT: dict[Kind, Promise] = {
    Kind.MEMBERS: gettext_lazy("one person a row"),
    Kind.PRODUCTS: gettext_lazy("one product a row"),
    Kind.RECEIPTS: gettext_lazy("one line of a receipt a row"),
}
START: dict[Kind, Promise] = {
    Kind.MEMBERS: gettext_lazy("Bring in the members"),
    Kind.PRODUCTS: gettext_lazy("Bring in the products"),
    Kind.RECEIPTS: gettext_lazy("Bring in the receipts"),
}
_STATES: dict[State, tuple[Promise, Tone]] = {
    State.NEW: (gettext_lazy("not begun"), ""),
    State.WAITING: (gettext_lazy("waits for the worker"), "warn"),
    State.RUNNING: (gettext_lazy("running"), "acc"),
    State.DONE: (gettext_lazy("done"), "good"),
    State.FAILED: (gettext_lazy("could not be read"), "bad"),
    State.STOPPED: (gettext_lazy("stopped"), ""),
}


def state_chip(info: ImportInfo) -> Chip:
    """How an import stands, in a word."""
    if info.silent_at(datetime.now(UTC)):
        return Chip(_("interrupted"), "warn")
    word, tone = _STATES[info.state]
    return Chip(word, tone)


def field_word(field: str) -> str:
    """What a field is called."""
    return tell(Message(f"import.field.{field}", {}), marks.speaker())


def href_of(slug: str, import_id: int) -> str:
    """The page of an import."""
    return reverse("import", args=[slug, public_id("imp", import_id)])


def steps_of(slug: str, info: ImportInfo | None, now: int) -> Steps:
    """The way of a file: chosen, columns said, begun. `now` is the step at hand, counted from 0."""
    told: list[tuple[Text, Text, str]] = [(_("File"), "", ""), (_("Columns"), "", ""), (_("Begin"), "", "")]
    if info is not None:
        told[0] = (_("File"), marks.isolated(info.file_name), "")
        href = reverse("import-columns", args=[slug, public_id("imp", info.id)])
        told[1] = (_("Columns"), _("chosen") if is_chosen(info) else "", href if now > 1 else "")
    return Steps(
        [
            Step(label, chosen, "done" if i < now else "now" if i == now else "later", href)
            for i, (label, chosen, href) in enumerate(told)
        ]
    )
