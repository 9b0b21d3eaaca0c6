"""Turns a page of HTML into an archival PDF, in a limited child process that can fetch nothing."""

from portal.infra.pdf.press import (
    Attachment,
    RenderingFailed,
    close,
    fonts_missing,
    fonts_ready,
    render,
    warm,
)

__all__ = ["Attachment", "RenderingFailed", "close", "fonts_missing", "fonts_ready", "render", "warm"]
