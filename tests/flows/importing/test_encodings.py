"""Files of any encoding are read as they were meant."""

import pytest

from moadon.flows.importing.choices import Choices
from moadon.flows.importing.sources import open_source
from moadon.flows.importing.sources.encodings import encoding_of
from moadon.kernel.refusals import Refused
from tests.flows.importing.bringing import written

HEBREW = "שם פרטי;שם משפחה;טלפון\nנועה;לוי;050-1234567\nDana;כהן;052-5550142\n"
ARABIC = "الاسم,هاتف\nمحمد علي,0501234567\nفاطمة حسن,0525550142\n"
PERSIAN = "نام,نام خانوادگي,تلفن\nمريم,رضايي,09121234567\nپژمان,گلچين,09125550142\n"
FRENCH = "prénom,nom\nRené,Müller\nZoë,Gärtner\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEBREW, "cp1255"),
        (HEBREW, "utf-8"),
        (HEBREW, "utf-8-sig"),
        (HEBREW, "utf-16"),
        (HEBREW, "utf-16-le"),
        (HEBREW, "utf-16-be"),
        (ARABIC, "cp1256"),
        (PERSIAN, "cp1256"),
        (PERSIAN, "utf-8"),
        (FRENCH, "cp1252"),
        (FRENCH, "utf-16-le"),
        ("name,price\nMug,5\n", "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(text: str, encoding: str) -> None:
    file = written(text.encode(encoding))

    assert file.read_bytes().decode(encoding_of(file)) == text


def test_letters_that_come_late_in_a_file_count() -> None:
    text = "name,phone\n" + "Dana,0525550142\n" * 100_000 + "נועה,0525550143\n"

    assert encoding_of(written(text.encode("cp1255"))) == "cp1255"


@pytest.mark.parametrize("place", [1 << 18, (1 << 18) + (1 << 20)])
def test_one_letter_at_the_end_of_what_is_read_at_once_is_not_all_that_counts(place: int) -> None:
    """Alone, a Hebrew alef of Windows looks like the beginning of something in UTF-8."""
    text = "name\n".ljust(place - 2, "x") + "\nאב"

    assert encoding_of(written(text.encode("cp1255"))) == "cp1255"


def test_a_stated_encoding_is_believed_but_for_a_mark_that_says_otherwise() -> None:
    assert encoding_of(written(HEBREW.encode("cp1255")), "windows-1252") == "cp1252"
    assert encoding_of(written(HEBREW.encode("utf-8-sig")), "windows-1252") == "utf-8-sig"


def test_an_empty_file_says_so() -> None:
    with pytest.raises(Refused, match="file_empty"):
        open_source(written(b""), Choices())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04...", "file_is_workbook"),
        (b"\xd0\xcf\x11\xe0...", "file_is_workbook"),
        (b"\x1f\x8b...", "file_is_packed"),
        (b"PAR1 and no more", "file_not_readable"),
        (b"\n\n  \n", "no_headings"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_source(written(data), Choices())
