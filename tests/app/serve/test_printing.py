"""The start says that documents are off exactly when they are."""

import subprocess

from portal.serve.supervisor import ROOT, print_check_command


def test_a_machine_that_prints_is_not_said_to_be_unable_to() -> None:
    answer = subprocess.run(print_check_command(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
