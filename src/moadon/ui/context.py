"""What every template may say about its reader."""

from django.http import HttpRequest

from moadon.ui.reader import LANGUAGES, club_of, language_now, shapes, theme_of


def reader(request: HttpRequest) -> dict[str, object]:
    """`language`, `direction`, `theme`, `faces` (languages whose letters the page may show), `shapes` and `club`."""
    language = language_now()
    club = club_of(request)
    shown = {language, *(club.languages if club else ())}
    return {
        "language": language,
        "languages": LANGUAGES,
        "direction": "ltr" if language == "en" else "rtl",
        "theme": theme_of(request),
        "faces": [code for code in LANGUAGES if code in shown],
        "shapes": shapes(),
        "club": club,
    }
