"""Claims about many warnings said in few sentences."""

from portal.kernel.messages import message
from portal.sla.rules.checks import all_alike, outliers
from portal.sla.rules.grouping import KINDS, grouped
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.means import FIELDS

FAR = "Row %(row)s: “%(figure)s” is far from the other rows. Please check it."


def rows() -> list[FigureRow]:
    values = [{"received_users": 100 + number % 3, "consult_users": 500} for number in range(12)]
    values[4] = {"received_users": 9_000, "consult_users": 500}
    values[7] = {"received_users": 8_000, "consult_users": 500}
    return [FigureRow(sheet="", number=number + 2, values=one) for number, one in enumerate(values)]


def test_warnings_of_one_kind_become_one_sentence_with_columns_and_rows() -> None:
    (found,) = grouped(outliers(rows()))
    assert found.is_several
    assert found.sentence == KINDS[FAR]
    assert found.columns == (FIELDS["received_users"].label,)
    assert found.rows == (6, 9)
    assert len(found.members) == 2


def test_a_warning_alone_keeps_its_own_sentence() -> None:
    (found,) = grouped(all_alike(rows()))
    assert not found.is_several
    assert found.sentence.template == "“%(figure)s” has the same value in every row. Please check the export."
    assert found.rows == ()


def test_what_has_no_kind_stays_as_it_is() -> None:
    first, second = message("The hidden sheet “%(sheet)s” was not read.", sheet="a"), message("Other.")
    assert [one.sentence for one in grouped([first, second, first])] == [first, second, first]
