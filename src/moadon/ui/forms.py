"""Forms in the look: widths that fit, refusals in their place, the first refused field in focus."""

from typing import Any, ClassVar

from django import forms

from moadon.ui.fields import MoneyInput

ONCE = "once"
"""The field that marks a form which is done once."""
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (MoneyInput, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Textarea, "form-control"),
    (forms.widgets.Input, "form-control"),
)


class LookForm(forms.Form):
    """A form whose fields wear the look. `widths` gives a field "xs", "sm", "md" or "lg" (default "md")."""

    widths: ClassVar[dict[str, str]] = {}
    required_css_class = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            base = next((css for kind, css in _CLASSES if isinstance(field.widget, kind)), "")
            width = f"w-{self.widths.get(name, 'md')}" if base in ("form-control", "form-select") else ""
            self._dress(field, f"{base} {width}".strip())

    def _dress(self, field: forms.Field, css: str) -> None:
        given = field.widget.attrs.get("class", "")
        if css:
            field.widget.attrs["class"] = f"{given} {css}".strip()

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep the refusal under its field and mark the field."""
        super().add_error(field, error)
        self._mark()

    def full_clean(self) -> None:
        """Check everything and mark what was refused."""
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        for name in self.errors:
            field = self.fields.get(name)
            if field is not None and "is-invalid" not in field.widget.attrs.get("class", ""):
                self._dress(field, "is-invalid")
