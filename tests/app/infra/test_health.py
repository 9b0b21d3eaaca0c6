"""Machines that watch the portal learn whether it can do its work, and nothing else."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.infra import health


def test_a_sound_portal_is_alive_and_ready(app: Flask) -> None:
    client = app.test_client()
    assert [client.get(path).get_data(as_text=True) for path in ("/healthz", "/readyz")] == [
        "ok\n",
        "ready\n",
    ]


def _broken() -> None:
    raise OSError("/secret/path is gone")


@pytest.mark.parametrize("name", ["database", "storage", "queue", "fonts"])
def test_what_fails_is_named_without_its_insides(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    checks: dict[str, Callable[[], None]] = {**health.CHECKS, name: _broken}
    monkeypatch.setattr(health, "CHECKS", checks)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (503, f"{name}: failing\n")


def test_missing_fonts_are_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "fonts_missing", lambda: True)
    assert app.test_client().get("/readyz").status_code == 503


def test_a_portal_that_is_not_ready_is_still_alive(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECKS", {"database": _broken})
    assert app.test_client().get("/healthz").status_code == 200
