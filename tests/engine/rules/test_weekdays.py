"""Days of the week as one says them."""

import pytest

from moadon.engine.rules.phrases import weekdays
from moadon.kernel.shapes import Shapes


@pytest.mark.parametrize(
    ("days", "en", "he", "fa"),
    [
        ("mon", "Monday", "יום שני", "دوشنبه"),
        ("sat", "Saturday", "שבת", "شنبه"),
        ("tue sun", "Sunday and Tuesday", "ימים ראשון ושלישי", "یکشنبه و سه‌شنبه"),
        ("fri sat", "Friday and Saturday", "ימים שישי ושבת", "جمعه و شنبه"),
        ("sun mon tue wed thu", "Sunday to Thursday", "ימים ראשון עד חמישי", "یکشنبه تا پنجشنبه"),
        ("sat sun mon tue wed", "Saturday to Wednesday", "שבת עד רביעי", "شنبه تا چهارشنبه"),
        ("sun mon wed", "Sunday, Monday and Wednesday", "ימים ראשון, שני ורביעי", "یکشنبه، دوشنبه و چهارشنبه"),
        ("sun mon tue wed thu fri sat", "Sunday to Saturday", "ימים ראשון עד שבת", "یکشنبه تا شنبه"),
    ],
)
def test_days_are_said_as_people_do(days: str, en: str, he: str, fa: str) -> None:
    for language, expected in (("en", en), ("he", he), ("fa", fa)):
        speaker = Shapes(language, "ILS", "gregorian", "Asia/Jerusalem")  # type: ignore[arg-type]
        assert speaker.say(weekdays(days.split())) == expected
