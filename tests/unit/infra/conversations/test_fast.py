"""The quick reader gives the same integers and the same bad cells as the plain one, whatever the file looks like."""

import csv
import io
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.infra.conversations.blocks import IrregularError
from portal.infra.conversations.fast import tally_quickly
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.tally import Tally
from tests.factories.conversations import file_of, layout, rows


def both(content: bytes, where: Path, of: Layout, *, size: int = 4096) -> tuple[Tally, Tally]:
    path = where / "rows.csv"
    path.write_bytes(content)
    return tally_quickly(path, of, size=size), tally_of(io.BytesIO(content), of)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(0, 120),
    odd_share=st.sampled_from((0.0, 0.05, 0.6)),
    encoding=st.sampled_from(("utf-8", "gb18030")),
    line_end=st.sampled_from(("\n", "\r\n")),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    last_line_ends=st.booleans(),
    size=st.sampled_from((600, 4096, 1 << 20)),
)
def test_both_readers_agree_to_the_last_digit(
    tmp_path: Path,
    seed: int,
    count: int,
    odd_share: float,
    encoding: str,
    line_end: str,
    quoting: int,
    last_line_ends: bool,
    size: int,
) -> None:
    table = rows(count, seed=seed, odd_share=odd_share)
    content = file_of(
        table, encoding=encoding, line_end=line_end, quoting=quoting, last_line_ends=last_line_ends
    )
    quick, plain = both(content, tmp_path, layout(encoding=encoding), size=size)
    assert quick == plain
    assert plain.accepted + plain.rejected == count


@pytest.mark.parametrize("odd_share", [0.0, 0.2])
def test_both_judge_the_same_hours_of_service(tmp_path: Path, odd_share: float) -> None:
    served = tuple((day * 1440 + 600, day * 1440 + 900) for day in range(0, 30, 2))
    of = replace(layout(), open=served)
    quick, plain = both(file_of(rows(600, seed=11, odd_share=odd_share)), tmp_path, of)
    assert quick == plain
    assert 0 < plain.total["sessions_eligible"] < plain.total["sessions"] - plain.total["bot_sessions"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("\n", "\n\n"), "empty lines"),
        (lambda text: text.replace(",旺旺,", ",旺旺,,"), "too many cells"),
        (lambda text: text.replace(",旺旺,", ","), "too few cells"),
        (lambda text: text.replace("-11-", "/11/"), "dates with strokes"),
        (lambda text: text.replace("客服甲", "客\x00服"), "letters that are none"),
        (lambda text: text.replace("是", "\x00"), "flags that are no letters"),
        (lambda text: text.replace("C0", "0x0"), "identifiers that look like numbers"),
        (lambda text: text.replace("是", "TRUE").replace("否", "FALSE"), "flags of two widths"),
    ],
)
def test_both_agree_on_an_odd_file(tmp_path: Path, change: object, why: str) -> None:
    assert callable(change)
    content = change(file_of(rows(200, seed=7, odd_share=0.02)).decode()).encode()
    quick, plain = both(content, tmp_path, layout())
    assert quick == plain, why


@pytest.mark.parametrize("text", ['a"b', '"a"b'])
def test_a_stray_quotation_mark_is_left_to_the_plain_reader(tmp_path: Path, text: str) -> None:
    content = file_of(rows(3, seed=1)).replace("旺旺".encode(), text.encode())
    content = content.replace("电话".encode(), text.encode()).replace("邮件".encode(), text.encode())
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(IrregularError):
        tally_quickly(path, layout())


@pytest.mark.parametrize("changes", [{"delimiter": "|"}, {"encoding": "utf-16"}])
def test_a_file_whose_bytes_say_too_little_is_left_to_the_plain_reader(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(IrregularError):
        tally_quickly(tmp_path / "any.csv", layout(**changes))


def test_the_order_of_rows_never_matters(tmp_path: Path) -> None:
    table = rows(500, seed=3)
    shuffled = random.Random(5).sample(table, len(table))
    one, _ = both(file_of(table), tmp_path, layout())
    other, _ = both(file_of(shuffled), tmp_path, layout())
    assert one == other


@pytest.mark.parametrize("column", [3, 4], ids=["by agent", "by day"])
def test_parts_added_up_are_the_whole(tmp_path: Path, column: int) -> None:
    table = rows(500, seed=4)
    whole, _ = both(file_of(table), tmp_path, layout())
    added = Tally()
    for key in sorted({cells[column][:10] for cells in table}, reverse=True):
        part = [cells for cells in table if cells[column][:10] == key]
        added.add(both(file_of(part), tmp_path, layout())[0])
    assert added == whole
    assert added.percentile(90) == whole.percentile(90)
    assert Tally.from_plain(whole.to_plain()) == whole


def test_the_evidence_file_holds_every_row_with_its_line(tmp_path: Path) -> None:
    content = file_of(rows(300, seed=8, odd_share=0.1), encoding="gb18030")
    (tmp_path / "rows.csv").write_bytes(content)
    tally = tally_quickly(
        tmp_path / "rows.csv", layout(encoding="gb18030"), evidence=tmp_path / "rows.parquet", size=5000
    )
    kept = parquet.read_table(tmp_path / "rows.parquet")
    assert kept.num_rows == tally.accepted + tally.rejected
    assert sum(kept["counted"].to_pylist()) == tally.accepted
    assert kept["line"][0].as_py() == 2


def test_progress_ends_with_the_whole_file(tmp_path: Path) -> None:
    content = file_of(rows(300, seed=8))
    (tmp_path / "rows.csv").write_bytes(content)
    seen: list[int] = []
    tally_quickly(tmp_path / "rows.csv", layout(), progress=seen.append, size=5000)
    assert seen == sorted(seen)
    assert seen[-1] == len(content) - len(content.split(b"\n")[0]) - 1


def test_a_planted_difference_is_seen(tmp_path: Path) -> None:
    quick, plain = both(file_of(rows(50, seed=1)), tmp_path, layout())
    next(iter(quick.groups.values()))[4] += 1
    assert quick != plain


def test_the_web_process_does_not_load_the_column_reader() -> None:
    code = "import sys, portal.app; sys.exit(bool({'pyarrow', 'numpy'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_both_agree_on_moments_of_reply_and_columns_that_are_not_read(tmp_path: Path) -> None:
    of = layout(columns=("conversation", None, "agent", "started_at", "first_reply_at", "first_response"))
    lines = [
        f"{n},139{n},Ann{n % 3},2026-11-{n % 28 + 1:02} 10:00:00,"
        f"2026-11-{n % 30 + 1:02} 10:00:{n % 60:02},{n % 7 or ''}"
        for n in range(200)
    ]
    quick, plain = both(("id,phone,agent,start,reply,first\n" + "\n".join(lines)).encode(), tmp_path, of)
    assert quick == plain
    assert plain.rejected > 0
    assert plain.accepted > 0
