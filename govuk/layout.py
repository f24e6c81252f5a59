"""What the crispy pack has to know about a field before it can print it."""

import dataclasses
from functools import cached_property
from html import escape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk.forms import REQUIRED, DateInput, ask_for

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
)
CSS = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
}

# Attributes of a widget that are meant for us and not for the browser.
OURS = (
    *("width", "prefix", "suffix", "inline", "small", "max_words", "max_characters"),
    *("placeholder", "maxlength", "cols", "required"),
)


@dataclasses.dataclass
class Control:
    """One field of a form, ready to print by templates/govuk/field.html."""

    field: BoundField
    label: str = ""
    hint: str | None = None
    heading: bool = False
    attrs: dict[str, Any] = dataclasses.field(init=False)
    kind: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        widget = self.field.field.widget
        self.attrs = widget.attrs
        self.label = self.label or str(self.field.label)
        self.hint = str(self.field.help_text or "") if self.hint is None else self.hint
        found = (kind for known, kind in KINDS if isinstance(widget, known))
        self.kind = "hidden" if widget.is_hidden else next(found, "input")

    @cached_property
    def described_by(self) -> str:
        ids = [f"{self.field.auto_id}_helptext"] if self.hint else []
        ids += [f"{self.field.auto_id}_error"] if self.field.errors else []
        ids += [f"{self.field.auto_id}-info"] if self.limit else []
        return " ".join(ids)

    @property
    def errors(self) -> list[str]:
        """What is wrong; forms that are not ours ask for a missing answer in our words too."""
        asking = ask_for(self.field.field, self.label)
        return [asking if error == REQUIRED else str(error) for error in self.field.errors]

    @property
    def limit(self) -> int:
        """How many characters or words a counted text area takes."""
        if self.kind != "textarea":
            return 0
        names = ("max_words", "max_characters", "maxlength")
        return next((int(self.attrs[name]) for name in names if self.attrs.get(name)), 0)

    @property
    def counts_words(self) -> bool:
        return "max_words" in self.attrs

    @property
    def width(self) -> str:
        """``width`` is a number of characters, or a fraction such as ``one-half``."""
        width = str(self.attrs.get("width", ""))
        if width.isdecimal():
            return f"govuk-input--width-{width}"
        return f"govuk-!-width-{width}" if width else ""

    @property
    def css(self) -> str:
        base = CSS[self.kind]
        names = [base, self.attrs.get("class", ""), self.width]
        names += [f"{base.split(' ')[0]}--error"] if self.field.errors else []
        names += ["govuk-js-character-count"] if self.limit else []
        return " ".join(name for name in names if name)

    @property
    def html(self) -> SafeString:
        """The input itself, in GOV.UK's classes; the widget is left as it was."""
        bound, widget = self.field, self.field.field.widget
        attrs: dict[str, Any] = dict.fromkeys(OURS, False)
        if self.kind == "hidden":
            return widget.render(bound.html_name, bound.value(), {**attrs, "id": bound.auto_id})
        attrs |= {"id": bound.id_for_label, "class": self.css}
        attrs["aria-describedby"] = self.described_by or False
        attrs["aria-invalid"] = "true" if bound.errors else False
        if self.kind == "file":
            return forms.FileInput.render(widget, bound.html_name, None, attrs)
        if self.kind == "password":
            given = self.attrs.get("autocomplete", "current-password")
            attrs |= {"autocomplete": given, "spellcheck": "false", "autocapitalize": "none"}
        if self.attrs.get("autocomplete") == "one-time-code":
            attrs["inputmode"] = "numeric"
        if isinstance(widget, forms.NumberInput):
            attrs |= {"type": "text", "inputmode": "numeric", "step": False, "min": False}
            attrs |= {"max": False}
        if type(widget) is forms.Select and (written := select_html(bound, widget, attrs)):
            return written
        return widget.render(bound.html_name, bound.value(), {**attrs, "rows": self.rows})

    @property
    def rows(self) -> object:
        return self.attrs.get("rows", 5) if self.kind == "textarea" else False

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The three boxes of a date, each knowing whether it is wrong."""
        widget = self.field.field.widget
        attrs = {"id": self.field.auto_id}
        context = widget.get_context(self.field.html_name, self.field.value(), attrs)
        wrong = wrong_boxes(self.field)
        boxes = zip(widget.widgets_names, context["widget"]["subwidgets"], strict=True)
        return [box | {"part": name[1:], "wrong": name[1:] in wrong} for name, box in boxes]

    @property
    def target(self) -> str:
        """The id that an error summary links to: the first thing to mend."""
        auto_id = self.field.auto_id
        if self.kind == "date":
            parts = [box["part"] for box in self.boxes]
            wrong = wrong_boxes(self.field)
            return f"{auto_id}_{next((i for i, part in enumerate(parts) if part in wrong), 0)}"
        if self.kind in ("radios", "checkboxes"):
            return f"{auto_id}_0" if len(self.field.subwidgets) else auto_id
        return "" if self.kind == "hidden" else self.field.id_for_label


def select_html(
    bound: BoundField, widget: forms.Select, attrs: dict[str, Any]
) -> SafeString | None:
    """Write a choice as Django's templates do; None where its options stand in groups.

    Those render a template for each option: the filters beside a list took longer than the list.
    """
    options, chosen = [], widget.format_value(bound.value())
    for value, text in widget.choices:
        if isinstance(text, list | tuple):
            return None
        key = "" if value is None else str(value)
        mark = " selected" if key in chosen else ""
        options.append(f'<option value="{escape(key)}"{mark}>{escape(str(text))}</option>')
    given = flatatt({"name": bound.html_name, **widget.build_attrs(widget.attrs, attrs)})
    return SafeString(f"<select{given}>{''.join(options)}</select>")


def filter_field(bound: BoundField) -> SafeString | None:
    """Write one plain choice or hidden answer of a list's filters; None for any other field."""
    control = Control(bound)
    if control.kind == "hidden":
        value = "" if bound.value() is None else bound.value()
        given = {"type": "hidden", "name": bound.html_name, "value": str(value)}
        return SafeString(f"<input{flatatt(given)}>")
    if control.kind != "select" or control.hint or bound.errors:
        return None
    return format_html(
        '<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="{}">{}'
        "</label>{}</div>",
        bound.id_for_label,
        control.label,
        control.html,
    )


def wrong_boxes(field: BoundField) -> set[str]:
    """Which boxes of a date its errors are about; all of them when an error names none."""
    wrong: set[str] = set()
    for error in field.errors.as_data():
        named = set(str(error.code or "").split(" ")) & {"day", "month", "year"}
        wrong |= named or {"day", "month", "year"}
    return wrong
