"""The words that stand beside figures and dates, in three languages: data for `shapes`, nothing else."""

from typing import Literal

Language = Literal["en", "he", "fa"]

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PERSIAN_FIGURES = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
"""Digits with the marks between them; for figures only, since a date or a phone keeps its own stops."""

CURRENCY_WORDS_FA = {"ILS": "شِکِل", "IRR": "ریال", "EUR": "یورو", "USD": "دلار", "GBP": "پوند"}
"""What the unit is called after a sum in Persian; any other currency takes CLDR's name."""

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "he": (
        "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני",
        "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר",
    ),
    "fa": (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
        "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
}  # fmt: skip
MONTHS_SHORT: dict[Language, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "he": ("ינו׳", "פבר׳", "מרץ", "אפר׳", "מאי", "יוני", "יולי", "אוג׳", "ספט׳", "אוק׳", "נוב׳", "דצמ׳"),
    "fa": MONTHS["fa"],
}
JALALI_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
    "he": (
        "פרוורדין", "אורדיבהשת", "ח׳ורדאד", "תיר", "מורדאד", "שהריוור",
        "מהר", "אבאן", "אד׳ר", "דיי", "בהמן", "אספנד",
    ),
    "fa": (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
        "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
}  # fmt: skip

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "he": ("יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "שבת", "יום ראשון"),
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
}
"""Monday first, as Python counts."""

QUARTER: dict[Language, str] = {"en": "Q{n} {year}", "he": "רבעון {n}, {year}", "fa": "سه‌ماههٔ {n}، {year}"}
SEASONS: dict[Language, tuple[str, ...]] = {
    "en": ("spring", "summer", "autumn", "winter"),
    "he": ("אביב", "קיץ", "סתיו", "חורף"),
    "fa": ("بهار", "تابستان", "پاییز", "زمستان"),
}
"""The four quarters of a Jalali year are its seasons, and people call them so."""
WEEK: dict[Language, str] = {"en": "week of {day}", "he": "השבוע של {day}", "fa": "هفتهٔ {day}"}
EVER: dict[Language, str] = {"en": "all time", "he": "כל התקופה", "fa": "کل دوره"}

POINTS: dict[Language, tuple[str, str]] = {
    "en": ("point", "points"),
    "he": ("נקודה", "נקודות"),
    "fa": ("امتیاز", "امتیاز"),
}
"""One, and any other number."""
POINTS_NARROW: dict[Language, tuple[str, str]] = {**POINTS, "he": ("נק׳", "נק׳")}
SHARE_POINTS: dict[Language, tuple[str, str]] = {
    "en": ("point", "points"),
    "he": ("נקודת אחוז", "נקודות אחוז"),
    "fa": ("واحد درصد", "واحد درصد"),
}
"""The difference of two percentages."""
PERCENT_FA = "درصد"

AXIS: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "K")),
    "he": ((10**9, " מיליארד"), (10**6, " מ׳"), (10**3, " א׳")),
    "fa": ((10**9, " میلیارد"), (10**6, " م"), (10**3, " هزار")),
}
"""What stands for a billion, a million and a thousand on an axis. Nowhere else is a figure shortened."""
AXIS_FROM = 10_000
"""Below this an axis writes figures in full."""

COMMA: dict[Language, str] = {"en": ", ", "he": ", ", "fa": "، "}
LIST_END: dict[Language, str] = {"en": " and ", "he": " ו־", "fa": " و "}
