"""Claims about cells read eight bytes at a time: every number, name and fault is the one the plain reader finds."""

import io
import random
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.infra.conversations import lookup
from portal.infra.conversations.blocks import IrregularError, block_of, blocks
from portal.infra.conversations.fast import tally_quickly
from portal.infra.conversations.grid import grid_of
from portal.infra.conversations.lookup import Lookup
from portal.infra.conversations.plain_cells import PlainCells
from portal.kernel.conversations.reading import tally_of
from tests.factories.conversations import layout

PLAIN = {
    "conversation": ("C1", "C000000002", "很长的编号123456"),
    "shop": ("旗舰店", "远山运动旗舰店(上海)", "A"),
    "channel": ("旺旺", "电话", "x" * 8, "y" * 16),
    "agent": ("客服甲12", "远山运动旗舰店:知夏", "Ann", "z" * 64),
    "started_at": ("2026-11-01 00:00:00", "2026-11-30 23:59:59", "2026-11-09 08:01:59"),
    "first_response": ("", "0", "7", "30", "181", "2678400", "12.5", "0.125", "3.25"),
    "response_sum": ("", "0", "12345678", "99"),
    "response_turns": ("0", "1", "22", "333", "4444", "1000000"),
    "ended_at": ("", "2026-12-01 00:00:00", "2026-11-30 23:59:59"),
    "buyer_messages": ("1", "02", "0000007"),
    "agent_messages": ("", "5"),
    "rating": ("", "1", "5"),
    "transferred": ("是", "否"),
    "resolved": ("是", "否", "yes", ""),
    "bot": ("否", "否", "否", "是"),
    "order_amount": ("", "12.30", "99999.99", "5", "0.5", "100000000"),
}
ODD = {
    "conversation": ("",),
    "shop": ("", " 旗舰店", "w" * 65, "-"),
    "agent": ("", "N/A", "客\x00服", "\x00Ann", "无"),
    "started_at": (
        *("", "2026-11-01T08:00:00", "2026/11/03 08:00:00", "2026-11-31 08:00:00", "2026-11-03 24:00:00"),
        *(
            "2026-11-03 08:60:00",
            "2026-11-03 08:00:60",
            "2026-11-03 08:00:0x",
            "2026-11-03 8:00",
            "2026-13-01",
        ),
        *("2026-11-03 08:00:00 ", "2026-11-03x08:00:00", "２026-11-03 08:00", "2026-11-03 08.00.00"),
        *("2026-11-01 08:00:00.250", "2026-11-01 08:00:00Z", "1969-11-01 08:00:00", "2026-12-01 00:00:00"),
    ),
    "first_response": (
        "-",
        "abc",
        "-4",
        "1e3",
        "0x1F",
        "5.",
        ".5",
        ".",
        "1.2.3",
        "0.0005",
        "12345678.9",
        "1:02:03",
    ),
    "response_sum": ("123456789", "999999999", "1,5", "1 2", "１２", "+5", "1_0", "\x7f", "\xff1"),
    "response_turns": ("1.5", "1000001", "4.0", "99999999", "-1", "/", ":"),
    "ended_at": ("2026-10-31 00:00:00", "2027-05-01 00:00:00", "2026-11-30 23:59:5:"),
    "rating": ("6", "满意", "4星", "10"),
    "bot": ("maybe", "TRUE"),
    "order_amount": ("¥1", "0.005", "1.999", "10000000001", "-5", "0.12345", "123456.78"),
}


def table(chance: random.Random, count: int, odd_share: float, spread: float) -> bytes:
    """Cells without delimiters and quotation marks; the smaller `spread`, the more a column keeps to one width."""
    kept = {key: [chance.choice(cells)] for key, cells in PLAIN.items()}
    rows = []
    for _ in range(count):
        row = []
        for key, cells in PLAIN.items():
            pool = ODD.get(key, cells) if chance.random() < odd_share else cells
            pool = kept[key] if pool is cells and chance.random() > spread else pool
            row.append(chance.choice(pool).replace(",", "."))
        rows.append(",".join(row))
    return "".join(f"{row}\n" for row in [",".join(PLAIN), *rows]).encode()


def agree(content: bytes, where: Path, size: int, **changes: object) -> None:
    path = where / "rows.csv"
    path.write_bytes(content)
    of = layout(**changes)
    assert tally_quickly(path, of, size=size) == tally_of(io.BytesIO(content), of)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**9),
    count=st.integers(1, 300),
    odd_share=st.sampled_from((0.0, 0.01, 0.2)),
    spread=st.sampled_from((0.0, 0.1, 1.0)),
    returns=st.booleans(),
    digits=st.sampled_from((0, 2)),
    unit=st.sampled_from((1000, 60_000, 1)),
    size=st.sampled_from((3000, 1 << 20)),
)
def test_every_cell_means_what_the_plain_reader_says(
    tmp_path: Path,
    seed: int,
    count: int,
    odd_share: float,
    spread: float,
    returns: bool,
    digits: int,
    unit: int,
    size: int,
) -> None:
    content = table(random.Random(seed), count, odd_share, spread)
    if returns:
        content = content.replace(b"\n", b"\r\n")
    agree(content, tmp_path, size, digits=digits, units={"first_response": unit, "response_sum": unit})


@pytest.mark.parametrize("encoding", ["gb18030", "cp950"])
def test_other_encodings_are_read_by_their_bytes_too(tmp_path: Path, encoding: str) -> None:
    text = table(random.Random(4), 300, 0.0, 1.0).decode().replace("否", "n").replace("远", "遠")
    agree(text.encode(encoding, "replace"), tmp_path, 5000, encoding=encoding)


@pytest.mark.parametrize("column", list(ODD))
def test_a_column_of_odd_cells_alone_is_read_in_another_way(tmp_path: Path, column: str) -> None:
    chance = random.Random(column)
    place = list(PLAIN).index(column)
    lines = table(chance, 900, 0.0, 1.0).decode().splitlines()
    for number in range(1, len(lines)):
        cells = lines[number].split(",")
        cells[place] = chance.choice(ODD[column]).replace("\x00", "").replace(",", ".")
        lines[number] = ",".join(cells)
    agree("\n".join(lines).encode(), tmp_path, 1 << 20)


def test_more_names_than_the_table_has_places_are_all_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MOST_NEW", 40)
    lines = table(random.Random(9), 3000, 0.0, 1.0).decode().splitlines()
    place = list(PLAIN).index("agent")
    for number in range(1, len(lines)):
        cells = lines[number].split(",")
        cells[place] = f"agent {number % (30 if number < 1500 else 1200)}"
        lines[number] = ",".join(cells)
    agree("\n".join(lines).encode(), tmp_path, 20_000)


def test_texts_in_one_place_of_the_table_are_told_apart() -> None:
    seen: list[bytes] = []

    def number(text: bytes) -> int:
        seen.append(text)
        return len(text)

    of = layout(columns=("conversation", "agent", "started_at"))
    found = Lookup(number)
    plain = PlainCells(of, {}, {})
    plain.known["agent"] = found
    names = [f"{n:x}" * (n % 40 + 1) for n in range(6000)]
    for begin in range(0, len(names), 100):
        part = names[begin : begin + 100]
        block = block_of("".join(f"1,{name[:60]},x\n" for name in part).encode())
        grid = grid_of(block, delimiter=",", width=3)
        assert grid is not None
        assert plain.numbers(grid, "agent").tolist() == [len(name[:60]) for name in part]
        assert plain.numbers(grid, "agent").tolist() == [len(name[:60]) for name in part]


def test_the_evidence_holds_numbers_of_any_width(tmp_path: Path) -> None:
    content = table(random.Random(5), 200, 0.05, 1.0).replace(b"\0", b"")
    (tmp_path / "rows.csv").write_bytes(content)
    tally_quickly(tmp_path / "rows.csv", layout(), evidence=tmp_path / "rows.parquet", size=4000)
    kept = parquet.read_table(tmp_path / "rows.parquet")["conversation"].to_pylist()
    assert kept == [line.split(",")[0] for line in content.decode().splitlines()[1:]]


@pytest.mark.parametrize(
    "content", ["a,b\nc\n", "a,b\n\nc,d\n", "a\nb,c,d\n", "a,b\r\nc,d\n", "a,\0\n", "a,b,c\nd\n"]
)
def test_a_block_whose_rows_differ_has_no_grid(content: str) -> None:
    assert grid_of(block_of(content.encode()), delimiter=",", width=2) is None
    assert grid_of(block_of(b"a,b\n"), delimiter=",", width=2) is not None


def test_a_grid_is_left_where_quotation_marks_stand(tmp_path: Path) -> None:
    content = table(random.Random(2), 400, 0.0, 1.0)
    quoted = content.replace("旺旺".encode(), '"旺""旺"'.encode())
    for size in (3000, 1 << 20):
        agree(quoted, tmp_path, size)
        agree(content, tmp_path, size, shop="A")
        agree(content, tmp_path, size, columns=(*list(PLAIN)[:-1], None))


def test_evidence_that_cannot_be_written_stops_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no room")

    (tmp_path / "rows.csv").write_bytes(table(random.Random(5), 200, 0.0, 1.0))
    monkeypatch.setattr(parquet.ParquetWriter, "write_table", refuse)
    with pytest.raises(OSError, match="no room"):
        tally_quickly(tmp_path / "rows.csv", layout(), evidence=tmp_path / "rows.parquet", size=4000)


@pytest.mark.parametrize("mark", [b'"', b""])
def test_a_row_without_end_is_left_to_the_plain_reader_at_once(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(table(random.Random(3), 5, 0.0, 1.0) + mark + b"x," * (15 << 20))
    with pytest.raises(IrregularError):
        tally_quickly(path, layout())
    with path.open("rb") as stream:
        with pytest.raises(IrregularError):
            list(blocks(stream, header_row=1, delimiter=","))
        assert stream.tell() < 16 << 20


@pytest.mark.parametrize("size", [3000, 1 << 20])
@pytest.mark.parametrize("change", [("旺旺", "旺旺,多"), ("旺旺,", ""), ("\n", "\n\n"), ("电话,", "电话\n")])
def test_rows_with_too_many_or_too_few_cells_are_named_in_every_encoding(
    tmp_path: Path, change: tuple[str, str], size: int
) -> None:
    lines = table(random.Random(6), 400, 0.0, 1.0).decode().replace("电话", "電話").splitlines(keepends=True)
    lines[1:] = [
        line.replace("電話", "电话").replace(*change) if n % 7 == 0 else line
        for n, line in enumerate(lines[1:])
    ]
    for line_end in ("\n", "\r\n"):
        content = "".join(lines).replace("\n", line_end)
        agree(content.encode("gb18030"), tmp_path, size, encoding="gb18030")
        agree(content.encode(), tmp_path, size)


def test_a_file_whose_rows_are_all_wrong_gives_nothing(tmp_path: Path) -> None:
    agree(b"a,b\n" + "会话,行\n".encode("gb18030") * 300, tmp_path, 500, encoding="gb18030")


def test_a_sign_before_digits_is_a_fault_in_odd_blocks_too(tmp_path: Path) -> None:
    content = table(random.Random(8), 60, 0.0, 0.0).replace(b"C1,", b'"C1",')
    agree(content.replace(b",0,", b",+5,"), tmp_path, 1 << 20)


def test_a_wrong_row_that_cannot_be_shown_is_left_to_the_plain_reader(tmp_path: Path) -> None:
    content = table(random.Random(8), 60, 0.0, 0.0) + '"C1",多\n'.encode("gb18030")
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(IrregularError):
        tally_quickly(tmp_path / "rows.csv", layout(encoding="gb18030"))
