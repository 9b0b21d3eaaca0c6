"""A month is found however it is written."""

import pytest

from portal.overview.rules import month_keys


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("2026-11", ["2026-11"]),
        ("2026年11月", ["2026-11"]),
        ("２０２６年１月", ["2026-01"]),
        ("2026/3", ["2026-03"]),
        ("11/2026", ["2026-11"]),
        ("2026 年", [f"2026-{month:02}" for month in range(1, 13)]),
        ("2026-13", []),
        ("13.2026", []),
        ("蓝桥", []),
        ("", []),
    ],
)
def test_words_name_months(words: str, keys: list[str]) -> None:
    assert month_keys(words) == keys
