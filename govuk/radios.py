"""Radio buttons in a row that touch: a register has so many that no template can print them."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString

# Where a row's key is put; escaped text cannot hold it.
KEY = "<key>"


def touching_radios(
    name: str, key: str, choices: Iterable[tuple[str, str]], chosen: str
) -> SafeString:
    """Return one row of radio buttons, named and found by its key: `mark-abc123`."""
    return SafeString(_row(name, tuple(choices), chosen).replace(KEY, escape(key)))


@lru_cache(maxsize=64)
def _row(name: str, choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    """Return a row without its key; there are as many as there are choices, and one unanswered."""
    return "".join(
        f'<div class="app-register__mark app-register__mark--{value}">'
        f'<input class="app-register__input" type="radio" id="{value}-{KEY}"'
        f' name="{escape(name)}-{KEY}" value="{value}"{" checked" if is_chosen else ""}>'
        f'<label class="app-register__label" for="{value}-{KEY}">{label}</label></div>'
        for value, label, is_chosen in (
            (escape(value), escape(label), value == chosen) for value, label in choices
        )
    )
