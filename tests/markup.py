"""Notices broken HTML that browsers would repair in silence: tags, ids, labels, nesting, names for what can be used."""

from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
DRAWN = frozenset({"path", "circle", "rect", "line", "polyline", "polygon", "ellipse", "use", "stop"})
NEVER_INSIDE_ITSELF = frozenset({"form", "a", "button", "label"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.pointers: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, attrs)
        if tag not in VOID | DRAWN and "svg" not in self.open:
            self.faults.append(f"line {self.getpos()[0]}: <{tag}/> does not close itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            inside = self.open[-1] if self.open else "nothing"
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> inside <{inside}>")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _look(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        names = [name for name, _value in attrs]
        self.faults += [
            f"line {line}: {name} twice in <{tag}>" for name in {n for n in names if names.count(n) > 1}
        ]
        if tag in NEVER_INSIDE_ITSELF and tag in self.open:
            self.faults.append(f"line {line}: <{tag}> inside <{tag}>")
        values = {name: value or "" for name, value in attrs}
        if (identifier := values.get("id")) is not None:
            if identifier in self.ids or not identifier:
                self.faults.append(f"line {line}: id {identifier!r} twice or empty")
            self.ids.add(identifier)
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "popovertarget"):
            self.pointers += [(f"line {line}: {name}", target) for target in values.get(name, "").split()]


def faults_in_page(source: str) -> list[str]:
    """Faults of a whole page or of a part of one, in words; none for a sound one."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    faults = list(reader.faults)
    if reader.open:
        faults.append(f"never closed: {reader.open}")
    if "<html" in source:
        faults += [
            f"{what} points to {target!r}, which is not there"
            for what, target in reader.pointers
            if target not in reader.ids
        ]
        faults += [] if "<title>" in source else ["no title"]
        faults += [] if "<h1" in source else ["no main heading"]
        faults += [] if "lang=" in source.split("<body", 1)[0] else ["no language"]
    return faults
