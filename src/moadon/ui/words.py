"""All sentences of the house that are kept as catalogues: refusals, findings, reasons."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Catalogue, Message, Speaker

PACKAGE = Path(__file__).resolve().parents[1]
_MAQAF, _JOINED = "־{", "־\u2060{"


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The sentences of every `words` folder of the package and what is below it, read once.

    A Hebrew prefix that meets a number by a maqaf stays on its line: a word joiner keeps them together.
    """
    folders = sorted({path.parent for words in PACKAGE.rglob("words") for path in words.rglob("en.yaml")})
    read = Catalogue.load(*folders)
    return Catalogue(
        {language: {key: _joined(told) for key, told in said.items()} for language, said in read.sentences.items()}
    )


def _joined(sentence: str | Mapping[str, str]) -> str | Mapping[str, str]:
    if isinstance(sentence, str):
        return sentence.replace(_MAQAF, _JOINED)
    return {form: text.replace(_MAQAF, _JOINED) for form, text in sentence.items()}


def tell(message: Message, speaker: Speaker) -> str:
    """`message` in the speaker's language."""
    return catalogue().tell(message, speaker)


def tell_refusal(refusal: Refused, speaker: Speaker) -> str:
    """Why something was refused, in the speaker's language."""
    return tell(Message(f"refusal.{refusal.code}", refusal.params), speaker)
