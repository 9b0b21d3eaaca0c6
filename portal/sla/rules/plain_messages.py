"""Messages as plain values for a JSON column, and back."""

from typing import Any

from portal.kernel.messages import Message


def message_to_plain(words: Message) -> list[Any]:
    """A message as template and plain values: messages within stay messages, everything else becomes words."""
    return [words.template, {name: _plain(value) for name, value in words.values}]


def message_from_plain(plain: list[Any]) -> Message:
    """The message behind `message_to_plain`."""
    template, values = plain
    return Message(template, tuple((name, _value(value)) for name, value in sorted(values.items())))


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return message_to_plain(value)
    return value if isinstance(value, int) else str(value)


def _value(value: Any) -> Any:
    return message_from_plain(value) if isinstance(value, list) else value
