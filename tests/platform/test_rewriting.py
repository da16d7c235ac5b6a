"""A module as the compiler reads it: what is said otherwise, and what stays as it stands."""

import ast

import pytest
from tools import native
from tools.rewriting import rewritten

LEFT_ALONE = {
    "a field that is made anew each time": '@dataclass\nclass A:\n    """A."""\n\n    b: list[int] = field(default_factory=list)\n',
    "something is worked out afterwards": '@dataclass\nclass A:\n    """A."""\n\n    b: int\n\n    def __post_init__(self): ...\n',
    "its own way to be made": '@dataclass\nclass A:\n    """A."""\n\n    b: int\n\n    def __init__(self): ...\n',
    "it inherits": '@dataclass\nclass A(B):\n    """A."""\n\n    b: int\n',
    "it says nothing": "@dataclass\nclass A:\n    b: int\n",
    "it holds nothing": '@dataclass\nclass A:\n    """A."""\n',
    "it is asked to be made otherwise": '@dataclass(kw_only=True)\nclass A:\n    """A."""\n\n    b: int\n',
    "no dataclass": 'class A:\n    """A."""\n\n    b: int\n',
}  # fmt: skip


@pytest.mark.parametrize(
    ("head", "becomes"),
    [
        ("@dataclass", "@dataclass(init=False)"),
        ("@dataclass(frozen=True)", "@dataclass(frozen=True, init=False)"),
        ("@dataclass(eq=False)", "@dataclass(eq=False, init=False)"),
        ("@value", "@value(init=False, unsafe_hash=True)"),
    ],
)
def test_a_dataclass_is_made_by_what_it_holds(head, becomes):
    text = f'{head}\nclass A:\n    """What it is.\n\n    And more.\n    """\n\n    b: int\n    c: "str | None" = None\n'
    init = "    def __init__(self, b: int, c: 'str | None' = None) -> None: self.b = b; self.c = c  # type: ignore"

    assert rewritten(text).splitlines() == [
        becomes, "class A:", init, "", "", "", "", "    b: int", '    c: "str | None" = None',
    ]  # fmt: skip


@pytest.mark.parametrize("why", LEFT_ALONE)
def test_one_that_cannot_be_is_left_alone(why):
    assert rewritten(LEFT_ALONE[why]) == LEFT_ALONE[why]


def test_a_value_is_a_dataclass_to_the_compiler():
    head = "from moadon.kernel.values import value\n"
    assert rewritten(head) == "from dataclasses import dataclass as value\n"


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("total = sum([one.price for one in some])", "total = sum((one.price for one in some))"),
        ("total = sum([one for one in some if one])", "total = sum((one for one in some if one))"),
        ("of = tuple([f'{one}' for one in some])", "of = tuple((f'{one}' for one in some))"),
        ("of = '₪', sum([1 for _ in some])", "of = '₪', sum((1 for _ in some))"),
        ("of = tuple([one for one in some if one])", None),
        ("of = sum([first, second])", None),
        ("of = sum([one for one in some], start)", None),
        ("of = list([one for one in some])", None),
    ],
)
def test_no_list_is_made_only_to_be_summed(said, becomes):
    assert rewritten(said) == (becomes or said)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("MOST = 5", "MOST: _Final = 5"),
        ("_MOST_2: int = 5", "_MOST_2: _Final[int] = 5"),
        ("BOOKS = (\n    1,\n)", "BOOKS: _Final = (\n    1,\n)"),
        ("MOST = 5\nMOST = 6", None),
        ("T = TypeVar('T')", None),
        ("Key = tuple[str, str]", None),
        ("most = 5", None),
        ("if MOST:\n    LEAST = 5", None),
        ("MOST: int", None),
    ],
)
def test_what_is_named_once_and_for_all_is_final(said, becomes):
    head = "from typing import Final as _Final; import re\n" if becomes else "import re\n"
    assert rewritten(f"import re\n{said}") == head + (becomes or said)


def test_every_line_of_what_is_compiled_stays_where_it_was():
    for work in native.hot():
        text = work.source.read_text("utf-8")
        before, after = text.splitlines(), rewritten(text).splitlines()
        assert len(before) == len(after), work.module
        ast.parse("\n".join(after))
