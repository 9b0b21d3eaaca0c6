"""Reading the page: quicker, and without its charts, which are drawn from their own markup."""

import re
from io import StringIO
from typing import Any

import tinyhtml5
from tinyhtml5 import inputstream
from tinyhtml5.parser import HTMLParser

from portal.infra.pdf.tuning.litter import note
from portal.infra.pdf.tuning.shapes import take_out


class StoppingPlaces(dict[tuple[Any, bool], re.Pattern[str]]):
    """The patterns by which the HTML reader finds the next character of interest, each built once.

    tinyhtml5 means to keep them, but files each under itself instead of under what it is asked for.
    """

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, is_opposite = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = found = re.compile(f"[{'' if is_opposite else '^'}{listed}]+")
        return found


def read_faster() -> None:
    """Read with patterns that are kept, and leave the tree of the page and nothing else behind."""
    stream: Any = inputstream
    stream.characters_until_regex = StoppingPlaces()
    reader: Any = tinyhtml5
    reader.parse = _read


def _read(document: Any, namespace_html_elements: bool = True, **named: Any) -> Any:
    parser: Any = HTMLParser
    reader = parser(namespace_html_elements)
    if isinstance(document, StringIO):
        document = take_out(document.read())
    tree = reader.parse(document, **named)
    words: Any = reader.phases["in body"]
    words.process_space_characters = None
    note(*_nodes(reader.tree.document), reader.tree, reader.tokenizer, reader)
    return tree


def _nodes(node: Any) -> list[Any]:
    found = [node]
    for one in found:
        found.extend(one.children)
    return found
