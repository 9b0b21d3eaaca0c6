"""Every module and every template keeps the rules of the house."""

from pathlib import Path

from tests.architecture.house_rules import SILENCED, faults_in_python, faults_in_template

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_keeps_the_rules_of_the_house() -> None:
    faults = [
        fault
        for path in sorted((ROOT / "portal").rglob("*.py"))
        if "migrations" not in path.parts
        for fault in faults_in_python(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_every_template_keeps_the_rules_of_the_house() -> None:
    faults = [
        fault
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for fault in faults_in_template(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_no_test_is_switched_off() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{number}: mend it or delete it, a skipped test proves nothing"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "architecture" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if SILENCED.search(line)
    ]
    assert not faults, "\n" + "\n".join(faults)
