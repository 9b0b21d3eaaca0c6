"""The label beside a figure."""

from portal.kernel.messages import message
from portal.sla.rules.provenance import NAMES, source_words


def test_a_result_names_each_of_its_sources_once() -> None:
    found = source_words(["verified", "declared_by_vendor", "verified"])
    assert found == message("Source: %(names)s.", names=[NAMES["declared_by_vendor"], NAMES["verified"]])


def test_without_figures_there_is_no_source() -> None:
    assert source_words([]) is None
