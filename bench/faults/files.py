"""R8: every file of the corpus, sent as a vendor would: none may do harm or be refused without a reason."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figures import Figure, at_least, at_most
from portal.app import create_app
from portal.infra.db import db
from portal.settings import Settings
from portal.sla.actions import readers
from tests.corpus import corpus
from tests.corpus.odd import Odd
from tests.corpus.trial import Trial
from tests.factories.cooperations import make_cooperation

QUICK_EVERY = 6
LEAST_FILES = 200


@dataclass(frozen=True)
class Outcome:
    """What sending the files showed."""

    files: int
    faults: list[str]
    refused: int
    explained: int
    slowest: float
    megabytes: float
    catches: bool


def hostile_files(quick: bool) -> list[Figure]:
    """Faults, explained refusals, the slowest answer, and the largest reader."""
    files = corpus()[:: QUICK_EVERY if quick else 1]
    with tempfile.TemporaryDirectory(prefix="steelyard-r8-") as folder:
        found = _sent(files, Path(folder))
    enough = found.catches and (quick or found.files >= LEAST_FILES)
    tried = f"{found.files} files, {found.refused} refused"
    share = found.explained / max(found.refused, 1)
    return [
        at_most("R8", len(found.faults), "faults", 0, f"{tried} {found.faults[:3]}", enough=enough),
        at_least("R8", share, "share of refusals with a reason", 0.95, tried, enough=enough),
        at_most("R8", found.slowest, "s for the slowest answer", 5, tried, enough=enough),
        at_most("R8", found.megabytes, "MB in the largest reader", 400, tried, enough=enough),
    ]


def _sent(files: list[Odd], folder: Path) -> Outcome:
    app = create_app(
        Settings(data_folder=folder, database_url=f"sqlite:///{folder}/portal.sqlite", testing=True)
    )
    with app.app_context():
        db.create_all()
    trial = Trial.of(app, make_cooperation(app), folder)
    faults: list[str] = []
    largest = 0.0
    for file in files:
        faults += trial.faults_of(file)
        largest = max(largest, readers.megabytes())
    slowest, refused, explained = trial.slowest, trial.refused, trial.explained
    catches = _planted_faults_are_caught(trial, files)
    readers.close()
    with app.app_context():
        db.engine.dispose()
    return Outcome(len(files), faults, refused, explained, slowest, largest, catches)


def _planted_faults_are_caught(trial: Trial, files: list[Odd]) -> bool:
    """A wrong verdict and a wrong count are noticed."""
    good = next(file for file in files if file.verdict == "taken" and file.buyers)
    wrong = [replace(good, verdict="refused"), replace(good, buyers=(good.buyers or 0) + 1)]
    return all(trial.faults_of(file) for file in wrong)
