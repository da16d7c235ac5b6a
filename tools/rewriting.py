"""A module as the compiler reads it: the same, said so that it can be compiled to more.

- The `__init__` of a dataclass is written out. Otherwise it is made while the program runs and stays plain Python, also
  where the class is compiled, and takes ten times as long.
- A constant is `Final`: it is not looked up each time.
- A sum, or a tuple, of a list that is only made for it is that of what would stand in the list: the compiler then makes
  no list. (Python itself is quicker with one.)

Every line stays where it is, so that what fails names the line it failed on.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

_VALUES = "from moadon.kernel.values import value"
_DATACLASS = "from dataclasses import dataclass as value"
"""Of what a value is the compiler knows nothing; a dataclass it knows."""
_ITS_OWN = {"__init__", "__post_init__"}
_OPTIONS = "init=False"
_WAYS = re.compile(r"value|dataclass(\((?!.*(init|slots|kw_only)=).*\))?")
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_TYPES = {"TypeVar", "ParamSpec", "NewType"}
_FINAL = "_Final"


def copy(sources: Sequence[Path], root: Path, to: Path) -> None:
    """Copy the packages in `root` that these sources belong to, with them rewritten, into the folder `to`.

    The compiler wants the others for their types.
    """
    packages = {source.parts[0] for source in sources}
    for path in (path for package in packages for path in (root / package).rglob("*.py")):
        place = path.relative_to(root)
        (to / place).parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        (to / place).write_text(rewritten(text) if place in sources else text, "utf-8")


def rewritten(text: str) -> str:
    """The source of a module, said otherwise."""
    lines, tree = [_DATACLASS if line == _VALUES else line for line in text.split("\n")], ast.parse(text)
    for listed in _lists_for_nothing(tree):
        _put(lines, listed.lineno, listed.col_offset, "(")
        _put(lines, listed.end_lineno or 0, (listed.end_col_offset or 0) - 1, ")")
    _fix_constants(lines, tree)
    for kind in _classes(tree):
        _spell_out(lines, kind)
    return "\n".join(lines)


def _put(lines: list[str], line: int, column: int, mark: str) -> None:
    """Put another mark in the place of one. A column is in bytes of UTF-8."""
    held = lines[line - 1].encode()
    lines[line - 1] = (held[:column] + mark.encode() + held[column + 1 :]).decode()


def _lists_for_nothing(tree: ast.Module) -> Iterator[ast.ListComp]:
    for call in ast.walk(tree):
        match call:
            case ast.Call(ast.Name("sum"), [ast.ListComp() as listed], []):
                yield listed
            case ast.Call(ast.Name("tuple"), [ast.ListComp(_, [ast.comprehension(ifs=[])]) as listed], []):
                yield listed


def _fix_constants(lines: list[str], tree: ast.Module) -> None:
    imports = [part for part in tree.body if isinstance(part, ast.Import | ast.ImportFrom)]
    constants = list(_constants(tree))
    if not imports or not constants:
        return
    for name, part in constants:
        told = lines[part.lineno - 1]
        usual = f"{name}: {_FINAL} = "
        if isinstance(part, ast.AnnAssign):
            kind = ast.unparse(part.annotation)
            told = told.replace(f"{name}: {kind} = ", f"{name}: {_FINAL}[{kind}] = ", 1)
        lines[part.lineno - 1] = told.replace(f"{name} = ", usual, 1) if told.startswith(f"{name} = ") else told
    first = imports[0].lineno - 1
    lines[first] = f"from typing import Final as {_FINAL}; {lines[first]}"


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    """What a module names once and for all."""
    found: list[tuple[str, ast.Assign | ast.AnnAssign]] = []
    for part in tree.body:
        match part:
            case ast.Assign([ast.Name(name)], ast.expr() as held) | ast.AnnAssign(
                ast.Name(name), _, ast.expr() as held
            ):
                if _CONSTANT.fullmatch(name) and not _is_type(held):
                    found.append((name, part))
    counts = Counter(name for name, _ in found)
    yield from ((name, part) for name, part in found if counts[name] == 1)


def _is_type(held: ast.expr) -> bool:
    return isinstance(held, ast.Call) and ast.unparse(held.func) in _TYPES


def _spell_out(lines: list[str], kind: ast.ClassDef) -> None:
    """Write the `__init__` of a dataclass in the place of what it says about itself."""
    decorator, said = kind.decorator_list[0], kind.body[0]
    way = ast.unparse(decorator)
    if way == "value":
        lines[decorator.lineno - 1] = f"@value({_OPTIONS}, unsafe_hash=True)"
    else:
        lines[decorator.lineno - 1] = f"@{way[:-1]}, {_OPTIONS})" if way.endswith(")") else f"@{way}({_OPTIONS})"
    assert said.end_lineno is not None
    for number in range(said.lineno, said.end_lineno):
        lines[number] = ""
    lines[said.lineno - 1] = _init(kind)


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The dataclasses that say what they are, inherit nothing, and leave their making to be worked out."""
    for kind in tree.body:
        if (
            isinstance(kind, ast.ClassDef)
            and not kind.bases
            and len(kind.decorator_list) == 1
            and _WAYS.fullmatch(ast.unparse(kind.decorator_list[0]))
            and ast.get_docstring(kind)
            and _fields(kind)
            and not any(_is_worked_out(field) for field in _fields(kind))
            and not any(isinstance(part, ast.FunctionDef) and part.name in _ITS_OWN for part in kind.body)
        ):
            yield kind


def _fields(kind: ast.ClassDef) -> list[ast.AnnAssign]:
    return [part for part in kind.body if isinstance(part, ast.AnnAssign)]


def _is_worked_out(field: ast.AnnAssign) -> bool:
    """Whether what it is without being given is another object each time."""
    return isinstance(field.value, ast.Call) and ast.unparse(field.value.func) == "field"


def _init(kind: ast.ClassDef) -> str:
    names = [ast.unparse(field.target) for field in _fields(kind)]
    given = [f"{ast.unparse(field.target)}: {ast.unparse(field.annotation)}" for field in _fields(kind)]
    usual = [f" = {ast.unparse(field.value)}" if field.value else "" for field in _fields(kind)]
    parameters = ", ".join(["self", *map("".join, zip(given, usual, strict=True))])
    sets = "; ".join(f"self.{name} = {name}" for name in names)
    # Those of a frozen one may be set here: this is its making.
    return f"    def __init__({parameters}) -> None: {sets}  # type: ignore"
