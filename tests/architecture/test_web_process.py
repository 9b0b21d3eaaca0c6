"""The web process stays light: what renders and computes in bulk lives in child processes and workers."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.house_rules import HEAVY

ROOT = Path(__file__).resolve().parents[2]


def test_starting_the_app_imports_nothing_heavy(tmp_path: Path) -> None:
    program = f"import sys, wsgi; print(sorted({set(HEAVY)!r} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PORTAL_DATA_FOLDER": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "[]", answer.stderr[-2000:]


def test_a_child_that_reads_files_loads_neither_web_nor_database() -> None:
    modules = "portal.sla.actions.row_child, portal.sla.actions.table_child, portal.sla.actions.sorting"
    program = f"import sys, {modules}; print(sorted({{'flask', 'sqlalchemy', 'wtforms'}} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.stdout.strip() == "[]", answer.stderr[-2000:]
