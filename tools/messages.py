"""The words of pages and code: gathered into .po files, compiled into .mo files. Needs no GNU gettext.

Each room has its own: `src/moadon/<room>/locale/{he,fa}/LC_MESSAGES/django.po`. English is what the code says.

    python tools/messages.py update     add new sentences, drop unused ones; nothing is guessed
    python tools/messages.py compile    write the .mo files that the server reads
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "moadon"
LANGUAGES = ("he", "fa")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TWO_DEEP = ("apps", "flows", "insight", "integrations", "interfaces", "engine")
_HEADER = "# The words of this room, in the language of its folder."


def room_of(source: Path) -> Path:
    """The folder of the room that `source` stands in; its `locale` folder has its words."""
    parts = source.relative_to(PACKAGE).parts
    depth = 2 if parts[0] in _TWO_DEEP and len(parts) > 2 else 1
    return PACKAGE.joinpath(*parts[:depth])


def sources() -> Iterator[Path]:
    """Every file that may hold words for people."""
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in sorted(PACKAGE.rglob(pattern)):
            if not {"migrations", "static", "node_modules"} & set(path.parts):
                yield path


def used_in(source: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Line, message (or singular and plural) and context of each translated sentence in `source`."""
    text = source.read_text(encoding="utf-8")
    if source.suffix != ".py":
        text = _as_python(text, source)
    for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield line, message, context


def _as_python(template: str, source: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # What is left of the markup keeps its indentation, which means something to Python.
    return "\n".join(line.strip() for line in templatize(template, origin=str(source)).splitlines())


def gathered() -> dict[Path, Catalog]:
    """Room -> a catalogue of all its sentences, untranslated."""
    rooms: dict[Path, Catalog] = {}
    for source in sources():
        for line, message, context in used_in(source):
            catalog = rooms.setdefault(room_of(source), Catalog(charset="utf-8"))
            catalog.add(message, locations=[(str(source.relative_to(PACKAGE)), line)], context=context)
    return rooms


def translations(room: Path, language: str) -> Path:
    """The .po file of a room in a language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in `path`, or an empty one."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", header_comment=_HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update() -> None:
    """Bring every .po file up to date with what code and pages say."""
    for room, template in gathered().items():
        for language in LANGUAGES:
            path = translations(room, language)
            catalog = read(path, language)
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            catalog.header_comment = _HEADER
            # Babel marks the head of every new file as unsure, and editors then count one sentence to be looked at.
            catalog.fuzzy = False
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
            missing = sum(1 for message in catalog if message.id and not message.string)
            print(f"{path.relative_to(PACKAGE)}: {missing} to translate")


def compile_all() -> None:
    """Write the .mo file beside each .po file."""
    for path in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        catalog = read(path, path.parts[-3])
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
