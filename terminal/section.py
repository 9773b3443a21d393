"""One table of the configuration file. What is wrong with it is collected, so that every mistake is reported at once."""

from __future__ import annotations

from typing import Any, TypeVar

Value = TypeVar("Value", int, str)


class Section:
    """Takes values out of a table; complaints go to `mistakes`, and a harmless value stands in for a wrong one."""

    def __init__(self, raw: dict[str, Any], name: str, mistakes: list[str]) -> None:
        found = raw.get(name, {}) if name else raw
        self._values: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
        self._name, self._mistakes = name, mistakes

    def take(self, key: str, kind: type[Value], default: Value | None = None) -> Value:
        """A text or a number."""
        value = self._values.pop(key, default)
        if type(value) is not kind:
            self._mistakes.append(f"{self._label(key)} must be {'a number' if kind is int else 'text'}")
            return kind()
        return value

    def number(self, key: str, fair: range, default: int | None = None) -> int:
        """A number within a range."""
        complaints = len(self._mistakes)
        value = self.take(key, int, default)
        if value not in fair and len(self._mistakes) == complaints:
            self._mistakes.append(f"{self._label(key)} must be between {fair[0]} and {fair[-1]}")
        return value

    def numbers(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """As many numbers as there are by default."""
        found = self._values.pop(key, list(default))
        if isinstance(found, list) and len(found) == len(default) and all(type(value) is int for value in found):
            return tuple(found)
        self._mistakes.append(f"{self._label(key)} must be a list of {len(default)} numbers")
        return default

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of some words."""
        value = self.take(key, str, default)
        if value and value not in choices:
            self._mistakes.append(f"{self._label(key)} is {value!r}, not one of {', '.join(choices)}")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts; empty if there is none."""
        found = self._values.pop(key, {})
        if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
            return dict(found)
        self._mistakes.append(f"{self._label(key)} must be a table of texts")
        return {}

    def done(self, *sections: str) -> None:
        """Nothing else may be there, but for tables that are read elsewhere."""
        unknown = [key for key in self._values if key not in sections]
        self._mistakes += [f"{self._label(key)} is unknown" for key in unknown]

    def _label(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key
