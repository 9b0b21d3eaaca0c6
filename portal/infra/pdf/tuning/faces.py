"""Cutting faces down to the characters of a document: prepared once per face instead of once per document."""

from typing import Any

from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

LARGEST_SUBSET = 2_000_000
"""Bytes; the smallest complete face that is worth leaving alone has more."""
FLAGS = (
    harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
    | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
    | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
)
DROPPED = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")


def cut_faces_once() -> None:
    """Leave whole faces where they are, and cut each in one step."""
    _leave_faces_where_they_are()
    module: Any = fonts
    font = module.Font
    whole = font._harfbuzz_subset

    def subset(self: Any, to_unicode: Any, hinting: Any) -> None:
        if self.missing or hinting or harfbuzz.hb_face_get_glyph_count(self.hb_face) <= max(to_unicode):
            whole(self, to_unicode, hinting)
            return
        cut = ffi.gc(
            harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
        )
        _fill(harfbuzz_subset.hb_subset_input_glyph_set(cut), sorted(to_unicode))
        _fill(
            harfbuzz_subset.hb_subset_input_set(cut, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG),
            [harfbuzz.hb_tag_from_string(name, -1) for name in DROPPED],
        )
        harfbuzz_subset.hb_subset_input_set_flags(cut, FLAGS)
        face = ffi.gc(harfbuzz_subset.hb_subset_or_fail(self.hb_face, cut), harfbuzz.hb_face_destroy)
        self.file_content = module.get_hb_object_data(face)

    font._harfbuzz_subset = subset


def _fill(numbers: Any, wanted: list[int]) -> None:
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", wanted), len(wanted))


def _leave_faces_where_they_are() -> None:
    """A whole face of eight megabytes is copied for every document, though only its subset is ever used.

    Should a subset fail, WeasyPrint says so, and a document with complaints is not delivered.
    """
    module: Any = fonts
    whole: Any = module.get_hb_object_data

    def content(face: Any, *details: Any) -> bytes:
        blob = harfbuzz.hb_face_reference_blob(face)
        size = harfbuzz.hb_blob_get_length(blob)
        harfbuzz.hb_blob_destroy(blob)
        if size > LARGEST_SUBSET and not details:
            return b""
        kept: bytes = whole(face, *details)
        return kept

    module.get_hb_object_data = content
