"""Rebuilds the printing fonts in portal/static/fonts from complete Noto faces.

    cd /tmp && npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-sans-tc@0.4.3 \
        @expo-google-fonts/noto-sans@0.4.2 @expo-google-fonts/noto-emoji@0.4.7
    python tools/build_fonts.py /tmp

Documents must look the same on every machine and print rare characters of names, so the product carries its
own faces: TrueType (compact CFF faces make files 13 times larger once WeasyPrint embeds them), unhinted, with
every layout feature. Radicals and compatibility forms are left out on purpose: with them the text layer of a
PDF could hand back a look-alike instead of the character that was typed.
"""

import io
import json
import sys
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "portal" / "static" / "fonts"
EAST_ASIAN_SIGNS = [(0x20, 0x2E7F), (0x2FF0, 0x33FF), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF)]
EUROPEAN_LETTERS = [(0x20, 0x24F), (0x2B0, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x214F)]
PICTOGRAMS = [(0x20, 0x20), (0x203C, 0x203C), (0x2049, 0x2049), (0x200D, 0x200D), (0x2100, 0x1FFFF)]
UNIFIED_IDEOGRAPHS = range(0x4E00, 0xA000)
SUPPLEMENTARY_IDEOGRAPHS = range(0x20000, 0x2F800)
RARE_IN_NAMES = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴"
    "䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


@dataclass(frozen=True)
class Face:
    """One face of the product: where it comes from and which characters it keeps."""

    package: str
    member: str
    target: str
    signs: tuple[tuple[int, int], ...]
    ideographs: str = "none"


FACES = (
    Face("noto-sans-sc", "NotoSansSC_400Regular", "NotoSansSC-Regular", tuple(EAST_ASIAN_SIGNS), "unified"),
    Face("noto-sans-sc", "NotoSansSC_700Bold", "NotoSansSC-Bold", tuple(EAST_ASIAN_SIGNS), "gb2312"),
    Face("noto-sans-tc", "NotoSansTC_400Regular", "NotoSansTC-Regular", tuple(EAST_ASIAN_SIGNS), "big5"),
    Face("noto-sans-tc", "NotoSansTC_700Bold", "NotoSansTC-Bold", tuple(EAST_ASIAN_SIGNS), "big5"),
    Face("noto-sans", "NotoSans_400Regular", "NotoSans-Regular", tuple(EUROPEAN_LETTERS)),
    Face("noto-sans", "NotoSans_700Bold", "NotoSans-Bold", tuple(EUROPEAN_LETTERS)),
    Face("noto-emoji", "NotoEmoji_400Regular", "NotoEmoji-Regular", tuple(PICTOGRAMS)),
)


def encodable(character: str, encoding: str) -> bool:
    """Whether a legacy character set knows the character: the usual measure of 'in common use'."""
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def ideographs(kind: str, available: set[int]) -> set[int]:
    """The ideographs a face keeps: none, every unified one with those of rare names, or a legacy set."""
    if kind == "none":
        return set()
    unified = {point for point in available if point in UNIFIED_IDEOGRAPHS}
    if kind != "unified":
        return {point for point in unified if encodable(chr(point), kind)}
    names = {ord(character) for character in RARE_IN_NAMES}
    return unified | names | {point for point in available if point in SUPPLEMENTARY_IDEOGRAPHS}


def subset_face(face: Face, source: bytes) -> tuple[bytes, set[int]]:
    """The face with only the characters it keeps, and those; same input, same bytes."""
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    available = set(font.getBestCmap())
    signs = {point for point in available if any(first <= point <= last for first, last in face.signs)}
    kept = available & (signs | ideographs(face.ideographs, available))
    options = subset.Options(
        layout_features=["*"], hinting=False, notdef_outline=True, glyph_names=False, name_IDs=["*"]
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    result = io.BytesIO()
    font.save(result)
    return result.getvalue(), kept


def ranges(points: Iterable[int]) -> list[list[int]]:
    """Code points as [first, last] pairs in ascending order."""
    pairs: list[list[int]] = []
    for point in sorted(points):
        if pairs and pairs[-1][1] == point - 1:
            pairs[-1][1] = point
        else:
            pairs.append([point, point])
    return pairs


def unpacked(archive: tarfile.TarFile, name: str) -> bytes:
    """The content of one file of a package."""
    member = archive.extractfile(name)
    if member is None:
        raise FileNotFoundError(name)
    return member.read()


def main(folder: Path) -> None:
    """Reads the packages in a folder; writes the faces, what they cover together, and their licences."""
    covered: set[int] = set()
    for face in FACES:
        (path,) = folder.glob(f"expo-google-fonts-{face.package}-[0-9]*.tgz")
        with tarfile.open(path) as archive:
            members = {Path(name).name: name for name in archive.getnames()}
            content, kept = subset_face(face, unpacked(archive, members[f"{face.member}.ttf"]))
            (TARGET / f"OFL-{face.package}.txt").write_bytes(unpacked(archive, "package/LICENSE_FONT"))
        covered |= kept
        (TARGET / f"{face.target}.ttf").write_bytes(content)
        sys.stdout.write(f"{face.target}: {len(kept)} characters, {len(content) / 1e6:.1f} MB\n")
    (TARGET / "coverage.json").write_text(json.dumps(ranges(covered), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
