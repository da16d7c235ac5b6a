"""All sentences of the house that are kept as catalogues: refusals, findings, reasons."""

from functools import lru_cache
from pathlib import Path

from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES, Catalogue, Message, Speaker

PACKAGE = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The sentences of every `words` folder of the package, read once."""
    folders = (folder for folder in PACKAGE.rglob("words") if folder.is_dir())
    return Catalogue.load(
        *sorted(f for f in folders if all((f / f"{language}.yaml").exists() for language in LANGUAGES))
    )


def tell(message: Message, speaker: Speaker) -> str:
    """`message` in the speaker's language."""
    return catalogue().tell(message, speaker)


def tell_refusal(refusal: Refused, speaker: Speaker) -> str:
    """Why something was refused, in the speaker's language."""
    return tell(Message(f"refusal.{refusal.code}", refusal.params), speaker)
