"""What is packed comes back as it was, takes less room, and can lie beside what was never packed."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.store.packed import pack, pack_json, unpack, unpack_json

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=600)


@given(ANY_TEXT)
def test_any_text_comes_back(text: str) -> None:
    assert unpack(pack(text)) == text
    # A text that was never packed is read as it is: so are the rows from before anything was.
    assert unpack(text.encode()) == text


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"by": {"club": {"version": 3, "rows": "r,ever,1,2,3,0;" * 40}}}])
def test_any_object_comes_back_and_an_empty_one_is_null(value: dict[str, object]) -> None:
    held = pack_json(value)

    assert (held is None) is (not value)
    assert unpack_json(held) == value


def test_an_answer_takes_a_third_at_the_most() -> None:
    answer = str([{"rule": f"range-{n}", "amount": f"{n}.90", "why": f"{n} % off {n * 7}.90"} for n in range(60)])

    assert len(pack(answer)) * 3 < len(answer.encode())
    assert pack("short") == b"short"


def test_threads_do_not_meet_in_the_packer() -> None:
    texts = [f"שלום {n} " * 200 for n in range(8)]
    wrong: list[str] = []

    def work(text: str) -> None:
        wrong.extend(text for _ in range(300) if unpack(pack(text)) != text)

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
