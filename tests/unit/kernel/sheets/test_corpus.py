"""A claim about every file of the corpus: where the quick reader takes it, the plain one reads the same."""

from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.sheets.reading import read_plainly
from portal.sla.rules.tools.registry import known_heading
from tests.corpus import corpus


def test_every_file_the_portal_takes_reads_the_same_without_any_library() -> None:
    compared, differing = 0, []
    for file in corpus():
        try:
            quick = read_table(file.content, name=file.name, known=known_heading)
        except Invalid:
            continue
        if quick.kind != "xls":
            compared += 1
            plain = read_plainly(file.content, name=file.name, known=known_heading)
            differing += [] if repr(plain) == repr(quick) else [file.name]
    assert differing == []
    assert compared > 100
