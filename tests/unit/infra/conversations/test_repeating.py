"""Claims about texts that stand twice and durations that are counted: as a plain loop says, in little memory."""

import tracemalloc

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.infra.conversations.repeating import Twice, Words, hashes_of, repeated
from portal.infra.conversations.spread import Spread, at_share

texts = st.lists(st.text(alphabet="ab\x00客", max_size=20), max_size=60)


@given(pieces=st.lists(texts, max_size=5), most=st.integers(1, 4))
def test_repeats_are_those_a_plain_loop_finds(pieces: list[list[str]], most: int) -> None:
    def hashed() -> list[Words]:
        return [hashes_of(pa.array(piece, pa.string())) for piece in pieces]

    last: dict[str, int] = {}
    expected: list[Twice] = []
    for place, text in enumerate(text for piece in pieces for text in piece):
        if text and text in last:
            expected.append(Twice(place, last[text]))
        last[text] = place
    count, first = repeated(hashed, sum(map(len, pieces)), most=most)
    assert count == len(expected)
    assert first == expected[:most]


def test_a_part_of_a_column_is_hashed_like_the_whole() -> None:
    cells = pa.array([f"number {place}" for place in range(50)], pa.string())
    assert hashes_of(cells[20:30]).tolist() == hashes_of(cells)[20:30].tolist()


def test_one_very_long_text_does_not_widen_all_others() -> None:
    cells = pa.array(["x" * 100_000, *(f"C{place}" for place in range(100_000))], pa.string())
    tracemalloc.start()
    hashes_of(cells)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@given(
    parts=st.lists(
        st.lists(
            st.one_of(st.integers(0, 9).map(lambda second: second * 1000), st.integers(0, 31 * 86_400_000))
        ),
        min_size=1,
        max_size=4,
    )
)
def test_durations_are_counted_one_by_one(parts: list[list[int]]) -> None:
    spread = Spread()
    for part in parts:
        spread.add(np.array(part, np.int64))
    every = sorted(duration for part in parts for duration in part)
    values, counts = spread.counted()
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == {
        one: every.count(one) for one in every
    }
    for share in (50, 90) if every else ():
        assert at_share(values, counts, share) == every[-(-share * len(every) // 100) - 1]


@pytest.mark.parametrize("step", [1, 1000])
def test_many_different_durations_are_merged_before_they_pile_up(step: int) -> None:
    spread = Spread()
    for begin in range(4):
        spread.add(np.arange(begin, begin + 600_000, dtype=np.int64) * step + 1)
    assert sum(map(len, spread.waiting)) <= 1 << 20
    values, counts = spread.counted()
    assert counts.sum() == 4 * 600_000
    assert len(values) == 600_003
